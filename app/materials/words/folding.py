"""Folds text so that what people write in different ways is found by one search. Pure.

It takes away differences of width, case, kana, old forms of characters, dashes, spaces, commas in numbers, and numerals
before a counter. The order of the steps matters: each sees what the one before it has left.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from app.materials.words.variants import VARIANTS

FOLD = 2
"""The number of this way of folding; one more when it changes. What was folded by another one is folded anew."""
BREAK = "\x1e"
"""Stands between two blocks of a page; nothing that is searched for reaches across it."""

_TO_HIRAGANA = {code: chr(code - 0x60) for code in range(ord("ァ"), ord("ヶ") + 1)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-")
_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
"""Which shape of a character is meant (UTS #37, ideographic variation sequences): taken away."""
_LETTERS = (
    _SELECTORS
    | _TO_HIRAGANA
    | {ord("ヵ"): "か", ord("ヶ"): "か"}
    | _DASHES
    | VARIANTS
    | {ord("〜"): "~", ord("○"): "〇"}
)
_SOUND_MARKS = "\uff9e\uff9f\u3099\u309a"
_DIGITS = {numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = re.compile(
    "(?<=第)[〇一二三四五六七八九十百千]+|(?<![0-9])[〇一二三四五六七八九十百千]+(?=[年月日条款項目号番回次期時円人件%])"
)
_FIRST_YEAR = re.compile("元(?=年)")
_COMMA = re.compile("(?<=[0-9]),(?=[0-9])")
_IN_WORDS = re.compile("[0-9a-z]")
_SPACES = re.compile(rf"[^\S{BREAK}]+")


class _Letter(NamedTuple):
    """A folded character, and from where to where in the text that was folded its original stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A folded text. `starts`, `ends`: for each of its characters the place of its original in the text, as a slice."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original text that a slice of the folded text came from; it must not be empty."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text as it is searched."""
    letters = _without_spaces([letter for letter in _letters(text) if letter.folded])
    for pattern, new in _STEPS:
        letters = _replaced(letters, pattern, new)
    return Folded(
        "".join(letter.folded for letter in letters),
        tuple(letter.start for letter in letters),
        tuple(letter.end for letter in letters),
    )


def folded_text(text: str) -> str:
    """As `fold`, without the places, and a hundred times as fast.

    For comparing texts with each other. What is searched for is compared with what `fold` made.
    """
    whole = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    whole = _SPACES.sub(_space, whole)
    for pattern, new in _STEPS:
        whole = pattern.sub(partial(_newly, new), whole)
    return whole


def _space(found: "re.Match[str]") -> str:
    beside = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    return " " if all(map(_IN_WORDS.match, beside)) else ""


def _newly(new: Callable[[str], str], found: "re.Match[str]") -> str:
    return new(found.group())


def terms_of(query: str) -> list[str]:
    """What somebody typed, as the folded words that all have to be on a page; each once, in their order."""
    words = unicodedata.normalize("NFKC", query).split()
    return [term for term in dict.fromkeys(fold(word).text.replace(BREAK, "") for word in words) if term]


def _letters(text: str) -> Iterator[_Letter]:
    """Each character in its usual width, case and form; a kana with its sound mark is one."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (
            text[end] in _SOUND_MARKS or ord(text[end]) in _SELECTORS or unicodedata.combining(text[end])
        ):
            end += 1
        for character in _usual(text[start:end]):
            yield _Letter(character, start, end)
        start = end


@lru_cache(maxsize=16384)  # a page has each of its characters several times
def _usual(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().translate(_LETTERS)


def _without_spaces(letters: list[_Letter]) -> list[_Letter]:
    """Spaces and line ends go, because Japanese words are broken anywhere; between Latin words or numbers one stays."""
    kept: list[_Letter] = []
    is_apart = False
    for letter in letters:
        if letter.folded.isspace() and letter.folded != BREAK:
            is_apart = True
            continue
        if is_apart and kept and _IN_WORDS.match(kept[-1].folded) and _IN_WORDS.match(letter.folded):
            kept.append(_Letter(" ", kept[-1].end, letter.start))
        is_apart = False
        kept.append(letter)
    return kept


def _replaced(letters: list[_Letter], pattern: "re.Pattern[str]", new: Callable[[str], str]) -> list[_Letter]:
    """Each run that the pattern finds, replaced; every character of the new one stands for the whole run."""
    text = "".join(letter.folded for letter in letters)
    result: list[_Letter] = []
    done = 0
    for found in pattern.finditer(text):
        run = letters[found.start() : found.end()]
        result += letters[done : found.start()]
        result += [_Letter(character, run[0].start, run[-1].end) for character in new(found.group())]
        done = found.end()
    return result + letters[done:] if done else letters


def _value(numerals: str) -> str:
    """「三十一」 and 「三一」 as 31, 「二〇二六」 as 2026."""
    if not any(numeral in _TENS for numeral in numerals):
        return "".join(_DIGITS[numeral] for numeral in numerals)
    total = digit = 0
    for numeral in numerals:
        if numeral in _TENS:
            total, digit = total + (digit or 1) * _TENS[numeral], 0
        else:
            digit = digit * 10 + int(_DIGITS[numeral])
    return str(total + digit)


_STEPS: tuple[tuple["re.Pattern[str]", Callable[[str], str]], ...] = (
    (_FIRST_YEAR, lambda _: "1"),
    (_NUMERALS, _value),
    (_COMMA, lambda _: ""),
)
