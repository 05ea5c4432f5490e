"""Frames between the sandbox and the service: fixed binary layouts, every number checked when it is read.

Used on both sides. Knows neither what pixels mean nor how a process is started.
"""

import math
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from viewer.limits import Limits


class OutlineEntry(NamedTuple):
    """One line of the document's own table of contents; `page` counts from 1, `depth` from 0."""

    title: str
    page: int
    depth: int


class Word(NamedTuple):
    """A word and its box in fractions (0..1) of the page as displayed, origin at the top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    block: int
    line: int


class Link(NamedTuple):
    """A jump inside the document: a box in fractions of the page as displayed, and a page from 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    target_page: int


@dataclass(frozen=True)
class DocumentInfo:
    """What is known before the first page. `warnings` are codes of `WARNINGS`, in that order."""

    pages: int
    is_repaired: bool
    outline: tuple[OutlineEntry, ...]
    warnings: tuple[str, ...]


class PageHead(NamedTuple):
    """A page without its pixels, which lie in the shared buffer as height x width x channels bytes."""

    number: int
    width_points: float
    height_points: float
    width: int
    height: int
    channels: int
    words: tuple[Word, ...]
    links: tuple[Link, ...]


# A document says by bit which of these it holds. Nothing of it is ever followed or run.
WARNINGS = (
    "repaired",  # the file was cut off or damaged; pages may be wrong
    "javascript",
    "launch",  # wants to start a program
    "attachments",
    "xfa",  # a form that other readers draw differently
    "form",  # fields that can be filled in
    "uri",  # links to the web
    "remote",  # links to other files
    "submit",  # sends or imports form data
    "media",  # sound, film, 3D
    "layers",  # parts that can be switched on and off
    "external",  # content kept in another file or on the web; it is missing on the page
    "encrypted",  # an owner password restricts printing or copying in other readers
    "outline",  # the table of contents could not be read in full
    "inspection",  # too many objects to look through all of them
)


class FrameKind(IntEnum):
    """What a frame holds."""

    LOCKED = 1
    INFO = 2
    PAGE = 3
    FAILED = 4
    END = 5


PDF_START = b"%PDF-"
"""What a document begins with. Looked at on both sides, before anything parses it."""


class Cause(IntEnum):
    """Why the sandbox gave up by itself."""

    NOT_PDF = 1
    ENCRYPTED = 2
    DAMAGED = 3
    NO_PAGES = 4
    TOO_MANY_PAGES = 5
    PAGE_TOO_LARGE = 6
    OUT_OF_MEMORY = 7


class Task(IntEnum):
    """What the fork server is asked for."""

    DOCUMENT = 1
    CANARY = 2


class Request(NamedTuple):
    """One child process. `start`, `stop`, `step` are a range of pages counted from 1; stop 0 means all."""

    task: int
    canary: int
    with_text: bool
    must_lock: bool
    long_side_px: int
    start: int
    stop: int
    step: int


class BrokenProtocol(Exception):
    """The other side sent something outside the layout or the limits."""


# Acts a locked child must not survive; the last one it must survive, or the deaths would prove nothing.
CANARIES = (
    "open",
    "socket",
    "execve",
    "fork",
    "kill",
    "writable_code",
    "code_from_data",
    "landlock_open",
    "harmless",
)

READY = b"ready"
GO_ON = b"\x06"
REPAIRED = b"\x01"
EXIT_UNLOCKED = 41
REQUEST = struct.Struct("<BB??IIII")
REQUEST_FDS = 5  # input, output, data, status, messages
ENDING = struct.Struct("<iQ")  # wait status, peak resident bytes
HEAD = struct.Struct("<BI")
LOCKED = struct.Struct("<B??")
_INFO = struct.Struct("<IIII")
_OUTLINE = struct.Struct("<IHH")
_PAGE = struct.Struct("<IddIIBII")
_WORD = struct.Struct("<ffffIIH")
_LINK = struct.Struct("<ffffI")
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def frame_bytes_max(limits: Limits) -> int:
    """No honest frame is longer than this."""
    info = _INFO.size + limits.outline_entries * (_OUTLINE.size + limits.title_bytes)
    text = limits.text_bytes_per_page + limits.words_per_page * _WORD.size
    return max(info, _PAGE.size + text + limits.links_per_page * _LINK.size)


def frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    """Kind and length in front of a payload."""
    return HEAD.pack(kind, len(payload)) + payload


def pack_failed(cause: Cause) -> bytes:
    """The sandbox gives up."""
    return frame(FrameKind.FAILED, bytes([cause]))


def pack_end(*, is_repaired: bool) -> bytes:
    """All pages wanted have been sent."""
    return frame(FrameKind.END, REPAIRED if is_repaired else b"")


def pack_info(pages: int, warnings: set[str], outline: Sequence[OutlineEntry]) -> bytes:
    """What `unpack_info` reads."""
    bits = sum(1 << place for place, code in enumerate(WARNINGS) if code in warnings)
    parts = [_INFO.pack(pages, bits, len(outline), 0)]
    for entry in outline:
        title = entry.title.encode("utf-8", "replace")
        parts += [_OUTLINE.pack(entry.page, entry.depth, len(title)), title]
    return frame(FrameKind.INFO, b"".join(parts))


