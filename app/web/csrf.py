"""Protection against cross-site request forgery: the headers Origin and Sec-Fetch-Site, and a token of the session."""

import hmac
from hashlib import sha256

from starlette.requests import Request

from app.errors import CrossSite, GivenTwice
from app.web.forms.sent import NOTHING, Sent

FIELD = "csrf_token"
HEADER = "x-csrf-token"


def token(key: bytes, session_id: str) -> str:
    """The token of a session, 64 hex digits; `session_id` "" for the forms before signing in."""
    return hmac.new(key, f"csrf:{session_id}".encode(), sha256).hexdigest()


def check(key: bytes, session_id: str, request: Request, sent: Sent | None, *, is_https: bool) -> None:
    """Raise CrossSite unless the request comes from our own page (OWASP ASVS 5.0 3.5.1).

    `is_https`: whether tablets reach us by https.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise CrossSite(cause=f"sec-fetch-site {site[:20]}")
    origin = request.headers.get("origin")
    if origin is not None and not _is_own(origin, request, is_https=is_https):
        raise CrossSite(cause="origin of another site")
    try:
        untrusted_token = request.headers.get(HEADER) or (sent or NOTHING).raw(FIELD)
    except GivenTwice as error:
        raise CrossSite(cause="two tokens") from error
    if not hmac.compare_digest(untrusted_token.encode(errors="replace"), token(key, session_id).encode()):
        raise CrossSite(cause="token missing or of another session")


def comes_from_own_page(request: Request, *, is_https: bool) -> bool:
    """True when a WebSocket's handshake comes from a page of this site, which came by https if `is_https`.

    A browser lets any site open a socket to ours, with our cookies (RFC 6455 §10.2), and always sends Origin with it.
    So Origin must be there and be ours; Sec-Fetch-Site would say nothing more.
    """
    origin = request.headers.get("origin", "")
    return _is_own(origin, request, is_https=is_https)


def _is_own(origin: str, request: Request, *, is_https: bool) -> bool:
    """True for exactly our origin. The same host by the other scheme is another site (RFC 6454 §5)."""
    return origin == f"{'https' if is_https else 'http'}://{request.headers.get('host', '')}"
