"""How many letters a glyph is believed to say. Pure.

A file may say several letters of one glyph, as ligatures and signs made of letters need it. The ink that is seen is
that of one glyph all the same, so what no such glyph could say is not believed.
"""

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LETTERS_OF_ONE_GLYPH = 3
"""A ligature stands for three letters at most; what claims to be more says more than it shows."""
LONGEST = 8
"""No sign of Unicode that councils use stands for more letters."""
_FORMS = (range(0xFB00, 0xFB07), range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
"""Latin ligatures and Arabic forms that are one character; the parser's list of letters has what they stand for."""
FIRST_FORM = _FORMS[0].start
_SIGNS = (
    *(range(0xBC, 0xBF), range(0x2000, 0x2600), range(0x3200, 0x3400), range(0xFB00, 0xFB50), range(0xFE10, 0xFE70)),
    range(0x1F100, 0x1F300),
)
"""Where Unicode has signs that are made of several letters: ½, ℃, ⑴, ㈱, ㍿, ﬁ and the like."""
_SAYS_NOTHING = (
    *(range(0xAD, 0xAE), range(0x34F, 0x350), range(0x61C, 0x61D), range(0x115F, 0x1161), range(0x17B4, 0x17B6)),
    *(range(0x180B, 0x1810), range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070)),
    *(range(0x3164, 0x3165), range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00), range(0xFFA0, 0xFFA1)),
    *(range(0xFFF0, 0xFFFC), range(0x1BCA0, 0x1BCA4), range(0x1D173, 0x1D17B), range(0xE0000, 0xE1000)),
)
"""Default ignorable code points (Unicode 15, DerivedCoreProperties), and marks of annotations."""


@lru_cache(maxsize=1)
def _said_by_signs() -> frozenset[str]:
    """What signs stand for: only what is one character elsewhere, in several letters."""
    said = (unicodedata.normalize("NFKC", chr(code)) for codes in _SIGNS for code in codes)
    return frozenset(form for each in said for form in (each, each.replace("\u2044", "/")) if len(form) > 1)


@lru_cache(maxsize=4096)
def taken_apart(code: int) -> str:
    """The letters that the parser makes of one character."""
    if any(code in codes for codes in _FORMS):
        return unicodedata.normalize("NFKC", chr(code))
    return character(code)


def character(code: int) -> str:
    """The character of that number; what is none that can be printed is one replacement character."""
    text = chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return "\ufffd" if unicodedata.category(text) == "Cc" and not text.isspace() else text


@lru_cache(maxsize=4096)
def is_nothing(code: int) -> bool:
    """Whether a code is of a character that nobody sees: joiners, selectors of variants, tags, directions, fillers."""
    return any(code in codes for codes in _SAYS_NOTHING)


@lru_cache(maxsize=4096)
def believed(text: str) -> int:
    """How many of the letters, from the first, that a file says of one glyph can be told by one glyph.

    All that a sign of Unicode stands for; else the first, marks on it, and the further letters of a ligature, three at
    most. No script writes a ligature of kanji, kana or figures.
    """
    if text in _said_by_signs():
        return len(text)
    first = text[0]
    rest = text[1:LETTERS_OF_ONE_GLYPH]
    for count, letter in enumerate(rest, 1):
        is_ligature = _is_narrow_letter(first) and _is_narrow_letter(letter)
        if not is_ligature and not unicodedata.category(letter).startswith("M"):
            return count
    return 1 + len(rest)


def _is_narrow_letter(letter: str) -> bool:
    return letter.isalpha() and unicodedata.east_asian_width(letter) not in {"W", "F", "H"}


def further_of(items: NDArray[np.void], of_run: NDArray[np.int64], is_glyph: NDArray[np.bool_]) -> dict[int, str]:
    """What a file says of glyphs besides their first letters, by the index of the glyph.

    The parser lists such letters behind the first one, without a glyph. They are left out behind a glyph that has no
    place on the page (`is_glyph` is False).
    """
    found: dict[int, str] = {}
    glyph = np.cumsum(is_glyph) - 1
    holds = np.maximum.accumulate(np.where(items["gid"] >= 0, np.arange(len(items)), -1))
    for place in np.flatnonzero(items["gid"] < 0).tolist():
        holder = int(holds[place])
        if holder >= 0 and is_glyph[holder] and of_run[holder] == of_run[place]:
            known = found.get(int(glyph[holder]), "")
            found[int(glyph[holder])] = known + taken_apart(int(items["ucs"][place]))
    return found
