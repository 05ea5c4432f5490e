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


NUMBER_STYLES = ("", "D", "R", "r", "A", "a")
"""How a page's number is written (ISO 32000-2, table 161): not at all, 1, II, ii, B, b."""


class PageNumbering(NamedTuple):
    """From page `page`, counted from 1, pages are numbered in `style`, one of `NUMBER_STYLES`, from `first` on."""

    page: int
    style: str
    first: int


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
    """What is known before the first page. `warnings` are codes of `WARNINGS`, in that order. `numberings`: how the
    document numbers its pages, in the order of pages; empty where it says nothing of that.
    """

    pages: int
    is_repaired: bool
    outline: tuple[OutlineEntry, ...]
    warnings: tuple[str, ...]
    numberings: tuple[PageNumbering, ...] = ()


class PageHead(NamedTuple):
    """A page without its pixels, which lie in the shared buffer as height x width x channels bytes.

    `unseen` are words that the file holds and the drawn page does not show. `is_covered`: some of them are drawn, but
    under something or in the colour of their ground. `is_marked`: parts are marked to be blacked out, and are not.
    `missing_fonts`: names of fonts that the page uses and the document lacks. `is_boxed`: some letters of them could
    not be drawn, and are boxes.
    """

    number: int
    width_points: float
    height_points: float
    width: int
    height: int
    channels: int
    words: tuple[Word, ...]
    links: tuple[Link, ...]
    unseen: tuple[str, ...] = ()
    is_covered: bool = False
    is_marked: bool = False
    missing_fonts: tuple[str, ...] = ()
    is_boxed: bool = False


# What a document may hold besides pages, each one bit of a frame. Nothing of it is ever followed or run.
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
    CLEANED = 6
    PROVEN = 7
    MARKED = 8


class Cause(IntEnum):
    """The reasons with which the sandbox itself gives a document up."""

    NOT_PDF = 1
    ENCRYPTED = 2
    DAMAGED = 3
    NO_PAGES = 4
    TOO_MANY_PAGES = 5
    PAGE_TOO_LARGE = 6
    OUT_OF_MEMORY = 7
    FILE_TOO_LARGE = 8
    NOT_CLEAN = 9
    NOT_PICTURE = 10


class Task(IntEnum):
    """What the fork server is asked for."""

    DOCUMENT = 1
    CANARY = 2
    CLEAN = 3
    PROVE = 4
    MARKS = 5
    PICTURE = 6


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
    """The other side sent a frame that does not fit the layout or the limits."""


# Acts that a locked child must be killed for. It must survive the last one, or the other deaths would prove nothing.
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
STARTED = struct.Struct("<I")  # the child's process id
ENDING = struct.Struct("<iQd")  # wait status, peak resident bytes, seconds of processor time
HEAD = struct.Struct("<BI")
LOCKED = struct.Struct("<B??")
_INFO = struct.Struct("<IIII")
_OUTLINE = struct.Struct("<IHH")
_NUMBERING = struct.Struct("<IBI")
_PAGE = struct.Struct("<IddIIBIII??H?")
_WORD = struct.Struct("<ffffIIH")
_LINK = struct.Struct("<ffffI")
_UNSEEN = struct.Struct("<H")
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def frame_bytes_max(limits: Limits) -> int:
    """The length of the longest frame, in bytes, that the limits allow."""
    info = _INFO.size + limits.outline_entries * (_OUTLINE.size + limits.title_bytes)
    info += limits.numberings * _NUMBERING.size
    text = limits.text_bytes_per_page + limits.words_per_page * _WORD.size
    text += limits.text_bytes_per_page + limits.words_per_page * _UNSEEN.size
    text += limits.missing_fonts * (limits.font_name_bytes + _UNSEEN.size)
    return max(info, _PAGE.size + text + limits.links_per_page * _LINK.size)


def frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    """A frame: its kind, one byte; the length of the payload, four bytes, lowest first; the payload."""
    return HEAD.pack(kind, len(payload)) + payload


