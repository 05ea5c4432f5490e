"""How a page's words and links, and a document's contents list, are written before they are sealed. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from viewer.render import Link, OutlineEntry, Word

_DIGITS = 5  # of a fraction of a page: finer than a pixel at four times the reading scale


class _WrittenBox(TypedDict):
    x0: float
    y0: float
    x1: float
    y1: float


class WrittenLink(_WrittenBox):
    """A link as it is kept: its box in fractions of the page, and the page it leads to."""

    page: int


class WrittenWord(_WrittenBox):
    """A word as it is kept: its box, and in which of the page's blocks and lines it stands."""

    text: str
    block: int
    line: int


class _WrittenPage(TypedDict):
    words: list[WrittenWord]
    links: list[WrittenLink]


def dump_page(words: Iterable[Word], links: Iterable[Link]) -> bytes:
    """One page: `{"words": [{text, x0, y0, x1, y1, block, line}], "links": [{x0, y0, x1, y1, page}]}`, fractions."""
    return _dump({"words": [_boxed(word) for word in words], "links": [_link(link) for link in links]})


def links_of(page: bytes) -> list[WrittenLink]:
    """The links of a page as `dump_page` wrote them."""
    return _load(page)["links"]


def words_of(page: bytes) -> list[WrittenWord]:
    """The words of a page as `dump_page` wrote them."""
    return _load(page)["words"]


def dump_outline(outline: Sequence[OutlineEntry], links: Mapping[int, list[WrittenLink]]) -> bytes:
    """A document: `{"outline": [{title, page, depth}], "links": {"3": [...]}}`, links of pages that have some."""
    entries = [{"title": entry.title, "page": entry.page, "depth": entry.depth} for entry in outline]
    return _dump({"outline": entries, "links": {str(number): links[number] for number in sorted(links)}})


def _boxed(word: Word) -> WrittenWord:
    return {"text": word.text, **_box(word), "block": word.block, "line": word.line}


def _link(link: Link) -> WrittenLink:
    return {**_box(link), "page": link.target_page}


def _box(part: Word | Link) -> _WrittenBox:
    return {
        "x0": round(part.x0, _DIGITS),
        "y0": round(part.y0, _DIGITS),
        "x1": round(part.x1, _DIGITS),
        "y1": round(part.y1, _DIGITS),
    }


def _load(page: bytes) -> _WrittenPage:
    whole: _WrittenPage = json.loads(page)  # sealed by `dump_page`, and opened unbroken
    return whole


def _dump(whole: dict[str, object]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
