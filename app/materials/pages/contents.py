"""How a page's words and links, and a document's contents list, are written before they are sealed. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from viewer.render import Link, OutlineEntry, Word

_DIGITS = 5  # of a fraction of a page: finer than a pixel at four times the reading scale


def dump_page(words: Iterable[Word], links: Iterable[Link]) -> bytes:
    """One page: `{"words": [{text, x0, y0, x1, y1, block, line}], "links": [{x0, y0, x1, y1, page}]}`, fractions."""
    return _dump({"words": [_boxed(word) for word in words], "links": [_link(link) for link in links]})


def links_of(page: bytes) -> list[dict[str, Any]]:
    """The links of a page as `dump_page` wrote them."""
    links: list[dict[str, Any]] = json.loads(page)["links"]
    return links


def dump_outline(outline: Sequence[OutlineEntry], links: Mapping[int, list[dict[str, Any]]]) -> bytes:
    """A document: `{"outline": [{title, page, depth}], "links": {"3": [...]}}`, links of pages that have some."""
    entries = [{"title": entry.title, "page": entry.page, "depth": entry.depth} for entry in outline]
    return _dump({"outline": entries, "links": {str(number): links[number] for number in sorted(links)}})


def _boxed(word: Word) -> dict[str, Any]:
    return {"text": word.text, **_box(word), "block": word.block, "line": word.line}


def _link(link: Link) -> dict[str, Any]:
    return {**_box(link), "page": link.target_page}


def _box(part: Word | Link) -> dict[str, float]:
    return {name: round(getattr(part, name), _DIGITS) for name in ("x0", "y0", "x1", "y1")}


def _dump(whole: dict[str, Any]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
