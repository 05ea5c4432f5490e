"""Request bodies with limits: forms small and in memory, uploads streamed to a view that runs in a thread."""

from collections.abc import Iterator

import anyio.from_thread
from starlette.requests import ClientDisconnect, Request

from app.errors import BadInput, TooLarge
from app.web.forms import sent
from app.web.forms.sent import Sent

_STALL_SECONDS = 30.0


async def read_sent(request: Request, limit_bytes: int) -> Sent:
    """What a body of at most `limit_bytes` holds, read in memory. Raises TooLarge, BadInput, GivenTwice.

    A paper's file never comes this way: it is uploaded as a raw body.
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
    """An upload as a thread sees it: an iterator of chunks, each awaited on the event loop, with a stall limit."""

    def __init__(self, request: Request, limit_bytes: int) -> None:
        self._request = request
        self._stream = request.stream().__aiter__()
        self._limit_bytes = limit_bytes

    @property
    def announced_bytes(self) -> int | None:
        """Content-Length, when the sender gave one."""
        value = self._request.headers.get("content-length", "")
        return int(value) if value.isdecimal() and len(value) < 16 else None

    def chunks(self) -> Iterator[bytes]:
        """Chunks as they arrive. Raises TooLarge, or ConnectionError when the sender went away or stalls."""
        if (self.announced_bytes or 0) > self._limit_bytes:
            raise TooLarge
        size_bytes = 0
        while chunk := anyio.from_thread.run(self._next):
            size_bytes += len(chunk)
            if size_bytes > self._limit_bytes:
                raise TooLarge
            yield chunk

    async def _next(self) -> bytes:
        try:
            with anyio.fail_after(_STALL_SECONDS):
                async for chunk in self._stream:
                    if chunk:
                        return chunk
        except ClientDisconnect as error:
            raise ConnectionError("sender went away") from error
        except TimeoutError as error:
            raise ConnectionError("sender stalled") from error
        return b""
