"""A TCP proxy on loopback that makes the way to a server slow, or cuts it off in the middle. Knows bytes only."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support.ports import free_port

_CHUNK_BYTES = 64 * 1024


@dataclass
class Proxy:
    """Passes everything on; `delay_seconds` before each piece of an answer, `cut_after_bytes` of one answer at most."""

    target: tuple[str, int]
    listening: socket.socket
    delay_seconds: float = 0.0
    cut_after_bytes: int | None = None
    cuts: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def run(self) -> None:
        """Until the listening socket is closed."""
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self.target, timeout=30)
            except OSError:
                near.close()
                continue
            self._open += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()
            threading.Thread(target=self._answer, args=(far, near), daemon=True).start()

    def close(self) -> None:
        """Hang up everywhere."""
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for each in self._open:
            _hang_up(each)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_CHUNK_BYTES):
                target.sendall(piece)
        _hang_up(source, target)

    def _answer(self, source: socket.socket, target: socket.socket) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(_CHUNK_BYTES):
                time.sleep(self.delay_seconds)
                limit = self.cut_after_bytes
                if limit is not None and passed + len(piece) > limit:
                    target.sendall(piece[: max(0, limit - passed)])
                    self.cuts += 1
                    break
                passed += len(piece)
                target.sendall(piece)
        _hang_up(source, target)


@contextlib.contextmanager
def proxied(endpoint: str) -> Iterator[Proxy]:
    """A proxy in front of `http://host:port` until the block ends."""
    host, port = endpoint.removeprefix("http://").split(":")
    proxy = Proxy((host, int(port)), socket.create_server(("127.0.0.1", free_port()), backlog=128))
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(5)


def _hang_up(*ends: socket.socket) -> None:
    for each in ends:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
