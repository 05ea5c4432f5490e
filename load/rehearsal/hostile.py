"""One hostile session: reads on 24 connections, drips uploads and forms, shouts into sockets, and tries sign-ins.

`python -m load.rehearsal.hostile FILE`, where the file holds a `Hostility`. It is at work in the hostile windows, and
closes all it has opened at the end of each. Refused, it comes again after a quarter of a second, whatever it was told.
"""

import asyncio
import contextlib
import json
import os
import re
import secrets
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from load.rehearsal.browser import AGENT, Browser, Exchange
from load.rehearsal.entrance import sign_in, token_in
from load.rehearsal.hostility import WINDOW_SECONDS, Hostility, window_of

READERS, UPLOADS, FORMS, SOCKETS, SIGN_INS = 24, 26, 30, 16, 6
_AGAIN_SECONDS = 0.25
_DRIP_SECONDS = 8.0
_MESSAGES_AT_ONCE = 200
_SAID = json.dumps({"ask": ["alarms"]})
_LEAF = re.compile(r'data-version="([^"]+)".*?data-pages="(\d+)"', re.DOTALL)
_NICENESS = 10
"""The session's nice value: its own CPU time must not slow the tablets down on a machine of few cores."""


class Ear:
    """A listener that counts nothing."""

    def begin(self) -> None:
        """Not counted."""

    def end(self, exchange: Exchange) -> None:
        """Not counted."""


class Hostile:
    """The session, signed in, and what it has done: for each kind, how often each answer came."""

    def __init__(self, told: Hostility, browser: Browser, csrf: str, version: str, pages: int) -> None:
        self._told, self._browser, self._csrf = told, browser, csrf
        self._version, self._pages = version, pages
        self._numbers = count()
        self.did: defaultdict[str, Counter[str]] = defaultdict(Counter)

    async def work(self) -> None:
        """All at the same time, until cancelled."""
        kinds: tuple[tuple[str, int, Callable[[], Awaitable[str]]], ...] = (
            ("page", READERS, self._read),
            ("upload", UPLOADS, self._drip_upload),
            ("form", FORMS, self._drip_form),
            ("socket", SOCKETS, self._shout),
            ("sign-in", SIGN_INS, self._try_to_sign_in),
        )
        async with asyncio.TaskGroup() as group:
            for kind, width, deed in kinds:
                for _ in range(width if kind in self._told.kinds else 0):
                    group.create_task(self._again_and_again(kind, deed))

    async def _again_and_again(self, kind: str, deed: Callable[[], Awaitable[str]]) -> None:
        while True:
            try:
                outcome = await deed()
            except asyncio.CancelledError:
                self.did[kind]["held until the end"] += 1
                raise
            except (OSError, WebSocketException, asyncio.IncompleteReadError, ValueError) as error:
                outcome = type(error).__name__
            self.did[kind][outcome] += 1
            if outcome != "200":
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _read(self) -> str:
        number = next(self._numbers) % self._pages + 1
        return await self._ask("GET", f"/papers/{self._version}/pages/{number}")

    async def _drip_upload(self) -> str:
        path = f"/prepare/meetings/{self._told.meeting_id}/papers"
        fields = {"title": "滴り", "file_name": "drip.pdf", "agenda_item": ""}
        status, body = await self._exchange("POST", path, urlencode(fields).encode())
        if status not in {"200", "201"}:
            return f"not registered: {status}"
        return await self._drip("PUT", json.loads(body)["upload"], "application/pdf", b"%PDF-1.7\n")

    async def _drip_form(self) -> str:
        return await self._drip("POST", "/signin", "application/x-www-form-urlencoded", b"a=")

    async def _try_to_sign_in(self) -> str:
        fields = {"login": secrets.token_hex(4), "password": secrets.token_hex(8), "next": "/"}
        return (await self._exchange("POST", "/signin", urlencode(fields).encode()))[0]

    async def _shout(self) -> str:
        address = f"ws://{self._told.host}:{self._told.port}/live?ask=alarms"
        headers = {"Cookie": self._browser.cookie_line, "User-Agent": AGENT}
        local = (self._told.account.address, 0)
        async with connect(address, origin=self._browser.origin, additional_headers=headers, local_addr=local) as line:  # type: ignore[arg-type]  # an origin is a str
            for _ in range(_MESSAGES_AT_ONCE):
                await line.send(_SAID)
            await line.wait_closed()
            return str(line.close_code)

    async def _ask(self, method: str, path: str) -> str:
        return (await self._exchange(method, path, b""))[0]

    def _head(self, method: str, path: str, kind: str, size: int) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._told.host}:{self._told.port}", "Connection: close"]
        lines += [
            f"Origin: {self._browser.origin}",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {self._browser.cookie_line}",
        ]
        lines += [f"X-CSRF-Token: {self._csrf}", "Accept: application/json", f"User-Agent: {AGENT}"]
        lines += [f"Content-Type: {kind}", f"Content-Length: {size}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    @contextlib.asynccontextmanager
    async def _line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection(
            self._told.host, self._told.port, local_addr=(self._told.account.address, 0)
        )
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[str, bytes]:
        async with self._line() as (reader, writer):
            writer.write(self._head(method, path, "application/x-www-form-urlencoded", len(body)) + body)
            return _parsed(await reader.read(-1))

    async def _drip(self, method: str, path: str, kind: str, first: bytes) -> str:
        """A byte now and then of a body that never ends, until it is refused."""
        async with self._line() as (reader, writer):
            writer.write(self._head(method, path, kind, 100_000) + first)
            answer = asyncio.ensure_future(reader.read(-1))
            try:
                while not answer.done():
                    await asyncio.wait([answer], timeout=_DRIP_SECONDS)
                    if not answer.done():
                        writer.write(b"x")
                return _parsed(answer.result())[0]
            finally:
                answer.cancel()


def _parsed(answer: bytes) -> tuple[str, bytes]:
    """Status and body; "cut off" for an answer that never began."""
    head, _, body = answer.partition(b"\r\n\r\n")
    parts = head.split(b" ", 2)
    return (parts[1].decode(), body) if len(parts) > 1 else ("cut off", b"")


async def _through_the_sitting(hostile: Hostile, told: Hostility, began: float) -> None:
    while (now := time.monotonic() - began) < told.seconds:
        until = began + (window_of(now) + 1) * WINDOW_SECONDS - time.monotonic()
        if window_of(now) % 2:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(hostile.work(), until)
        else:
            await asyncio.sleep(max(0.01, until))


def main(file: str) -> int:
    """Sign in, wait for the sitting, carry it out, leave the counts."""
    told = Hostility.read(json.loads(Path(file).read_text("utf-8")))
    os.nice(_NICENESS)
    over = threading.Event()
    browser = Browser(told.host, told.port, told.account.address, Ear())
    sign_in(browser, told.account, set(), over)
    screen = browser.get(f"/papers/{told.material_id}").text
    leaf = _LEAF.search(screen)
    if leaf is None:
        print("the hostile session may not read the paper", file=sys.stderr)
        return 1
    hostile = Hostile(told, browser, token_in(screen), leaf[1], int(leaf[2]))
    began_file = Path(told.began_file)
    while not (began_file.exists() and began_file.read_text()):
        time.sleep(0.1)
    asyncio.run(_through_the_sitting(hostile, told, float(began_file.read_text())))
    over.set()
    Path(told.did_file).write_text(json.dumps(hostile.did), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
