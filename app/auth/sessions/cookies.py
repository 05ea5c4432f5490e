"""The cookies beside the session's: that of the sign-in in progress, and that by which a browser is known again.

Each holds a random token and nothing else.
"""

from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings

PENDING_SECONDS = 5 * 60
KNOWN_SECONDS = 180 * 24 * 3600
_MAX_TOKEN = 100


def read(request: Request, name: str) -> str:
    """A cookie's value, "" when it is absent or longer than any of ours."""
    value = request.cookies.get(name, "")
    return value if len(value) <= _MAX_TOKEN else ""


def pending_name(settings: Settings) -> str:
    """The name of the cookie of a sign-in in progress, between password and second factor."""
    return f"{settings.cookie_name}-pending"


def known_name(settings: Settings) -> str:
    """The name of the cookie by which a browser is known again; it gives no access."""
    return f"{settings.cookie_name}-known"


def put(response: Response, settings: Settings, name: str, token: str, seconds: int) -> None:
    """Set a cookie for `seconds`: HttpOnly, SameSite=Strict, Secure on HTTPS, for "/" as `__Host-` demands."""
    response.set_cookie(
        name, token, max_age=seconds, path="/", secure=settings.is_https, httponly=True, samesite="strict"
    )


def drop(response: Response, settings: Settings, name: str) -> None:
    """Tell the browser to drop a cookie that `put` has set."""
    response.delete_cookie(name, path="/", secure=settings.is_https, httponly=True, samesite="strict")