def pack_failed(cause: Cause) -> bytes:
    """The frame with which the sandbox gives a document up, and why."""
    return frame(FrameKind.FAILED, bytes([cause]))


def pack_end(*, is_repaired: bool) -> bytes:
    """The last frame, after all pages that were asked for. `is_repaired`: the parser had to repair the file."""
    return frame(FrameKind.END, REPAIRED if is_repaired else b"")


def pack_info(
    pages: int, warnings: set[str], outline: Sequence[OutlineEntry], numberings: Sequence[PageNumbering] = ()
) -> bytes:
    """The frame before the first page, which `unpack_info` reads. `warnings`: codes of `WARNINGS`."""
    bits = sum(1 << place for place, code in enumerate(WARNINGS) if code in warnings)
    parts = [_INFO.pack(pages, bits, len(outline), len(numberings))]
    for entry in outline:
        title = entry.title.encode("utf-8", "replace")
        parts += [_OUTLINE.pack(entry.page, entry.depth, len(title)), title]
    parts += [_NUMBERING.pack(each.page, NUMBER_STYLES.index(each.style), each.first) for each in numberings]
    return frame(FrameKind.INFO, b"".join(parts))


def pack_page(head: PageHead) -> bytes:
    """The frame of one page, which `unpack_page` reads."""
    size = (head.width, head.height, head.channels)
    counts = (len(head.words), len(head.links), len(head.unseen))
    rest = (head.is_covered, head.is_marked, len(head.missing_fonts), head.is_boxed)
    parts = [_PAGE.pack(head.number, head.width_points, head.height_points, *size, *counts, *rest)]
    for word in head.words:
        text = word.text.encode("utf-8", "replace")
        parts += [_WORD.pack(*word[1:], len(text)), text]
    parts += [_LINK.pack(*link) for link in head.links]
    for said in (*head.unseen, *head.missing_fonts):
        text = said.encode("utf-8", "replace")
        parts += [_UNSEEN.pack(len(text)), text]
    return frame(FrameKind.PAGE, b"".join(parts))


def clean_text(untrusted_text: str) -> str:
    """Text without control characters, line separators, surrogates and format characters (bidi overrides)."""
    if untrusted_text.isprintable():
        return untrusted_text
    return "".join(c for c in untrusted_text if unicodedata.category(c) not in _UNWANTED)


class Cursor:
    """Reads one payload from its beginning to its end. All methods raise BrokenProtocol."""

    def __init__(self, untrusted_payload: bytes) -> None:
        self._payload = untrusted_payload
        self._at = 0

    def take(self, layout: struct.Struct) -> tuple[int | float, ...]:
        """The next numbers, in this layout."""
        try:
            values = layout.unpack_from(self._payload, self._at)
        except struct.error as error:
            raise BrokenProtocol("frame too short") from error
        self._at += layout.size
        return values

    def text(self, size: int) -> str:
        """The next `size` bytes as cleaned text; they must be UTF-8."""
        piece = self._payload[self._at : self._at + size]
        self._at += size
        if len(piece) != size:
            raise BrokenProtocol("text too short")
        try:
            return clean_text(piece.decode())
        except UnicodeDecodeError as error:
            raise BrokenProtocol("text is not UTF-8") from error

    def close(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._payload):
            raise BrokenProtocol("frame too long")


def within(value: float, low: float, high: float, what: str) -> None:
    """Raises BrokenProtocol unless `value` lies between `low` and `high`, both included."""
    # A NaN fails both comparisons and is refused.
    if not low <= value <= high:
        raise BrokenProtocol(f"{what} out of bounds")


