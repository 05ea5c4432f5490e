"""Reads the letters of a page from the parser's memory into arrays. Runs only in a locked child.

MuPDF keeps letters in linked lists of C structures, which its header `mupdf/fitz/structured-text.h` declares. They are
copied from memory by the layouts below, because having them written as XML and parsing that takes longer than drawing
the page.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import ctypes
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import mupdf

from viewer.sandbox import boxes
from viewer.sandbox.glyphs import said
from viewer.sandbox.glyphs.drawn import FAR_OFF, Glyphs, drawn_on

Box = tuple[float, float, float, float]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

# What a file says its letters mean ("actual text") is nothing that anybody sees; the letters themselves count.
TEXT_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | mupdf.FZ_STEXT_IGNORE_ACTUALTEXT
_FILLED_OR_STROKED = mupdf.FZ_STEXT_FILLED | mupdf.FZ_STEXT_STROKED
_SLIGHTEST_OPACITY = 24  # of 255; black on white less opaque than this differs from white by less than can be seen

_CHAR = np.dtype(
    [
        ("code", "<i4"),
        ("bidi", "<u2"),
        ("flags", "<u2"),
        ("argb", "<u4"),
        ("origin", "<f4", 2),
        ("quad", "<f4", (4, 2)),
        ("size", "<f4"),
        ("font", "<u8"),
        ("next", "<u8"),
    ]
)
_PAGE = struct.Struct("<32xQ")  # its first block
_BLOCK = struct.Struct("<i20xQ32xQ")  # kind, first line, next block
_LINE = struct.Struct("<B3x2f20xQ16xQ")  # whether it is vertical, direction, first letter, next line
_OF_TEXT = 0
_SOFT_HYPHEN = 0xAD


_Line = tuple[int, int, tuple[float, float], int]


class PrintedLetter(NamedTuple):
    """One letter as it is printed. `box`, `origin` and `size` in points of the page; `is_undrawn` as in `Letters`.

    `code`: the code point of its first character, as the file has it.
    """

    text: str
    code: int
    box: Box
    origin: tuple[float, float]
    size: float
    is_space: bool
    is_undrawn: bool


@dataclass(frozen=True, slots=True)
class Letters:
    """The n letters of a page in reading order, visible or not.

    `boxes` (n, 4): x0, y0, x1, y1, and `sizes` (n,): font sizes, both in points of the page.
    `blocks` (n,): number of the letter's block, from 0; `lines` (n,): number of its line in that block, from 0.
    `is_undrawn` (n,): True when it leaves no visible ink of its own, because it is neither filled nor stroked, or too
    transparent, or because the font has no glyph for it and draws `.notdef`. `is_boxed` (n,): that is a visible box.
    `own` (n,): index of the letter's glyph in `glyphs`, -1 when it has none. Only the letters of a ligature share one.
    """

    texts: list[str]
    boxes: Numbers
    sizes: Numbers
    blocks: Places
    lines: Places
    is_space: Flags
    is_undrawn: Flags
    is_boxed: Flags
    glyphs: Glyphs
    own: Places

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def begins_line(self) -> Flags:
        """(n,): True for the first letter of each line."""
        begins = np.ones(len(self), np.bool_)
        begins[1:] = (self.blocks[1:] != self.blocks[:-1]) | (self.lines[1:] != self.lines[:-1])
        return begins


class _Kind(NamedTuple):
    text: str
    is_space: bool
    says_nothing: bool


@lru_cache(maxsize=8192)
def _kind(code: int) -> _Kind:
    """The text of a code point, and what kind it is."""
    text = said.character(code)
    says_nothing = said.is_nothing(code)
    return _Kind(text, says_nothing or unicodedata.category(text) == "Cf" or text.isspace(), says_nothing)


def found_on(shown: pymupdf.DisplayList) -> Letters:
    """The letters of a page, without those that nobody sees whatever ink there is: at no place (numbers that are not
    finite), control characters, and joiners, selectors and tags that have no ink.
    """
    chars, lines, of_line = _placed(shown)
    kinds = [_kind(code) for code in chars["code"].tolist()]
    blocks = np.array([block for block, *_ in lines], np.int64)[of_line]
    numbers = np.array([number for _, number, *_ in lines], np.int64)[of_line]
    back = np.array([direction for _, _, direction, _ in lines], np.float64).reshape(-1, 2)[of_line]
    around, sizes = _boxes(chars["quad"].astype(np.float64), back), chars["size"].astype(np.float64)
    is_drawn = (chars["argb"] >> 24 >= _SLIGHTEST_OPACITY) & (chars["flags"] & _FILLED_OR_STROKED != 0)
    is_space = np.array([kind.is_space for kind in kinds], np.bool_)
    is_box, is_boxed = boxes.standing(shown, chars["origin"].astype(np.float64))
    is_box &= np.array([boxes.says_something(kind.text) for kind in kinds], np.bool_)
    drawn = drawn_on(shown)
    own = drawn.matching(chars["origin"].astype(np.float64), chars["code"].astype(np.int64))
    says_nothing = np.array([kind.says_nothing for kind in kinds], np.bool_)
    # A hyphen that is drawn at the end of a line says what it shows.
    is_space &= ~((chars["code"] == _SOFT_HYPHEN) & drawn.has_ink(own))
    stays = (chars["code"] >= ord(" ")) & ~(says_nothing & ~drawn.has_ink(own))
    found = Letters(
        [kind.text for kind in kinds],
        around,
        sizes,
        blocks,
        numbers,
        is_space,
        is_box | ~is_drawn,
        is_boxed & is_drawn & ~is_space,
        drawn,
        own,
    )
    # While all letters are there: one that is left out must not lend what is said of its glyph to another.
    _share_glyphs(found, stays & ~is_space)
    _give_room(found)
    return found if stays.all() else _only(found, stays)


def _placed(shown: pymupdf.DisplayList) -> tuple[NDArray[np.void], list[_Line], Places]:
    """The letters' structures without those that stand at no place, the lines, and the line of each letter."""
    page = shown.get_textpage(TEXT_FLAGS)
    chars, lines = _read(page.m_internal_value())
    of_line = np.repeat(np.arange(len(lines)), [count for _, _, _, count in lines])
    is_placed = np.isfinite(chars["quad"].reshape(-1, 8) @ np.ones(8, np.float32))
    return chars[is_placed], lines, of_line[is_placed]


