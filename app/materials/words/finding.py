"""Finds words on pages: which pages have them, and where on a page they stand. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.materials.pages.contents import WrittenWord
from app.materials.words.folding import BREAK, Folded, fold

Term = tuple[str, ...]
"""What is searched for: folded words that mean the same, one of which has to be there (`years.forms_of`)."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the page."""

_BEFORE, _AFTER = 14, 34
"""How much of the text around a word is quoted, in characters."""
_UPRIGHT = 1.5
"""A word of several characters that is so many times as high as wide is written downwards."""


@dataclass(frozen=True)
class Quote:
    """The first place of a page where a word was found, with a little of the text around it."""

    before: str
    word: str
    after: str


@dataclass(frozen=True)
class Places:
    """Where on a page the words stand: a box for each line of each place, and the first place quoted."""

    boxes: list[Box]
    quote: Quote


@dataclass(frozen=True)
class _Joined:
    """The words of a page as one text. `owners`: for each character the number of its word, and its place there."""

    text: str
    owners: list[tuple[int, int] | None]


def page_text(words: Sequence[WrittenWord]) -> str:
    """The words of a page as one text, in the order in which they are kept, with a BREAK between blocks."""
    return _joined(words).text


def pages_with(pages: Sequence[str], terms: Sequence[Term]) -> dict[int, int]:
    """Numbers (from 1) of the folded pages that have all terms, each with how often they stand there together."""
    found = {}
    for number, page in enumerate(pages, start=1):
        counts = [sum(map(page.count, term)) for term in terms]
        if counts and all(counts):
            found[number] = sum(counts)
    return found


def found_on(words: Sequence[WrittenWord], terms: Sequence[Term]) -> Places | None:
    """Where the terms stand on the page with these words; None where none of them does."""
    joined = _joined(words)
    folded = fold(joined.text)
    places = sorted(place for term in terms for form in term for place in _places(folded, form))
    if not places:
        return None
    boxes = [box for start, end in places for box in _boxes(words, joined, start, end)]
    return Places(boxes, _quote(joined.text, *places[0]))


def _places(folded: Folded, form: str) -> Iterator[tuple[int, int]]:
    at = folded.text.find(form)
    while at >= 0:
        yield folded.origin(at, at + len(form))
        at = folded.text.find(form, at + len(form))


def _joined(words: Sequence[WrittenWord]) -> _Joined:
    parts: list[str] = []
    owners: list[tuple[int, int] | None] = []
    for number, word in enumerate(words):
        if number:
            parts.append(" " if word["block"] == words[number - 1]["block"] else BREAK)
            owners.append(None)
        parts.append(word["text"])
        owners += [(number, place) for place in range(len(word["text"]))]
    return _Joined("".join(parts), owners)


def _boxes(words: Sequence[WrittenWord], joined: _Joined, start: int, end: int) -> Iterator[Box]:
    """A box for each word, or part of a word, that the slice covers."""
    covered: dict[int, list[int]] = {}
    for owner in joined.owners[start:end]:
        if owner is not None:
            covered.setdefault(owner[0], []).append(owner[1])
    for number, places in covered.items():
        yield _part(words[number], min(places), max(places) + 1)


def _part(word: WrittenWord, start: int, end: int) -> Box:
    """The box of a part of a word. A kanji takes twice the room of a Latin letter; where fonts differ it is a guess."""
    text = word["text"]
    rooms = [2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text]
    whole = sum(rooms)
    first, last = sum(rooms[:start]) / whole, sum(rooms[:end]) / whole
    x0, y0, x1, y1 = word["x0"], word["y0"], word["x1"], word["y1"]
    if len(text) > 1 and y1 - y0 > _UPRIGHT * (x1 - x0):
        return x0, y0 + (y1 - y0) * first, x1, y0 + (y1 - y0) * last
    return x0 + (x1 - x0) * first, y0, x0 + (x1 - x0) * last, y1


def _quote(text: str, start: int, end: int) -> Quote:
    block_start = text.rfind(BREAK, 0, start) + 1
    block_end = text.find(BREAK, end)
    after = text[end : block_end if block_end >= 0 else len(text)]
    return Quote(_line(text[block_start:start])[-_BEFORE:], _line(text[start:end]), _line(after)[:_AFTER])


def _line(text: str) -> str:
    """On one line; a space goes where no Latin letter or number stands beside it."""
    kept = [
        character
        for place, character in enumerate(text)
        if not character.isspace() or "".join(text[max(0, place - 1) : place + 2]).isascii()
    ]
    return "".join(kept)
