"""Answers: pages, JSON, redirects, and errors told as a page to people and as JSON to scripts."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from app.errors import AppError
from app.web.call import Call
from app.web.forms.text import is_clean
from app.web.navigation import navigation
from app.web.templates import Templates


def html(call: Call, template: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered screen; every template gets the council, the viewer, the navigation and the CSRF token."""
    text = call.screens.templates.render(template, frame(call) | values)
    return HTMLResponse(text, status)


def frame(call: Call) -> dict[str, object]:
    """What base.html needs in every render."""
    path = call.request.scope["path"]
    return {
        "council": call.services.settings.council,
        "viewer": _viewer(call),
        "path": path,
        "csrf_token": call.csrf_token,
        "renewal": call.identity.renewal,
        "is_demo": call.services.settings.is_demo,
    } | {name: source(call) for name, source in call.screens.sources.items()}


def _viewer(call: Call) -> dict[str, object] | None:
    viewer = call.identity.viewer
    if viewer is None:
        return None
    return {
        "person_id": viewer.person_id,
        "display_name": viewer.display_name,
        "role_label": viewer.role_label,
        "last_signin": viewer.last_signin,
        "roles": {role.value for role in call.actor.roles},
        "nav": navigation(call.actor, call.place),
    }


def json(values: object, status: int = 200) -> JSONResponse:
    """JSON for the project's own scripts."""
    return JSONResponse(values, status)


def wants_json(call: Call) -> bool:
    """A script that asks for JSON by name."""
    return "application/json" in call.request.headers.get("accept", "")


def see_other(path: str) -> RedirectResponse:
    """303 after an act, so that reloading does not send it again. `path` is our own, never from outside."""
    return RedirectResponse(path, 303)


def own_path(untrusted_path: str) -> str:
    """A path of this site to go on to, or "/": never another site's address (open redirect)."""
    path = untrusted_path[:500]
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_path and is_clean(path) and not any(ord(c) < 33 for c in path) else "/"


class ErrorAnswers:
    """Translates an AppError: scripts get JSON, people a page with the sentence and the next step."""

    def __init__(self, templates: Templates, values: dict[str, object]) -> None:
        self._templates = templates
        self._values = {"viewer": None, "csrf_token": ""} | values

    def __call__(self, scope: Scope, error: AppError) -> Response:
        """The answer to an error. A person who is not signed in is taken to the sign-in screen."""
        request = Request(scope)
        destination = request.headers.get("sec-fetch-dest", "")
        is_page = destination in {"document", "iframe"} or (
            not destination and "text/html" in request.headers.get("accept", "")
        )
        if not is_page:
            return JSONResponse(as_json(error), error.status, headers=_retry(error))
        if error.status == 401 and error.next_step is not None:
            return RedirectResponse(error.next_step.href, 303)
        values = self._values | {"error": error, "path": scope["path"]}
        return HTMLResponse(self._templates.render("error.html", values), error.status, headers=_retry(error))


def as_json(error: AppError) -> dict[str, object]:
    """An error as scripts read it."""
    step = error.next_step
    body: dict[str, object] = {
        "code": error.code,
        "sentence": error.sentence,
        "action_href": step.href if step else None,
        "action_label": step.label if step else None,
    }
    fields = getattr(error, "fields", None)
    return body | {"fields": fields} if fields else body


def _retry(error: AppError) -> dict[str, str] | None:
    return {"Retry-After": "10"} if error.status == 503 else None


def attachment(file_name: str) -> str:
    """Content-Disposition for a download (RFC 6266, RFC 8187): an ASCII stand-in and the real name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
