"""The outermost ASGI application: checks the host, adds the security headers, and turns errors into responses."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import told_of
from app.errors import AppError, CrossSite, MethodNotAllowed, NotFound, WrongHost
from app.web.proxies.watch import SetupWatch

Translate = Callable[[Scope, AppError], ASGIApp]

log = logging.getLogger("gijo.web")

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src {}; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Boundary:
    """Wraps the routed application. An unknown exception is logged with its traceback and answered by one sentence.

    `translate`: makes the response to an AppError. `is_https`: adds HSTS. `watch`: may refuse a request or handshake.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: tuple[str, ...],
        origins: tuple[str, ...],
        is_https: bool,
        translate: Translate,
        watch: SetupWatch,
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        policy = (b"content-security-policy", content_security_policy(origins).encode())
        self._headers = (policy, *_HEADERS, _HSTS) if is_https else (policy, *_HEADERS)
        self._translate, self.watch = translate, watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket" and self._refusal(scope) is not None:
                await send({"type": "websocket.close"})  # before it was accepted, this is HTTP 403
                return
            await self._app(scope, receive, send)
            return
        scope["app"] = self  # makes the router raise what it refuses instead of answering in English
        answer = _Answer(send, self._headers)
        try:
            await self._guarded(scope, receive, answer)
        except Exception as error:
            if answer.has_started:  # too late for another answer; the server cuts the connection
                raise
            await self._translate(scope, _told(scope, error))(scope, receive, answer)

    async def _guarded(self, scope: Scope, receive: Receive, answer: Send) -> None:
        if (refusal := self._refusal(scope)) is not None:
            raise refusal
        try:
            await self._app(scope, receive, answer)
        except CrossSite as error:
            raise self.watch.instead_of(error, scope) from error

    def _refusal(self, scope: Scope) -> AppError | None:
        is_own_host = self._is_own_host(scope)
        if (refusal := self.watch.look(scope, is_own_host=is_own_host)) is not None:
            return refusal
        return None if is_own_host else WrongHost()

    def _is_own_host(self, scope: Scope) -> bool:
        if "*" in self._hosts:
            return True
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self._hosts


def content_security_policy(origins: tuple[str, ...]) -> str:
    """The Content-Security-Policy of all pages. `origins` are named for sockets, as old Safari does not take 'self'."""
    sockets = [f"ws{origin.removeprefix('http')}" for origin in origins]
    return _CONTENT_SECURITY_POLICY.format(" ".join(["'self'", *sockets]))


_ROUTER_REFUSALS: dict[int, type[AppError]] = {404: NotFound, 405: MethodNotAllowed}


class _Answer:
    """`send` with the security headers added to the start of the response."""

    def __init__(self, send: Send, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._send = send
        self._headers = headers
        self.has_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            present = {name.lower() for name, _ in message["headers"]}
            added = [pair for pair in self._headers if pair[0] not in present]
            if b"cache-control" not in present:
                added.append((b"cache-control", b"private, no-store"))  # unless a response says that it may be kept
            message["headers"] = [*message["headers"], *added]
        await self._send(message)


def _told(scope: Scope, error: Exception) -> AppError:
    """The error to answer with; an unknown exception is logged with its traceback, and its text is never shown."""
    if isinstance(error, HTTPException):
        error = _ROUTER_REFUSALS.get(error.status_code, AppError)()
    if (told := told_of(error)) is not None:
        log.warning("%s %s: %s %s", scope["method"], _written(scope), told.code, told.cause)
        return told
    if not isinstance(error, AppError):
        log.error("%s %s", scope["method"], _written(scope), exc_info=error)
        return AppError()
    if error.status >= 500:
        log.error("%s %s: %s %s", scope["method"], _written(scope), error.code, error.cause)
    return error


def _written(scope: Scope) -> str:
    """The path, percent-encoded for the log: it can then neither begin a new line there nor control a terminal."""
    return quote(scope["path"], errors="backslashreplace")
