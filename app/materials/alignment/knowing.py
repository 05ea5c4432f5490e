"""What the pages of a version are known by (`viewer.alignment`), from their words and small pictures. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.materials.pages.contents import WrittenWord
from app.materials.words.finding import page_text
from app.materials.words.folding import FOLD, folded_text
from viewer.alignment.identity import IDENTITY, PageIdentity, Passage, identity_of
from viewer.converter.likeness import pixels_of
from viewer.master import Master

KNOWN = IDENTITY * 100 + FOLD
"""The number of this way of knowing pages, folding included. Pages known by different ones are not compared."""


def known_page(words: Sequence[WrittenWord], thumbnail: Master, digest: str | None) -> PageIdentity:
    """What one page is known by. `digest`: of its image, as its row has it; None for pages from before the column."""
    return identity_of(list(_passages(words)), pixels_of(thumbnail), bytes.fromhex(digest or ""))


def _passages(words: Sequence[WrittenWord]) -> Iterator[Passage]:
    """The words of each block, in the order in which they are kept."""
    for _, block in groupby(words, key=lambda word: word["block"]):
        held = list(block)
        left, top = min(word["x0"] for word in held), min(word["y0"] for word in held)
        right, bottom = max(word["x1"] for word in held), max(word["y1"] for word in held)
        yield Passage(folded_text(page_text(held)), left, top, right, bottom)
