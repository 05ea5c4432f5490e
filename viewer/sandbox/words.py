"""Words and internal links of one page, as fractions of the page as displayed. Runs only in a locked child."""

# The parser ships no types.
# mypy: allow-untyped-calls

from collections.abc import Iterator

import pymupdf

from viewer.limits import Limits
from viewer.wire import Link, Word

Box = tuple[float, float, float, float]


def words(shown: pymupdf.DisplayList, rect: pymupdf.Rect, limits: Limits) -> Iterator[Word]:
    """At most the limits' number of words and bytes; what lies off the page is left out."""
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    page = pymupdf.TextPage(shown.get_textpage(flags))
    room, left = limits.text_bytes_per_page, limits.words_per_page
    for x0, y0, x1, y1, text, block, line, _ in page.extractWORDS():
        box = _fractions((x0, y0, x1, y1), rect)
        room -= len(text.encode("utf-8", "replace"))
        if room < 0 or left == 0:
            return
        if box and len(text) < 16_000:
            left -= 1
            yield Word(text, *box, block, line)


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
