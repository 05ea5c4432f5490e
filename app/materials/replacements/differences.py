"""What differs between two versions, page by page, in words. Compares digests of page images; opens no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST_PAGES = 1500
"""The most pages that are compared. A longer paper would take seconds."""


@dataclass(frozen=True)
class Differences:
    """`words`: one sentence for each stretch of pages. `is_strange`: the two versions have no page in common.

    `first`: number of the new version's first page to look at. `is_known`: False when pages cannot be compared.
    """

    words: tuple[str, ...] = ()
    first: int = 1
    is_strange: bool = False
    is_known: bool = True


def compare(former: Sequence[str | None], newer: Sequence[str | None]) -> Differences:
    """Compare the digests of all pages of two versions, in their order."""
    if None in former or None in newer or max(len(former), len(newer)) > _MOST_PAGES or not former or not newer:
        return Differences(is_known=False)
    blocks = SequenceMatcher(None, former, newer, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    words = tuple(_words(*block) for block in changed)
    first = min(changed[0][3] + 1, len(newer)) if changed else 1
    return Differences(words, first, is_strange=len(changed) == len(blocks))


def _words(kind: str, former: int, former_end: int, newer: int, newer_end: int) -> str:
    if kind == "insert":
        return f"新しい版の {_pages(newer, newer_end)}が加わりました。"
    if kind == "delete":
        return f"前の版の {_pages(former, former_end)}がなくなりました。"
    return f"前の版の {_pages(former, former_end)}が、新しい版の {_pages(newer, newer_end)}に変わりました。"


def _pages(start: int, end: int) -> str:
    numbers = f"{start + 1}" if end - start == 1 else f"{start + 1}〜{end}"
    return f"{numbers}\u00a0ページ"
