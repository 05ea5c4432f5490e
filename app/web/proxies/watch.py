"""Watches how requests arrive, and reports faults of the set-up. Refuses those unencrypted or past the proxy.

A sender can make up everything that is seen here. So it is only reported, at intervals for each fault, and admits
nothing. Once a signed-in person's request has shown that a fault does not exist, strangers' requests are not believed
about it any more, only those of signed-in people.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from starlette.types import Scope

from app.errors import AppError
from app.settings import Settings
from app.setup.faults import SetupFault, SetUpWrong, UnencryptedLine
from app.web.addresses import is_in, parsed

log = logging.getLogger("gijo.setup")

Tell = Callable[[SetupFault, str], None]

_AGAIN_SECONDS = 600.0
_LOOKED_AT = frozenset(
    {
        b"host",
        b"origin",
        b"cookie",
        b"sec-fetch-site",
        b"sec-fetch-mode",
        b"sec-websocket-key",
        b"x-forwarded-for",
        b"x-forwarded-proto",
    }
)
_MOST_CHARACTERS = 60
_OF_ACTS = frozenset({SetupFault.PORT_DROPPED, SetupFault.HOST_REPLACED, SetupFault.HTTPS_OFF, SetupFault.HTTPS_ON})
"""Faults that are disproved when an act of a signed-in person arrives intact."""


class SetupWatch:
    """Looks at every request and handshake.

    `tell`: called with a fault and what showed it, in a thread of its own; again after ten minutes if it is still seen.
    `sockets`: paths of our WebSockets. `monitored`: paths for monitors, which may ask from this machine without the
    proxy. `bears_seal`: whether a session's cookie was made by us, open or not.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        sockets: Collection[str],
        monitored: Collection[str],
        tell: Tell,
        bears_seal: Callable[[str], bool],
    ) -> None:
        self._is_https, self._proxies = settings.is_https, settings.trusted_proxies
        self._scheme = "https" if settings.is_https else "http"
        self._hosts = frozenset(host.lower() for host in settings.allowed_hosts) - {"*"}
        self._sockets, self._monitored, self._tell = frozenset(sockets), frozenset(monitored), tell
        self._cookie_name, self._bears_seal = settings.cookie_name, bears_seal
        self._has_own_host = False
        self._disproved: frozenset[SetupFault] = frozenset()
        self._made_up: Counter[SetupFault] = Counter()
        self._made_up_at: dict[SetupFault, float] = {}
        self._told_at: dict[SetupFault, float] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def look(self, scope: Scope, *, is_own_host: bool) -> AppError | None:
        """Look at a request or handshake; the error that it has to be refused with, None when it may go on."""
        sent = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _LOOKED_AT}
        client = scope.get("client")
        peer = parsed(client[0]) if client else None
        is_proxy = peer is not None and is_in(str(peer), self._proxies)
        is_ours = is_proxy or (peer is not None and not peer.is_global)
        if (error := self._unencrypted(scope, sent, peer, is_proxy=is_proxy)) is not None:
            return error
        self._learn(scope, sent, is_proxy=is_proxy)
        if is_ours and scope["path"] not in self._monitored:
            self._look_at_proxy(sent, str(peer), is_proxy=is_proxy)
            self._look_at_host(sent, is_own_host=is_own_host)
        if scope["type"] == "websocket":
            self._garbled(scope)
        elif scope["path"] in self._sockets and _is_handshake(sent):
            self._notice(SetupFault.SOCKET_DROPPED, scope["path"], sent)
        return None

    def instead_of(self, error: AppError, scope: Scope) -> AppError:
        """The error to show when a request seemed to come from another site: perhaps only the proxy made it seem so."""
        fault = self._garbled(scope)
        if fault is None:
            return error
        return SetUpWrong(fault)

    def close(self) -> None:
        """Wait until all faults found so far are reported."""
        with self._lock:
            threads, self._threads = self._threads, []
        for thread in threads:
            thread.join()

    def _unencrypted(
        self, scope: Scope, sent: dict[bytes, str], peer: IPv4Address | IPv6Address | None, *, is_proxy: bool
    ) -> AppError | None:
        if not self._is_https or not self._proxies:
            return None
        if not is_proxy:
            if scope["path"] in self._monitored and peer is not None and peer.is_loopback:
                return None
            self._notice(SetupFault.PAST_PROXY, str(peer), sent)
            return UnencryptedLine()
        schemes = [scheme.strip().lower() for scheme in sent.get(b"x-forwarded-proto", "").split(",")]
        if schemes == [""] or "https" in schemes or "wss" in schemes or scope["path"] in self._monitored:
            return None
        self._notice(SetupFault.HTTPS_ON, sent.get(b"host", ""), sent)
        return UnencryptedLine()

    def _look_at_proxy(self, sent: dict[bytes, str], peer: str, *, is_proxy: bool) -> None:
        has_sender = b"x-forwarded-for" in sent
        if not is_proxy and (has_sender or b"x-forwarded-proto" in sent):
            self._notice(SetupFault.PROXY_UNNAMED, peer, sent)
        if is_proxy and not has_sender and b"cookie" in sent:
            self._notice(SetupFault.SENDER_MISSING, peer, sent)
        if not self._is_https and "https" in sent.get(b"x-forwarded-proto", ""):
            self._notice(SetupFault.HTTPS_OFF, sent.get(b"host", ""), sent)

    def _look_at_host(self, sent: dict[bytes, str], *, is_own_host: bool) -> None:
        """Report a foreign host name, until a request has come with ours: till then the proxy may have changed it."""
        if is_own_host:
            self._has_own_host = True
        elif not self._has_own_host:
            self._notice(SetupFault.HOST_REPLACED, sent.get(b"host", ""), sent)

    def _garbled(self, scope: Scope) -> SetupFault | None:
        """The fault by which our own page seems to be of another site; None when it may really be another's."""
        sent = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _LOOKED_AT}
        if not self._came_by_proxy(scope, sent):
            return None
        fault = self._between(sent.get(b"origin", ""), sent.get(b"host", ""), sent.get(b"sec-fetch-site", ""))
        if fault is not None:
            self._notice(fault, f"{sent.get(b'origin', '')} → {sent.get(b'host', '')}", sent)
        return fault

    def _came_by_proxy(self, scope: Scope, sent: dict[bytes, str]) -> bool:
        """Whether the request came through the proxy. HTTPS always does, as the service has no TLS of its own."""
        client = scope.get("client")
        is_named = self._is_https or (client is not None and is_in(client[0], self._proxies))
        return is_named or b"x-forwarded-for" in sent or b"x-forwarded-proto" in sent

    def _between(self, origin: str, host: str, site: str) -> SetupFault | None:
        """The fault by which Origin and Host differ. Sec-Fetch-Site is believed; without it, the names are compared."""
        try:
            parts = urlsplit(origin)
            name, port = parts.hostname or "", parts.port
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or site not in {"", "same-origin"}:
            return None
        if origin == f"{self._scheme}://{host}":
            return None
        shown = urlsplit(f"//{host.lower()}")
        if name != shown.hostname:
            is_replaced = name in self._hosts and (site == "same-origin" or parts.scheme == "https")
            return SetupFault.HOST_REPLACED if is_replaced else None
        if parts.scheme != self._scheme:
            return SetupFault.HTTPS_ON if self._is_https else SetupFault.HTTPS_OFF
        is_dropped = site == "same-origin" or (port is not None and ":" not in host)
        return SetupFault.PORT_DROPPED if is_dropped else None

    def _learn(self, scope: Scope, sent: dict[bytes, str], *, is_proxy: bool) -> None:
        """Note which faults a genuine request disproves. A browser sends the origin that its person has opened."""
        shown: frozenset[SetupFault] = frozenset()
        is_whole = sent.get(b"origin", "") == f"{self._scheme}://{sent.get(b'host', '')}"
        if scope["type"] == "websocket":
            shown |= {SetupFault.SOCKET_DROPPED}
        if is_whole and scope.get("method") == "POST":
            shown |= _OF_ACTS
        if is_proxy and b"x-forwarded-for" in sent:
            shown |= {SetupFault.PROXY_UNNAMED}
        if not shown <= self._disproved and self._is_known(sent):  # most requests show nothing new, and cost no seal
            self._disproved |= shown

    def _is_known(self, sent: dict[bytes, str]) -> bool:
        """True for a browser with a cookie that we made, in which a person has signed in."""
        pairs = (each.strip().partition("=") for each in sent.get(b"cookie", "").split(";"))
        return any(name == self._cookie_name and self._bears_seal(value) for name, _, value in pairs)

    def _notice(self, fault: SetupFault, seen: str, sent: dict[bytes, str]) -> None:
        is_made_up = fault in self._disproved and not self._is_known(sent)
        moment = time.monotonic()
        with self._lock:
            if is_made_up:
                self._made_up[fault] += 1
                if moment - self._made_up_at.get(fault, -_AGAIN_SECONDS) >= _AGAIN_SECONDS:
                    log.warning("%s was made up by strangers %d times, and is not told", fault, self._made_up[fault])
                    self._made_up_at[fault] = moment
                return
            if moment - self._told_at.get(fault, -_AGAIN_SECONDS) < _AGAIN_SECONDS:
                return
            self._told_at[fault] = moment
            shown = "".join(letter if letter.isprintable() else "?" for letter in seen[:_MOST_CHARACTERS])
            log.warning("%s", fault.sentence(shown))
            thread = threading.Thread(target=self._carry, args=(fault, shown), name="set-up", daemon=True)
            self._threads = [*(each for each in self._threads if each.is_alive()), thread]
            thread.start()

    def _carry(self, fault: SetupFault, seen: str) -> None:
        try:
            self._tell(fault, seen)
        except Exception:
            log.exception("could not tell of %s", fault.name)


def _is_handshake(sent: dict[bytes, str]) -> bool:
    """True for a browser's WebSocket handshake from which a proxy has removed the headers Upgrade and Connection."""
    return b"sec-websocket-key" in sent or sent.get(b"sec-fetch-mode") == "websocket"
