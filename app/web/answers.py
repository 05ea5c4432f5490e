"""Responses: pages, JSON, redirects and downloads; errors as a page for people and as JSON for scripts."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import anyio
import anyio.lowlevel
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.errors import AppError
from app.web.call import Call
from app.web.forms.text import is_clean
from app.web.navigation import navigation
from app.web.templates import Templates


def html(call: Call, template: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered screen; every template gets the council, the viewer, the navigation, its help and the CSRF token."""
    # The answer to a POST has no address of its own to come back to from the help.
    back = call.request.url.path if call.request.method == "GET" else ""
    helped = {"help_href": call.screens.help_for(call.actor, template, back)}
    text = call.screens.templates.render(template, frame(call) | helped | values)
    return HTMLResponse(text, status)


def frame(call: Call) -> dict[str, object]:
    """The values that base.html needs on every page; domains add theirs by `Screens.sources`."""
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
    """True when the request asks for JSON in its Accept header, as the project's scripts do."""
    return "application/json" in call.request.headers.get("accept", "")


def see_other(path: str) -> RedirectResponse:
    """303 after an act, so that reloading does not send it again. `path` is our own, never from outside."""
    return RedirectResponse(path, 303)


def own_path(untrusted_path: str) -> str:
    """The path when it is one of this site, else "/": a link must not lead on to another site (open redirect)."""
    path = untrusted_path[:500]
    # Browsers read // as the start of another host, and take a backslash for a slash.
    # Browsers read // as the start of another host, and take a backslash for a slash.
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_path and is_clean(path) and not any(ord(c) < 33 for c in path) else "/"


class HandedOut(StreamingResponse):
    """A download that may be fetched only once: `on_taken` is called when the last chunk was sent and the connection
    still stands, in a thread, before the response ends.

    A lost connection is noticed only when the server hears of it: bytes that are still on their way count as taken.
    """

    def __init__(
        self,
        chunks: Iterator[bytes],
        *,
        size_bytes: int,
        media_type: str,
        file_name: str,
        on_taken: Callable[[], None],
    ) -> None:
        headers = {"Content-Disposition": attachment(file_name), "Content-Length": str(size_bytes)}
        super().__init__(chunks, media_type=media_type, headers=headers)
        self._on_taken, self._is_lost = on_taken, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        failures: list[Exception] = []
        async with anyio.create_task_group() as group:
            group.start_soon(self._watch, receive)
            try:
                await self._send(send)
            except Exception as error:  # noqa: BLE001 - raised below by itself, not as one of a group
                failures.append(error)
            group.cancel_scope.cancel()
        for failure in failures:
            raise failure

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._is_lost = True

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self.body_iterator:
            if self._is_lost:
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await anyio.lowlevel.checkpoint()  # lets the server notice a lost connection
        if not self._is_lost:
            await anyio.to_thread.run_sync(self._on_taken)
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class ErrorAnswers:
    """Makes the response to an AppError: JSON for scripts, for people a page with the sentence and the next step."""

    def __init__(self, templates: Templates, values: dict[str, object]) -> None:
        self._templates = templates
        self._values = {"viewer": None, "csrf_token": ""} | values

    def __call__(self, scope: Scope, error: AppError) -> Response:
        """The response to an error; a page that needs signing in is answered by a redirect to the sign-in screen.

        A person who may not see the first screen yet, such as on a device that waits for its approval, is redirected
        to the screen where that can be asked for.
        """
        request = Request(scope)
        destination = request.headers.get("sec-fetch-dest", "")
        is_page = destination in {"document", "iframe"} or (
            not destination and "text/html" in request.headers.get("accept", "")
        )
        if not is_page:
            return JSONResponse(as_json(error), error.status, headers=_retry(error))
        # An error page leads back to the first screen. So a refusal of that screen itself has to lead elsewhere.
        step = error.next_step
        if step is not None and (error.status == 401 or (scope["path"] == "/" and step.href != "/")):
            return RedirectResponse(step.href, 303)
        values = self._values | {"error": error, "path": scope["path"]}
        return HTMLResponse(self._templates.render("error.html", values), error.status, headers=_retry(error))


def as_json(error: AppError) -> dict[str, object]:
    """An error as the project's scripts read it: code, sentence, next step, and a sentence for each wrong field."""
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
    wait_seconds = getattr(error, "wait_seconds", 10 if error.status == 503 else 0)
    return {"Retry-After": str(wait_seconds)} if wait_seconds else None


def attachment(file_name: str) -> str:
    """Content-Disposition for a download (RFC 6266, RFC 8187): an ASCII stand-in and the real name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
