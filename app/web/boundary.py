"""The outermost ring, pure ASGI: host check, security headers, one translator from errors to answers."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.errors import AppError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Translate = Callable[[Scope, AppError], Asgi]

log = logging.getLogger("gijo.web")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Boundary:
    """Wraps the routed application. An error nobody expected is logged whole and told as one plain sentence."""

    def __init__(self, app: Asgi, *, allowed_hosts: tuple[str, ...], is_https: bool, translate: Translate) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._headers = (*_HEADERS, _HSTS) if is_https else _HEADERS
        self._translate = translate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                present = {name.lower() for name, _ in message["headers"]}
                added = [pair for pair in self._headers if pair[0] not in present]
                if b"cache-control" not in present:
                    added.append((b"cache-control", b"private, no-store"))
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            if not self._is_own_host(scope):
                raise AppError(cause="host not allowed")
            await self._app(scope, receive, guarded)
        except AppError as error:
            if started:
                raise
            if error.status >= 500:
                log.error("%s %s: %s %s", scope["method"], scope["path"], error.code, error.cause)
            await self._translate(scope, error)(scope, receive, guarded)
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])
            if started:
                raise
            await self._translate(scope, AppError())(scope, receive, guarded)

    def _is_own_host(self, scope: Scope) -> bool:
        if "*" in self._hosts:
            return True
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self._hosts