def unpack_info(untrusted_payload: bytes, limits: Limits) -> DocumentInfo:
    """What a frame of `FrameKind.INFO` says. Raises BrokenProtocol for anything the limits do not allow."""
    cursor = Cursor(untrusted_payload)
    pages, bits, count, numbered = map(int, cursor.take(_INFO))
    within(pages, 1, limits.pages, "pages")
    within(bits, 0, (1 << len(WARNINGS)) - 1, "warnings")
    within(count, 0, limits.outline_entries, "outline")
    within(numbered, 0, limits.numberings, "numberings")
    outline = tuple(_outline(cursor, count, pages, limits))
    numberings = tuple(_numberings(cursor, numbered, pages, limits))
    cursor.close()
    codes = tuple(code for place, code in enumerate(WARNINGS) if bits >> place & 1)
    return DocumentInfo(pages, "repaired" in codes, outline, codes, numberings)


def _outline(cursor: Cursor, count: int, pages: int, limits: Limits) -> Iterator[OutlineEntry]:
    for _ in range(count):
        page, depth, size = map(int, cursor.take(_OUTLINE))
        within(page, 1, pages, "outline page")
        within(depth, 0, limits.outline_depth, "outline depth")
        within(size, 0, limits.title_bytes, "outline title")
        yield OutlineEntry(cursor.text(size), page, depth)


def _numberings(cursor: Cursor, count: int, pages: int, limits: Limits) -> Iterator[PageNumbering]:
    former = 0
    for _ in range(count):
        page, style, first = map(int, cursor.take(_NUMBERING))
        within(page, former + 1, pages, "numbering's page")
        within(style, 0, len(NUMBER_STYLES) - 1, "numbering's style")
        within(first, 1, limits.first_number, "numbering's first number")
        former = page
        yield PageNumbering(page, NUMBER_STYLES[style], first)


def unpack_page(untrusted_payload: bytes, limits: Limits, pages: int, wanted: int, long_side_px: int) -> PageHead:
    """What a frame of `FrameKind.PAGE` says of page `wanted`, from 1, of a document of `pages`.

    Neither side of it may be longer than `long_side_px` and one. Raises BrokenProtocol for anything the limits do not
    allow.
    """
    cursor = Cursor(untrusted_payload)
    values = cursor.take(_PAGE)
    number, width, height, channels, words, links, unseen = (int(values[i]) for i in (0, 3, 4, 5, 6, 7, 8))
    within(number, wanted, wanted, "page number")
    for points in values[1:3]:
        within(points, math.ulp(1.0), limits.page_points_max, "page size")
    within(width, 1, long_side_px + 1, "width")
    within(height, 1, long_side_px + 1, "height")
    if channels not in {1, 3}:
        raise BrokenProtocol("channels out of bounds")
    within(words, 0, limits.words_per_page, "words")
    within(links, 0, limits.links_per_page, "links")
    within(unseen, 0, limits.words_per_page, "unseen words")
    within(fonts := int(values[11]), 0, limits.missing_fonts, "missing fonts")
    found_words = tuple(_words(cursor, words))
    found_links = tuple(_links(cursor, links, pages))
    found_unseen = tuple(cursor.text(int(cursor.take(_UNSEEN)[0])) for _ in range(unseen))
    found_fonts = tuple(cursor.text(int(cursor.take(_UNSEEN)[0])) for _ in range(fonts))
    cursor.close()
    flags = (bool(values[9]), bool(values[10]))
    found = (found_words, found_links, found_unseen, *flags, found_fonts, bool(values[12]))
    return PageHead(number, values[1], values[2], width, height, channels, *found)


def _words(cursor: Cursor, count: int) -> Iterator[Word]:
    for _ in range(count):
        x0, y0, x1, y1, block, line, size = cursor.take(_WORD)
        if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
            raise BrokenProtocol("word box out of bounds")
        yield Word(cursor.text(int(size)), x0, y0, x1, y1, int(block), int(line))


def _links(cursor: Cursor, count: int, pages: int) -> Iterator[Link]:
    for _ in range(count):
        x0, y0, x1, y1, page = cursor.take(_LINK)
        if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
            raise BrokenProtocol("link box out of bounds")
        within(page, 1, pages, "link page")
        yield Link(x0, y0, x1, y1, int(page))
