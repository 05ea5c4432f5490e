"""Request bodies, with limits of size and time: forms are read into memory, uploads are streamed to a view's thread."""

import time
from collections.abc import Callable, Iterator

import anyio
import anyio.from_thread
from starlette.requests import ClientDisconnect, Request

from app.errors import BadInput, TooLarge
from app.web.forms import sent
from app.web.forms.sent import Sent

LOOK_SECONDS = 1.0
"""Seconds between two decisions whether a long upload or answer may go on, so that a stop ends it in time."""
_STALL_SECONDS = 30.0
_GRACE_SECONDS = 20.0
_LEAST_BYTES_A_SECOND = 4096
"""The least speed of an upload, after some time to begin: a slower one holds a place that others need."""


async def read_sent(request: Request, limit_bytes: int) -> Sent:
    """Read a form's body of at most `limit_bytes` into memory. Raises TooLarge, BadInput (or too slow), GivenTwice.

    A paper's file never comes this way: it is uploaded as a raw body (`StreamedBody`).
    """
    untrusted_body = await _bounded(request, limit_bytes)
    return await sent.read(untrusted_body, request.headers.get("content-type", ""))


async def _bounded(request: Request, limit_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size_bytes = 0
    try:
        with anyio.fail_after(_STALL_SECONDS):
            async for chunk in request.stream():
                size_bytes += len(chunk)
                if size_bytes > limit_bytes:
                    raise TooLarge
                chunks.append(chunk)
    except ClientDisconnect as error:
        raise BadInput(cause="sender went away") from error
    except TimeoutError as error:
        raise BadInput(cause="body too slow") from error
    return b"".join(chunks)


class StreamedBody:
    """An upload for a view in a thread: an iterator of chunks, each of which is awaited on the event loop.

    `limit_bytes` holds for the whole body. A sender that is silent or too slow is given up; only the time in which the
    sender was waited for counts, not the time that the store took. `look`: called about once a second while it comes;
    what it raises ends the upload.
    """

    def __init__(self, request: Request, limit_bytes: int) -> None:
        self._request = request
        self._stream = request.stream().__aiter__()
        self._limit_bytes = limit_bytes
        self._waited_seconds = 0.0
        self.look: Callable[[], None] = lambda: None

    @property
    def announced_bytes(self) -> int | None:
        """Content-Length, when the sender gave one."""
        value = self._request.headers.get("content-length", "")
        return int(value) if value.isdecimal() and len(value) < 16 else None

    def chunks(self) -> Iterator[bytes]:
        """Chunks as they arrive. Raises TooLarge, or ConnectionError when the sender went away or stalls."""
        if (self.announced_bytes or 0) > self._limit_bytes:
            raise TooLarge
        size_bytes, looked_at = 0, time.monotonic()
        while chunk := anyio.from_thread.run(self._next):
            size_bytes += len(chunk)
            if size_bytes > self._limit_bytes:
                raise TooLarge
            if size_bytes < _LEAST_BYTES_A_SECOND * (self._waited_seconds - _GRACE_SECONDS):
                raise ConnectionError("sender drips")
            if time.monotonic() - looked_at >= LOOK_SECONDS:
                self.look()
                looked_at = time.monotonic()
            yield chunk

    async def _next(self) -> bytes:
        begun = anyio.current_time()
        try:
            with anyio.fail_after(_STALL_SECONDS):
                async for chunk in self._stream:
                    if chunk:
                        return chunk
        except ClientDisconnect as error:
            raise ConnectionError("sender went away") from error
        except TimeoutError as error:
            raise ConnectionError("sender stalled") from error
        finally:
            self._waited_seconds += anyio.current_time() - begun
        return b""
