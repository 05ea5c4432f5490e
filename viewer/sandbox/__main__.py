"""Started as `python -I -B -c … ROOT CONTROL_FD LIMITS WITHOUT` with an empty environment; serves until hung up."""

# The parser ships no types.
# mypy: allow-untyped-calls

import codecs
import contextlib
import ctypes
import json
import signal
import socket
import sys
from io import TextIOWrapper

import pymupdf

from viewer.limits import MIB, Limits
from viewer.sandbox import fallback, letters
from viewer.sandbox.cleaned import fonts
from viewer.sandbox.document import DocumentReader
from viewer.sandbox.server import Server

# Numbers of malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def hush() -> None:
    """Keep the parser's messages in its own buffer instead of printing them.

    They quote names from the document, whose bytes need not be text; printing one that cannot be encoded would end the
    process.
    """
    pymupdf.TOOLS.mupdf_display_errors(on=False)
    pymupdf.TOOLS.mupdf_display_warnings(on=False)
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")


def get_ready() -> None:
    """Load now what Python would load from files at its first use: a locked child can open no file."""
    for name in (
        "raw_unicode_escape",
        "unicode_escape",
        "utf-16",
        "utf-16-be",
        "utf-16-le",
        "latin-1",
        "ascii",
        "cp1252",
        "cp932",
    ):
        codecs.lookup(name)
    fonts.load()


def keep_memory() -> None:
    """The memory of one page serves the next: given back to the kernel and asked for again page by page, it costs a
    tenth of the whole conversion. Pixels of sharper pages are more than is kept, and go back at once.
    """
    with contextlib.suppress(AttributeError):  # the C library of another kind
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, 32 * MIB)
        library.mallopt(_M_TRIM_THRESHOLD, 64 * MIB)


def main() -> None:
    """Serve requests until the service hangs up."""
    control_fd, limits_json, without = sys.argv[1:]
    # These signals reach all processes of the service. This one and its children end when their sockets are closed.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    hush()
    keep_memory()
    get_ready()
    # A stroke thinner than a pixel is drawn as wide as one: else it would be a light grey.
    pymupdf.TOOLS.set_graphics_min_line_width(1.0)
    stand_ins = fallback.StandIns()
    letters.prove()
    limits = Limits(**json.loads(limits_json))
    control = socket.socket(fileno=int(control_fd))
    Server(control, limits, frozenset(without.split()), DocumentReader(limits, stand_ins).parse).run()


if __name__ == "__main__":
    main()
