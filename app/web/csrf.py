"""Cross-site request forgery: the browser's own word (Origin, Sec-Fetch-Site), then a token bound to the session."""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from app.errors import CrossSite, GivenTwice
from app.web.forms.sent import NOTHING, Sent

FIELD = "csrf_token"
HEADER = "x-csrf-token"


def token(key: bytes, session_id: str) -> str:
    """The token of a session; "" has one too, for the forms before signing in."""
    return hmac.new(key, f"csrf:{session_id}".encode(), sha256).hexdigest()


def check(key: bytes, session_id: str, request: Request, sent: Sent | None) -> None:
    """Raise CrossSite unless the request comes from our own page (OWASP ASVS 5.0 3.5.1)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise CrossSite(cause=f"sec-fetch-site {site[:20]}")
    origin = request.headers.get("origin")
    if origin is not None and not _is_own(origin, request):
        raise CrossSite(cause="origin of another site")
    try:
        untrusted_token = request.headers.get(HEADER) or (sent or NOTHING).raw(FIELD)
    except GivenTwice as error:
        raise CrossSite(cause="two tokens") from error
    if not hmac.compare_digest(untrusted_token.encode(errors="replace"), token(key, session_id).encode()):
        raise CrossSite(cause="token missing or of another session")


def comes_from_own_page(request: Request, *, is_https: bool) -> bool:
    """For a WebSocket's handshake, which a browser sends across sites with cookies and without asking (RFC 6455 §10.2).

    The browser's word must be there, and name this very origin; a handshake without one is no page of ours.
    `Sec-Fetch-Site` is not asked: `Origin` is always sent here, and says more.
    """
    origin = request.headers.get("origin", "")
    is_safe = not is_https or urlsplit(origin).scheme == "https"
    return is_safe and _is_own(origin, request)


def _is_own(origin: str, request: Request) -> bool:
    parts = urlsplit(origin)
    return parts.netloc == request.headers.get("host", "") and parts.scheme in {"http", "https"}
