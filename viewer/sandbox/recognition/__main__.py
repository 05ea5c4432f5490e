"""Started as `viewer/sandbox/__main__.py` is; forks a locked child for each page whose words are to be recognised."""

import contextlib
import json
import os
import signal
import socket
import struct
import sys

from viewer.limits import Limits
from viewer.sandbox.locks import DATA_FD
from viewer.sandbox.recognition.engine import Engine, NotInstalled
from viewer.sandbox.recognition.table import is_upright, words_in
from viewer.sandbox.server import Server
from viewer.wire import PageHead, Request, Word, pack_page

PIXELS_HEAD = struct.Struct("<III")
"""Before the grey pixels of a page: its width and height, and how many of them make an inch."""
_NICENESS = 9
"""More than the worker's own: pages are drawn first, and read by people first of all."""


class PageReader:
    """Reads the words of one page in a locked child."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._engine = engine
        self._limits = limits

    def parse(self, request: Request, untrusted_input: memoryview, output: memoryview) -> None:
        """Send the page's words as a page without pixels. Raises ValueError for pixels that are not as announced."""
        del request, output
        width, height, dots = PIXELS_HEAD.unpack_from(untrusted_input)
        pixels = bytes(untrusted_input[PIXELS_HEAD.size :])
        words = self._words(pixels, width, height, dots)
        _send(pack_page(PageHead(1, 1.0, 1.0, 1, 1, 1, words, ())))

    def _words(self, pixels: bytes, width: int, height: int, dots: int) -> tuple[Word, ...]:
        table = self._engine.table(pixels, width, height, dots, is_upright=False)
        if self._engine.has_upright and is_upright(table):
            table = self._engine.table(pixels, width, height, dots, is_upright=True)
        kept, room = [], self._limits.text_bytes_per_page
        for word in words_in(table, width, height)[: self._limits.words_per_page]:
            room -= len(word.text.encode())
            if room < 0:
                break
            kept.append(word)
        return tuple(kept)


def _send(data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(DATA_FD, rest) :]


def main() -> None:
    """Serve requests until the service hangs up. Ends with a sentence when nothing can be recognised here."""
    control_fd, limits_json, without = sys.argv[1:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(PermissionError):
        os.nice(_NICENESS)
    try:
        engine = Engine()
    except NotInstalled as error:
        sys.exit(str(error))
    limits = Limits(**json.loads(limits_json))
    control = socket.socket(fileno=int(control_fd))
    Server(control, limits, frozenset(without.split()), PageReader(engine, limits).parse).run()


if __name__ == "__main__":
    main()
