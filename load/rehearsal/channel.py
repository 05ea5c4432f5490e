"""A tablet's live channel: one WebSocket a screen, opened again when it breaks, as the page's script does."""

import random
import socket
import struct
import threading
import time

import websocket  # type: ignore[import-not-found,unused-ignore]  # lives in .venv-load

from load.rehearsal.browser import AGENT, Browser
from load.rehearsal.room import Room

_ASKED = "/live?ask=alarms"
_COOKIE_IS_OLD = 4409
_PROOF_IS_DUE = b"A410"
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 60.0
_SILENCE_SECONDS = 60.0  # the server asks whether anybody is there every 20 s
_OPEN_SECONDS = 30.0


class Channel:
    """Open from a screen's opening until `leave`, or until the sitting is over; what should not happen is a fault."""

    def __init__(self, room: Room, login: str, browser: Browser) -> None:
        self._room, self._login, self._browser = room, login, browser
        self._is_left = threading.Event()
        self._socket: websocket.WebSocket | None = None
        self._tries = 0
        threading.Thread(target=self._stay, daemon=True).start()

    def leave(self) -> None:
        """The person goes to another screen."""
        self._is_left.set()
        if self._socket is not None:
            self._socket.close(status=1000, timeout=1)

    def _is_done(self) -> bool:
        return self._is_left.is_set() or self._room.is_over.is_set()

    def _stay(self) -> None:
        while not self._is_done():
            try:
                why, code = self._listen()
            except (OSError, websocket.WebSocketException):
                why, code = b"", 1006
            finally:
                self._room.live.pop(self, None)
            if self._is_done():
                return
            if code > 4000 and code != _COOKIE_IS_OLD and why != _PROOF_IS_DUE:
                self._room.fault(self._login, f"the live channel was closed with {code} {why.decode()}")
                return
            self._wait(code)

    def _listen(self) -> tuple[bytes, int]:
        """Until it is closed: its reason and code. Raises OSError and WebSocketException when the line breaks."""
        self._socket = self._opened()
        try:
            while True:
                kind, frame = self._socket.recv_data_frame()
                if kind == websocket.ABNF.OPCODE_CLOSE:
                    code = struct.unpack("!H", frame.data[:2])[0] if len(frame.data) >= 2 else 1005
                    return frame.data[2:], code
                self._tries = 0
                self._room.live[self] = self._login
        finally:
            self._socket.shutdown()

    def _opened(self) -> websocket.WebSocket:
        line = socket.create_connection(
            (self._browser.host, self._browser.port), _OPEN_SECONDS, (self._browser.address, 0)
        )
        try:
            opened = websocket.create_connection(
                f"ws://{self._browser.host}:{self._browser.port}{_ASKED}",
                socket=line,
                origin=self._browser.origin,
                cookie=self._browser.cookie_line,
                header=[f"User-Agent: {AGENT}"],
            )
            opened.settimeout(_SILENCE_SECONDS)
        except BaseException:
            line.close()
            raise
        return opened

    def _wait(self, code: int) -> None:
        """A whole council must not come back in one second."""
        if code == _COOKIE_IS_OLD:
            longest = _FIRST_SECONDS
        else:
            longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2**self._tries)
            self._tries += 1
        time.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - a spread in time, no secret