def _only(found: Letters, stays: Flags) -> Letters:
    return replace(
        found,
        texts=[text for text, is_in in zip(found.texts, stays.tolist(), strict=True) if is_in],
        boxes=found.boxes[stays],
        sizes=found.sizes[stays],
        blocks=found.blocks[stays],
        lines=found.lines[stays],
        is_space=found.is_space[stays],
        is_undrawn=found.is_undrawn[stays],
        is_boxed=found.is_boxed[stays],
        own=found.own[stays],
    )


def _give_room(found: Letters) -> None:
    """A font may claim that its letters take no room, and the second one of a ligature takes none; those that have ink
    are given the box around it.
    """
    around, inks = found.boxes, found.glyphs.inks_of(found.own)
    is_thin = np.minimum(around[:, 2] - around[:, 0], around[:, 3] - around[:, 1]) < found.sizes * 0.01
    shrunk = is_thin & found.glyphs.has_ink(found.own)
    around[shrunk, :2] = np.minimum(around[shrunk, :2], inks[shrunk, :2])
    around[shrunk, 2:] = np.maximum(around[shrunk, 2:], inks[shrunk, 2:])


def in_arrays(found: Sequence[PrintedLetter], drawn: Glyphs) -> Letters:
    """Letters of one line, each with a glyph of its own; `drawn` are the glyphs of their page."""
    places = np.array([letter.box for letter in found], np.float64).reshape(-1, 4)
    origins = np.array([letter.origin for letter in found], np.float64).reshape(-1, 2)
    sizes = np.array([letter.size for letter in found], np.float64)
    is_space, is_undrawn = (np.array(part, np.bool_) for part in zip(*(letter[5:] for letter in found), strict=True))
    one_line = np.zeros(len(found), np.int64)
    is_boxed = np.zeros(len(found), np.bool_)
    texts = [letter.text for letter in found]
    own = drawn.matching(origins, np.array([letter.code for letter in found], np.int64))
    return Letters(texts, places, sizes, one_line, one_line, is_space, is_undrawn, is_boxed, drawn, own)


def prove() -> None:
    """Check the layouts above: read a page of our own making, and compare with what MuPDF itself says of it.

    Call it once before any foreign file is read. Raises RuntimeError when they do not fit the MuPDF that is installed;
    then nothing that is read by them can be trusted.
    """
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "two\nlines")
        shown = document[0].get_displaylist()
        found = found_on(shown)
        page = pymupdf.TextPage(shown.get_textpage(TEXT_FLAGS))
        words = [(text, box) for *box, text, _, _, _ in page.extractWORDS()]
    starts = np.flatnonzero(found.begins_line)
    ends = np.append(starts[1:], len(found))
    read = ["".join(found.texts[start:end]) for start, end in zip(starts, ends, strict=True)]
    lines = [[*found.boxes[start, :2], *found.boxes[end - 1, 2:]] for start, end in zip(starts, ends, strict=True)]
    is_same = read == [text for text, _ in words] and np.allclose(lines, [box for _, box in words], atol=0.1)
    if not is_same or found.is_undrawn.any() or not np.allclose(found.sizes, 11) or not _are_glyphs_read(found, shown):
        raise RuntimeError(f"the parser keeps letters in another way: {read}")


