"""Words and internal links of one page. Runs only in a locked child.

A word is what people see of it: letters without ink of their own on the drawn page are set apart (`sandbox/ink.py`).
"""

# The parser ships no types.
# mypy: allow-untyped-calls

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pymupdf

from viewer.limits import Limits
from viewer.sandbox.letters import Box, Flags, Letters, Places
from viewer.wire import Link, Word

_LONGEST_WORD = 16_000


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page: `words` are those that people see on it, `unseen` those that they do not see."""

    words: tuple[Word, ...]
    unseen: tuple[str, ...]


def text(found: Letters, seen: Flags, rect: pymupdf.Rect, limits: Limits) -> Text:
    """Each at most the limits' number of words and bytes; seen words that lie off the page are left out. A word ends
    where a letter of it is not seen, and the rest of it begins another. `seen`: (n,), for each letter.
    """
    shown = tuple(_words(found, _bounded(found, *_runs(found, seen), limits), rect))
    others = (said for said, _, _ in _bounded(found, *_runs(found, ~seen), limits))
    return Text(shown, tuple(filter(None, (said.strip() for said in others))))


def _runs(found: Letters, wanted: Flags) -> tuple[Places, Places]:
    """Where the words of wanted letters begin, and where they end: the place after the last letter."""
    # An ideographic space stands inside of names, as it does in the papers.
    stays = np.array([text == "\u3000" for text in found.texts], np.bool_)
    is_part = wanted & ~(found.is_space & ~stays)
    goes_on = np.zeros(len(found) + 1, np.bool_)
    goes_on[1:-1] = is_part[1:] & is_part[:-1] & ~found.begins_line[1:]
    return np.flatnonzero(is_part & ~goes_on[:-1]), np.flatnonzero(is_part & ~goes_on[1:]) + 1


def _bounded(found: Letters, starts: Places, ends: Places, limits: Limits) -> Iterator[tuple[str, int, int]]:
    room, left = limits.text_bytes_per_page, limits.words_per_page
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        said = "".join(found.texts[start:end])
        room -= len(said.encode("utf-8", "replace"))
        if room < 0 or left == 0:
            return
        if end - start < _LONGEST_WORD:
            left -= 1
            yield said, start, end


def _words(found: Letters, runs: Iterable[tuple[str, int, int]], rect: pymupdf.Rect) -> Iterator[Word]:
    said, places = [], []
    for one, start, end in runs:
        said.append(one)
        places += [start, end]
    if not said:
        return
    fractions = (found.boxes.reshape(-1, 2, 2) - (rect.x0, rect.y0)) / (rect.width, rect.height)
    # One more row, as the last word may end where the letters end; of each second part of `places` nothing is kept.
    rows = np.concatenate((fractions.clip(0.0, 1.0), np.zeros((1, 2, 2))))
    low = np.minimum.reduceat(rows[:, 0], places)[::2].tolist()
    high = np.maximum.reduceat(rows[:, 1], places)[::2].tolist()
    blocks, lines = found.blocks[places[::2]].tolist(), found.lines[places[::2]].tolist()
    for word, (x0, y0), (x1, y1), block, line in zip(said, low, high, blocks, lines, strict=True):
        if x0 < x1 and y0 < y1:
            yield Word(word, x0, y0, x1, y1, block, line)


def links(document: pymupdf.Document, page: pymupdf.Page, rect: pymupdf.Rect, limits: Limits) -> Iterator[Link]:
    """Jumps inside the document only; links to the web or to other files are not links here."""
    link, left = page.first_link, limits.links_per_page
    while link and left:
        left -= 1
        box = _fractions(tuple(link.rect), rect)
        if box and link.uri and not link.is_external:
            target, _, _ = document.resolve_link(link.uri)
            if 0 <= target < document.page_count:
                yield Link(*box, target + 1)
        link = link.next


def _fractions(box: Box, rect: pymupdf.Rect) -> Box | None:
    x0, x1 = sorted(min(max((x - rect.x0) / rect.width, 0.0), 1.0) for x in box[0::2])
    y0, y1 = sorted(min(max((y - rect.y0) / rect.height, 0.0), 1.0) for y in box[1::2])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None
