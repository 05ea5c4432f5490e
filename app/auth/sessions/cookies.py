"""The two cookies beside the session's: the sign-in in progress, and the browser's own mark. Both are opaque."""

from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings

PENDING_SECONDS = 5 * 60
KNOWN_SECONDS = 180 * 24 * 3600
_MAX_TOKEN = 100


def read(request: Request, name: str) -> str:
    """A cookie's value, "" when absent or of a length that is none of ours."""
    value = request.cookies.get(name, "")
    return value if len(value) <= _MAX_TOKEN else ""


def pending_name(settings: Settings) -> str:
    """The cookie between password and code."""
    return f"{settings.cookie_name}-pending"


def known_name(settings: Settings) -> str:
    """The cookie by which a browser is known again; it opens nothing."""
    return f"{settings.cookie_name}-known"


def put(response: Response, settings: Settings, name: str, token: str, seconds: int) -> None:
    """Set one of them: HttpOnly, SameSite=Strict, Secure on HTTPS, for the whole site as `__Host-` demands."""
    response.set_cookie(
        name, token, max_age=seconds, path="/", secure=settings.is_https, httponly=True, samesite="strict"
    )


def drop(response: Response, settings: Settings, name: str) -> None:
    """Take one away."""
    response.delete_cookie(name, path="/", secure=settings.is_https, httponly=True, samesite="strict")
