"""Finds what looks like a 個人番号 (マイナンバー) in a page's words. Pure; knows no paper and no person.

Twelve digits, the last of which is the check digit of the eleven before (平成26年総務省令第85号 第5条). About one in
eleven other numbers of twelve digits passes as well, so a person has to look.
"""

import re
import unicodedata
from collections.abc import Iterable

_DIGITS = 12
_WORDS_ABOUT = ("個人番号", "マイナンバー", "mynumber")
# Twelve digits in one run, or in fours with hyphens; no part of a longer number, and no decimals.
_RUN = re.compile(r"(?<!\d)(?<!\d[.,-])\d{4}-?\d{4}-?\d{4}(?![.,-]?\d)")
# Where the page speaks of such numbers also with blanks, in fours or one by one, as forms have them.
_SPACED = re.compile(r"(?<!\d)(?<!\d )(?:\d{4} ?\d{4} ?\d{4}|\d(?: \d){11})(?! ?\d)")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
_RULES = dict.fromkeys(map(ord, "|/・·:_"), " ")
"""What forms set between the cells of a number."""


def has_personal_number(lines: Iterable[str]) -> bool:
    """Whether a page with these lines shows such a number. `lines`: words of one line, with blanks between where the
    page has room between them.
    """
    said = [unicodedata.normalize("NFKC", line) for line in lines]
    read = [line.translate(_HYPHENS) for line in said]
    found = [each for line in read for each in _RUN.findall(line)]
    bare = "".join("".join(said).split()).casefold()
    if any(words in bare for words in _WORDS_ABOUT):
        spaced = [" ".join(line.translate(_RULES).split()) for line in read]
        # A form may have each group, or each digit, in a line of its own.
        found += [each for line in (*spaced, " ".join(spaced)) for each in _SPACED.findall(line)]
    return any(map(_is_valid, found))


def _is_valid(written: str) -> bool:
    digits = [int(digit) for digit in written if digit.isdecimal()]
    if len(digits) != _DIGITS or len(set(digits)) == 1:
        return False
    # Counted from the digit before the check digit: weights 2 to 7, then 2 to 6.
    weighted = sum(digit * (place + 2 if place < 6 else place - 4) for place, digit in enumerate(digits[-2::-1]))
    rest = weighted % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)