def pack_page(head: PageHead) -> bytes:
    """What `unpack_page` reads."""
    size = (head.width, head.height, head.channels)
    counts = (len(head.words), len(head.links))
    parts = [_PAGE.pack(head.number, head.width_points, head.height_points, *size, *counts)]
    for word in head.words:
        text = word.text.encode("utf-8", "replace")
        parts += [_WORD.pack(*word[1:], len(text)), text]
    parts += [_LINK.pack(*link) for link in head.links]
    return frame(FrameKind.PAGE, b"".join(parts))


def clean_text(untrusted_text: str) -> str:
    """Text without control characters, line separators, surrogates and format characters (bidi overrides)."""
    if untrusted_text.isprintable():
        return untrusted_text
    return "".join(c for c in untrusted_text if unicodedata.category(c) not in _UNWANTED)


class _Cursor:
    """Walks through one payload; running past its end, or leaving a rest, breaks the protocol."""

    def __init__(self, untrusted_payload: bytes) -> None:
        self._payload = untrusted_payload
        self._at = 0

    def take(self, layout: struct.Struct) -> tuple[int | float, ...]:
        try:
            values = layout.unpack_from(self._payload, self._at)
        except struct.error as error:
            raise BrokenProtocol("frame too short") from error
        self._at += layout.size
        return values

    def text(self, size: int) -> str:
        piece = self._payload[self._at : self._at + size]
        self._at += size
        if len(piece) != size:
            raise BrokenProtocol("text too short")
        try:
            return clean_text(piece.decode())
        except UnicodeDecodeError as error:
            raise BrokenProtocol("text is not UTF-8") from error

    def close(self) -> None:
        if self._at != len(self._payload):
            raise BrokenProtocol("frame too long")


def _within(value: float, low: float, high: float, what: str) -> None:
    # A NaN fails both comparisons and is refused.
    if not low <= value <= high:
        raise BrokenProtocol(f"{what} out of bounds")


def unpack_info(untrusted_payload: bytes, limits: Limits) -> DocumentInfo:
    """Raises BrokenProtocol for anything the limits do not allow."""
    cursor = _Cursor(untrusted_payload)
    pages, bits, count, _ = map(int, cursor.take(_INFO))
    _within(pages, 1, limits.pages, "pages")
    _within(bits, 0, (1 << len(WARNINGS)) - 1, "warnings")
    _within(count, 0, limits.outline_entries, "outline")
    outline = tuple(_outline(cursor, count, pages, limits))
    cursor.close()
    codes = tuple(code for place, code in enumerate(WARNINGS) if bits >> place & 1)
    return DocumentInfo(pages, "repaired" in codes, outline, codes)


def _outline(cursor: _Cursor, count: int, pages: int, limits: Limits) -> Iterator[OutlineEntry]:
    for _ in range(count):
        page, depth, size = map(int, cursor.take(_OUTLINE))
        _within(page, 1, pages, "outline page")
        _within(depth, 0, limits.outline_depth, "outline depth")
        _within(size, 0, limits.title_bytes, "outline title")
        yield OutlineEntry(cursor.text(size), page, depth)


def unpack_page(untrusted_payload: bytes, limits: Limits, pages: int, wanted: int, long_side_px: int) -> PageHead:
    """Page `wanted` of `pages`. Raises BrokenProtocol for anything the limits do not allow."""
    cursor = _Cursor(untrusted_payload)
    values = cursor.take(_PAGE)
    number, width, height, channels, words, links = (int(values[i]) for i in (0, 3, 4, 5, 6, 7))
    _within(number, wanted, wanted, "page number")
    for points in values[1:3]:
        _within(points, math.ulp(1.0), limits.page_points_max, "page size")
    _within(width, 1, long_side_px + 1, "width")
    _within(height, 1, long_side_px + 1, "height")
    if channels not in {1, 3}:
        raise BrokenProtocol("channels out of bounds")
    _within(words, 0, limits.words_per_page, "words")
    _within(links, 0, limits.links_per_page, "links")
    found_words = tuple(_words(cursor, words))
    found_links = tuple(_links(cursor, links, pages))
    cursor.close()
    return PageHead(number, values[1], values[2], width, height, channels, found_words, found_links)


def _words(cursor: _Cursor, count: int) -> Iterator[Word]:
    for _ in range(count):
        x0, y0, x1, y1, block, line, size = cursor.take(_WORD)
        if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
            raise BrokenProtocol("word box out of bounds")
        yield Word(cursor.text(int(size)), x0, y0, x1, y1, int(block), int(line))


def _links(cursor: _Cursor, count: int, pages: int) -> Iterator[Link]:
    for _ in range(count):
        x0, y0, x1, y1, page = cursor.take(_LINK)
        if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
            raise BrokenProtocol("link box out of bounds")
        _within(page, 1, pages, "link page")
        yield Link(x0, y0, x1, y1, int(page))
