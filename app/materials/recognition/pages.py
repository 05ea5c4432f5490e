"""What became of a page whose words were to be recognised, and the form (JSON) of its words. Pure.

The form is that of a page's own words (`app/materials/pages/contents.py`), so that both are searched and read alike.
"""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby

from app.materials.pages.contents import WrittenWord, boxed
from viewer.recognition.choice import is_told
from viewer.wire import Word


class PageState(StrEnum):
    """`OVER`: not looked at, as the paper has more such pages than are recognised. `DROPPED`: by the office."""

    READ = "read"
    EMPTY = "empty"
    FAILED = "failed"
    OVER = "over"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """For the office's screen."""
        return _WORDS[self]


_WORDS = {
    PageState.READ: "読み取った",
    PageState.EMPTY: "文字は見つからなかった",
    PageState.FAILED: "読み取れなかった",
    PageState.OVER: "1 資料のページ数の上限を超えたので、読み取っていない",
    PageState.DROPPED: "読み取った文字を消した",
}

_FIRST_BLOCK = 1_000_000
"""Blocks of recognised words count from here, so that none of them is taken for one of the page's own."""


def dump_recognised(recognised: Sequence[Word], own: Sequence[WrittenWord]) -> bytes:
    """The recognised words as `dump_page` writes a page's own, without those that the page has as its own."""
    boxes = [(word["x0"], word["y0"], word["x1"], word["y1"]) for word in own]
    beside = (word for word in recognised if not is_told((word.x0, word.y0, word.x1, word.y1), boxes))
    kept = [boxed(word._replace(block=word.block + _FIRST_BLOCK)) for word in beside]
    whole = {"words": kept, "links": [], "unseen": [], "found": []}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def lines_of(words: Iterable[WrittenWord]) -> list[str]:
    """The words of each line as one text."""
    lines = groupby(words, key=lambda word: (word["block"], word["line"]))
    return ["".join(word["text"] for word in line) for _, line in lines]
