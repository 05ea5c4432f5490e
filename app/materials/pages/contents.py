"""The format (JSON) of a page's words and links, and of a document's contents list, before encryption. Pure."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from app.materials.pages.personal_numbers import has_personal_number
from viewer.render import Link, OutlineEntry, PageNumbering, RenderedPage, Word

HIDDEN_TITLE = "（見えない文字を含む見出し）"
_BLANK = 0.15
"""Of the height of a line of words, or the width of a column: less room than this between two words is no blank."""
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
    """A word as it is kept: its box in fractions of the page, and the numbers of its block and line on the page."""

    text: str
    block: int
    line: int


class _WrittenPage(TypedDict):
    words: list[WrittenWord]
    links: list[WrittenLink]
    unseen: list[str]
    found: list[str]


class WrittenOutline(TypedDict):
    """A document's contents list, links by page, and numberings, as they are kept."""

    outline: list[dict[str, object]]
    links: dict[str, list[WrittenLink]]
    numberings: list[tuple[int, str, int]]


@dataclass(frozen=True)
class PageFindings:
    """What was found on a page: `codes` like "covered", or "fonts:MS-Mincho" where a code has a subject; and `unseen`,
    the words that are never given to a reader.
    """

    codes: tuple[str, ...]
    unseen: tuple[str, ...]


def dump_page(page: RenderedPage) -> bytes:
    """One page as JSON: `{"words": [{text, x0, y0, x1, y1, block, line}], "links": [{x0, y0, x1, y1, page}],
    "unseen": [text], "found": [code]}`, boxes in fractions. `unseen` is never served; `without_unseen` needs it.
    """
    flags = (("covered", page.is_covered), ("marked", page.is_marked), ("boxed", page.is_boxed))
    found = [code for code, is_found in (*flags, ("fonts", bool(page.missing_fonts))) if is_found]
    found += [f"fonts:{name}" for name in page.missing_fonts]
    if page.unseen and not page.is_covered:
        found.append("undrawn")
    if not page.words and not page.unseen and not is_blank(page):
        found.append("textless")
    if has_personal_number((*_lines(page), *page.unseen)):
        found.append("number")
    words, links = [boxed(word) for word in page.words], [_link(link) for link in page.links]
    return _dump({"words": words, "links": links, "unseen": list(page.unseen), "found": found})


def is_blank(page: RenderedPage) -> bool:
    """Whether nothing is on the page."""
    return bool((page.pixels == page.pixels[0, 0]).all())


def _lines(page: RenderedPage) -> list[str]:
    """The words of each line as one text, with a blank between two words where the page has room for one.

    Without room, two words belong together: a hidden letter between them has cut one word in two.
    """
    lines: dict[tuple[int, int], str] = {}
    former: Word | None = None
    for word in page.words:
        line = (word.block, word.line)
        is_apart = line in lines and former is not None and not _touch(page, former, word)
        lines[line] = lines.get(line, "") + (" " if is_apart else "") + word.text
        former = word
    return list(lines.values())


def _touch(page: RenderedPage, one: Word, other: Word) -> bool:
    """Whether there is no room for a blank between two words, side by side or one below the other."""
    wide, high = page.width_points, page.height_points
    across = (max(one.x0, other.x0) - min(one.x1, other.x1)) * wide
    down = (max(one.y0, other.y0) - min(one.y1, other.y1)) * high
    height = min(one.y1 - one.y0, other.y1 - other.y0) * high
    width = min(one.x1 - one.x0, other.x1 - other.x0) * wide
    return across < _BLANK * height and down < _BLANK * width


def links_of(page: bytes) -> list[WrittenLink]:
    """The links of a page as `dump_page` wrote them."""
    return _load(page)["links"]


def findings_of(page: bytes) -> PageFindings:
    """The findings of a page as `dump_page` wrote it; empty for a page that an earlier edition of Gijo wrote."""
    written = _load(page)
    return PageFindings(tuple(written.get("found", ())), tuple(written.get("unseen", ())))


def without_unseen(outline: Sequence[OutlineEntry], unseen: Iterable[str], seen: Iterable[str]) -> list[OutlineEntry]:
    """The contents list, with each title replaced that would show letters that no page shows.

    `unseen` and `seen`: for each page, all its letters of that kind as one text. A title is replaced when a run of its
    letters is in `unseen` and nowhere in `seen`. A run has two letters or more, three or more if all are ASCII; a
    single letter counts where it is all that a page hides. Case, width and spaces are ignored.
    """
    hidden, said = [_bare(page) for page in unseen], [_bare(page) for page in seen]
    secret = "\n".join(filter(None, hidden))
    lone = {page for page in hidden if len(page) == 1 and not any(page in other for other in said)}
    shown = "\n".join(said)
    return [
        entry._replace(title=HIDDEN_TITLE) if _shares(_bare(entry.title), secret, shown, lone) else entry
        for entry in outline
    ]


def _shares(title: str, secret: str, shown: str, lone: set[str]) -> bool:
    if any(letter in title for letter in lone):
        return True
    for start in range(len(title) - 1):
        end = start + 2
        while end <= len(title) and title[start:end] in secret:
            run = title[start:end]
            if (len(run) > 2 or not run.isascii()) and run not in shown:
                return True
            end += 1
    return False


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(page: bytes) -> list[WrittenWord]:
    """The words of a page as `dump_page` wrote them."""
    return _load(page)["words"]


def dump_outline(
    outline: Sequence[OutlineEntry], links: Mapping[int, list[WrittenLink]], numberings: Sequence[PageNumbering]
) -> bytes:
    """A document as JSON: `{"outline": [{title, page, depth}], "links": {"3": [...]}, "numberings": [[page, style,
    first]]}`, only pages that have links.
    """
    entries = [{"title": entry.title, "page": entry.page, "depth": entry.depth} for entry in outline]
    whole: dict[str, object] = {"outline": entries, "links": {str(number): links[number] for number in sorted(links)}}
    return _dump(whole | {"numberings": [list(numbering) for numbering in numberings]})


def outline_of(document: bytes) -> WrittenOutline:
    """What `dump_outline` wrote; without numberings where an earlier edition of Gijo wrote it."""
    written: WrittenOutline = {"outline": [], "links": {}, "numberings": []} | json.loads(document)
    return written


def boxed(word: Word) -> WrittenWord:
    """A word as it is kept."""
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
    whole: _WrittenPage = json.loads(page)  # authentic: only what `dump_page` wrote can be unsealed
    return whole


def _dump(whole: dict[str, object]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
