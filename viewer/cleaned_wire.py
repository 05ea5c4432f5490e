"""Further frames from the sandbox: of a file that it cleaned or proved to be clean, and of marks for blacking out.

Built of the parts of `viewer/wire.py`. Whatever comes in is untrusted until it is unpacked here.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from viewer.beginnings import PDF_START
from viewer.limits import Limits
from viewer.wire import BrokenProtocol, Cursor, FrameKind, frame, within

_CLEANED = struct.Struct("<QIIII")
_PICTURE = struct.Struct("<I")
_ADDRESS = struct.Struct("<IH")
_PROVEN = struct.Struct("<I")
_MARKED = struct.Struct("<II")
_MARK = struct.Struct("<Idddd")

# What the original may hold and a cleaned file does not, each one bit of a frame. A file with none of it is clean.
REMOVED = (
    "javascript",
    "actions",  # what would start, send or import, and jumps to other files
    "attachments",
    "forms",  # fields; what was written into them is drawn
    "media",
    "layers",
    "external",  # content kept in another file
    "comments",  # notes, highlights and stamps; what of them is drawn stays
    "metadata",  # who wrote it, with what, and when; the title stays
    "revisions",  # what former saves left in the file
    "private",  # thumbnails, programs' own data, texts for machines
    "protection",  # a password that restricts printing or copying
    "unseen",  # words that nobody sees on the page
    "marks",  # parts marked for blacking out; they are black now
)


class KeptAddress(NamedTuple):
    """A link that stays in a cleaned file: on which page, from 1, and where it leads, in ASCII."""

    page: int
    address: str


class MarkedPlace(NamedTuple):
    """Where a page, from 1, is marked to be blacked out: a box in fractions of the page as it is drawn, 0 to 1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class CleanedHead(NamedTuple):
    """The result of a cleaning. The new file's `size` bytes are in the shared buffer.

    `removed` are codes of `REMOVED`. `pictures` are the pages, from 1, that are one picture now, without words.
    `addresses` are the links out of it.
    """

    size: int
    pages: int
    removed: tuple[str, ...]
    pictures: tuple[int, ...]
    addresses: tuple[KeptAddress, ...] = ()


def pack_cleaned(head: CleanedHead) -> bytes:
    """The frame with the result of a cleaning, which `unpack_cleaned` reads."""
    bits = sum(1 << place for place, code in enumerate(REMOVED) if code in head.removed)
    parts = [_CLEANED.pack(head.size, head.pages, bits, len(head.pictures), len(head.addresses))]
    parts += [_PICTURE.pack(number) for number in head.pictures]
    for kept in head.addresses:
        text = kept.address.encode("ascii")
        parts += [_ADDRESS.pack(kept.page, len(text)), text]
    return frame(FrameKind.CLEANED, b"".join(parts))


def pack_proven(pages: int) -> bytes:
    """The frame for a file of `pages` that is clean, which `unpack_proven` reads."""
    return frame(FrameKind.PROVEN, _PROVEN.pack(pages))


def pack_marked(pages: int, places: Sequence[MarkedPlace]) -> bytes:
    """The frame with the marks of a document of `pages`, which `unpack_marked` reads."""
    parts = [_MARKED.pack(pages, len(places)), *(_MARK.pack(*place) for place in places)]
    return frame(FrameKind.MARKED, b"".join(parts))


def unpack_cleaned(untrusted_payload: bytes, limits: Limits) -> CleanedHead:
    """The result of a cleaning. Raises BrokenProtocol for anything the limits do not allow."""
    cursor = Cursor(untrusted_payload)
    size, pages, bits, count, links = map(int, cursor.take(_CLEANED))
    within(size, len(PDF_START), limits.file_bytes, "size")
    within(pages, 1, limits.pages, "pages")
    within(bits, 0, (1 << len(REMOVED)) - 1, "removed")
    within(count, 0, pages, "pictures")
    within(links, 0, limits.kept_addresses, "addresses")
    pictures = tuple(int(cursor.take(_PICTURE)[0]) for _ in range(count))
    addresses = tuple(_addresses(cursor, links, pages, limits))
    cursor.close()
    for number in pictures:
        within(number, 1, pages, "picture")
    removed = tuple(code for place, code in enumerate(REMOVED) if bits >> place & 1)
    return CleanedHead(size, pages, removed, pictures, addresses)


def _addresses(cursor: Cursor, count: int, pages: int, limits: Limits) -> Iterator[KeptAddress]:
    for _ in range(count):
        page, size = map(int, cursor.take(_ADDRESS))
        within(page, 1, pages, "page of an address")
        within(size, 1, limits.address_bytes, "address")
        address = cursor.text(size)
        if not (address.isascii() and len(address) == size):
            raise BrokenProtocol("address is not ASCII")
        yield KeptAddress(page, address)


def unpack_proven(untrusted_payload: bytes) -> int:
    """How many pages the file has that was proven to be clean. Raises BrokenProtocol."""
    cursor = Cursor(untrusted_payload)
    (pages,) = cursor.take(_PROVEN)
    cursor.close()
    return int(pages)


def unpack_marked(untrusted_payload: bytes, limits: Limits) -> tuple[MarkedPlace, ...]:
    """Where the pages are marked to be blacked out. Raises BrokenProtocol for anything the limits do not allow."""
    cursor = Cursor(untrusted_payload)
    pages, count = map(int, cursor.take(_MARKED))
    within(pages, 1, limits.pages, "pages")
    within(count, 0, limits.words_per_page, "marks")
    marks = [cursor.take(_MARK) for _ in range(count)]
    places = tuple(MarkedPlace(int(page), *box) for page, *box in marks)
    cursor.close()
    for place in places:
        within(place.page, 1, pages, "page of a mark")
        if not (0 <= place.x0 <= place.x1 <= 1 and 0 <= place.y0 <= place.y1 <= 1):
            raise BrokenProtocol("a mark off its page")
    return places