def _are_glyphs_read(found: Letters, shown: pymupdf.DisplayList) -> bool:
    """True when each letter's glyph lies in its box, goes when it is set aside, and is back afterwards."""
    drawn, means = found.glyphs, [ord(text) for text in found.texts]
    if drawn.codes_of(found.own).tolist() != means:
        return False
    inks = drawn.inks_of(found.own)
    is_within = (inks[:, :2] > found.boxes[:, :2] - 1).all() and (inks[:, 2:] < found.boxes[:, 2:] + 1).all()
    with drawn.set_aside(range(len(drawn))):
        away = drawn_on(shown).places[:, 4]
    back = drawn_on(shown).places
    return bool(is_within and (away > FAR_OFF).all() and np.array_equal(back, drawn.places))


def _read(page: int) -> tuple[NDArray[np.void], list[_Line]]:
    """All letters' structures one after the other, and of each line its block, its number, its direction if it is a
    vertical one, else (0, 0), and how many letters it has.
    """
    pieces: list[bytes] = []
    lines: list[_Line] = []
    (block,) = _PAGE.unpack(ctypes.string_at(page, _PAGE.size))
    block_number = -1
    while block:
        kind, line, block = _BLOCK.unpack(ctypes.string_at(block, _BLOCK.size))
        if kind != _OF_TEXT:
            continue
        block_number, number = block_number + 1, 0
        while line:
            is_vertical, x, y, letter, line = _LINE.unpack(ctypes.string_at(line, _LINE.size))
            before = len(pieces)
            _follow(letter, pieces)
            lines.append((block_number, number, (x, y) if is_vertical else (0.0, 0.0), len(pieces) - before))
            number += 1
    return np.frombuffer(b"".join(pieces), _CHAR), lines


def _follow(address: int, pieces: list[bytes]) -> None:
    size = _CHAR.itemsize
    while address:
        piece = ctypes.string_at(address, size)
        pieces.append(piece)
        address = int.from_bytes(piece[-8:], "little")


def _boxes(quads: Numbers, back: Numbers) -> Numbers:
    """The upright boxes (n, 4) around quads (n, 4, 2).

    In vertical writing MuPDF puts each quad one letter too far along the line, onto the next letter, so the box is
    moved back. `back` (n, 2): the direction of the letter's line, (0, 0) in horizontal writing.
    """
    one, other, third, last = (quads[:, corner] for corner in range(4))
    low = np.minimum(np.minimum(one, other), np.minimum(third, last))
    high = np.maximum(np.maximum(one, other), np.maximum(third, last))
    shift = back * (high - low)
    return np.concatenate((low - shift, high - shift), axis=1)


def _share_glyphs(found: Letters, may_share: Flags) -> None:
    """Give further letters that a file says of one glyph this glyph for their own, as far as one glyph can say them.
    The others have none. `may_share`: letters that may have others beside them.
    """
    taken: set[int] = set()
    begins = np.append(found.begins_line, [True])
    for place in np.flatnonzero(found.glyphs.says_more(found.own)).tolist():
        if place in taken:
            continue
        glyph = int(found.own[place])
        whole = found.glyphs.said_of(glyph)
        count = said.believed(whole) if may_share[place] else 1
        for ahead, one in enumerate(_beside(found, begins, place, whole), 1):
            found.own[one] = glyph if ahead < count else -1
            taken.add(one)


def _beside(found: Letters, begins: Flags, place: int, whole: str) -> list[int]:
    """Where the further letters of one glyph are: behind its first, as the page's drawing lists them, or before it
    where a line is written from the right.
    """
    behind: list[int] = []
    for at, letter in enumerate(whole[1:], place + 1):
        if at >= len(found) or begins[at] or found.texts[at] != letter:
            break
        behind.append(at)
    if behind or begins[place]:
        return behind
    first = max(place - len(whole) + 1, 0)
    before = list(range(place - 1, first - 1, -1))
    is_alike = [found.texts[at] for at in before] == list(whole[1:]) and not begins[first + 1 : place].any()
    return before if is_alike and (found.own[before] == -1).all() else []
