"""Makes of a document one that holds nothing but what its pages show. Runs only in a locked child.

Nothing is carried over. Of each page two things are written into a new file: the letters that are seen, by outlines in
fonts made anew, and one picture of all else, made of the drawn page's pixels. A page that then does not look the same,
or on which words are seen otherwise than before, becomes one picture.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pymupdf
from numpy.typing import NDArray

from viewer.cleaned_wire import CleanedHead, KeptAddress
from viewer.limits import Limits
from viewer.sandbox import drawing, ink, inspection, letters, traces
from viewer.sandbox.cleaned import lettering, pictures, sheets
from viewer.sandbox.cleaned.lettering import DrawnLetter
from viewer.sandbox.cleaned.outlines import Outlines
from viewer.sandbox.cleaned.sheets import Sheet, SheetEntry, SheetLink
from viewer.sandbox.drawing import Pixels
from viewer.wire import clean_text

READING_LONG_SIDE = 2264
DOTS_AN_INCH = 190
"""The resolution of large papers, that of A4 at reading scale; less when the longer side would have more pixels."""
LONGEST_SIDE = 4528
DIFFERENCE = 64
"""Levels of 255 by which a pixel may differ from every pixel around the same place on the other page: letters may be
set half a pixel aside, and may not be missing."""
OUTLIERS = 24
"""At most this many pixels may differ by more; even the smallest dot of a letter has more pixels."""
EDGE = 2
"""Pixels along the page's edge that are not compared: what lies half outside may be drawn in either way."""
KEPT_LINKS = ("http://", "https://", "mailto:")
STORE_EVERY = 16
"""Pages after which the parser drops half of what it keeps of past ones."""


class NotClean(Exception):
    """A page does not look the same even as a picture."""


@dataclass
class _Plan:
    """What is known of the original's pages, by place from 0."""

    sheets: list[Sheet] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    unseen: dict[int, list[DrawnLetter]] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)
    seen_text: list[str] = field(default_factory=list)


def scale_of(rect: pymupdf.Rect) -> float:
    """Pixels a point at which a page is looked at and drawn for the new file."""
    long_side = max(rect.width, rect.height)
    return float(min(max(READING_LONG_SIDE / long_side, DOTS_AN_INCH / 72), max(LONGEST_SIDE / long_side, 1e-3)))


def clean(document: pymupdf.Document, untrusted_input: memoryview, limits: Limits) -> tuple[CleanedHead, bytes]:
    """The cleaned file and what became of it. Raises NotClean, and what the parser raises."""
    plan, outlines = _Plan(removed=traces.found_in(document, untrusted_input, limits)), Outlines()
    for place in range(document.page_count):
        plan.sheets.append(_look(document, place, plan, outlines))
        if place % STORE_EVERY == STORE_EVERY - 1:
            pymupdf.TOOLS.store_shrink(50)
    title, entries = _title(document, plan), list(_contents(document, plan, limits))
    addresses = tuple(_set_links(document, plan, limits))
    data = sheets.written(plan.sheets, title, entries)
    if wrong := list(_wrong_pages(document, data, range(document.page_count))):
        for place in wrong:
            links = plan.sheets[place].links
            plan.sheets[place] = _as_picture(document.load_page(place))
            plan.sheets[place].links = links
        plan.pictures.update(wrong)
        data = sheets.written(plan.sheets, title, entries)
        if list(_wrong_pages(document, data, wrong)):
            raise NotClean
    numbers = tuple(sorted(place + 1 for place in plan.pictures))
    return CleanedHead(len(data), document.page_count, tuple(plan.removed), numbers, addresses), data


def _look(document: pymupdf.Document, place: int, plan: _Plan, outlines: Outlines) -> Sheet:
    page = document.load_page(place)
    rect = page.rect
    scale, shown = scale_of(rect), page.get_displaylist(annots=1)
    pixmap = _pixmap(shown, scale)
    drawn = drawing.view(pixmap)
    kept, unseen = lettering.parted(lettering.letters(shown, outlines), shown, rect, scale, drawn)
    if unseen or any(letter.claims_more for letter in kept):
        plan.removed.add("unseen")
    if unseen:
        plan.unseen[place] = unseen
    if inspection.is_marked(page):
        plan.removed.add("marks")
        plan.marked.add(place)
    else:
        plan.seen_text.append(_bare("".join(letter.text for letter in kept)))
    if place in plan.marked or (unseen and not kept and any(letter.is_drawn for letter in unseen)):
        plan.pictures.add(place)
    if place in plan.pictures:
        return _as_picture(page)
    box = (0, 0, pixmap.width, pixmap.height)
    cover = lettering.cover(kept, scale, box) if kept else np.zeros(drawn.shape[:2], np.uint8)
    behind = drawing.without_text(shown, scale, box, 3)
    # After the letters were looked at: they are compared with what the parser draws.
    ground, bare = (_with_hairlines(shown, scale, pixels) for pixels in (drawn, behind))
    picture = pictures.packed(pictures.beside(ground, bare, cover))
    return Sheet(rect.width, rect.height, scale, kept, picture, is_snapped=bool(unseen))


def _as_picture(page: pymupdf.Page) -> Sheet:
    """The page as it is drawn, and black where it is marked for blacking out."""
    rect = page.rect
    scale, shown = scale_of(rect), page.get_displaylist(annots=1)
    pixmap = _pixmap(shown, scale)
    pixels = _with_hairlines(shown, scale, drawing.view(pixmap))
    for place in inspection.marked_places(page):
        box = ((place & rect) * pymupdf.Matrix(scale, scale) + (-1, -1, 1, 1)).round() & pixmap.irect
        if not box.is_empty:
            pixels[box.y0 : box.y1, box.x0 : box.x1] = 0
    return Sheet(rect.width, rect.height, scale, picture=pictures.packed(pixels))


def _with_hairlines(shown: pymupdf.DisplayList, scale: float, drawn: Pixels) -> Pixels:
    """A copy of the drawn page (h, w, 3) whose thin lines are as dark as readers see them on the screen."""
    pixels = drawn.copy()
    drawing.sharpen_hairlines(shown, scale, pixels)
    return pixels


def _pixmap(shown: pymupdf.DisplayList, scale: float) -> pymupdf.Pixmap:
    pixmap: pymupdf.Pixmap = shown.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csRGB, alpha=0)
    return pixmap


def _wrong_pages(document: pymupdf.Document, made: bytes, places: range | list[int]) -> Iterator[int]:
    """The places of pages that have letters which are not seen, or that look otherwise than the original's."""
    new = pymupdf.open(stream=made, filetype="pdf")
    for place in places:
        page, former = new.load_page(place), document.load_page(place)
        is_marked = inspection.is_marked(former)  # it is black where it was not, as the service sees for itself
        if says_unseen(page) or not (is_marked or _look_alike(former, page)):
            yield place


def says_unseen(page: pymupdf.Page) -> bool:
    """Whether any letter of a page is not seen; judged as for the words of a page that is read."""
    shown = page.get_displaylist(annots=1)
    found = letters.found_on(shown)
    if not len(found):
        return False
    scale = scale_of(page.rect)
    pixmap = _pixmap(shown, scale)
    seen = ink.look(found, shown, page.rect, scale, drawing.view(pixmap)).seen
    return not bool((seen | found.is_space).all())


def _title(document: pymupdf.Document, plan: _Plan) -> str:
    title = clean_text(str((document.metadata or {}).get("title") or ""))
    return title if _is_read(title, plan) else ""


def _set_links(document: pymupdf.Document, plan: _Plan, limits: Limits) -> Iterator[KeptAddress]:
    """Give each sheet its links; yields those that lead out of the file."""
    left = limits.kept_addresses
    for place, sheet in enumerate(plan.sheets):
        for link in _links(document, place, plan, limits):
            if not link.address or left:
                sheet.links.append(link)
            if link.address and left:
                left -= 1
                yield KeptAddress(place + 1, link.address)


def _is_read(said: str, plan: _Plan) -> bool:
    """Whether all of it stands on one page that is not marked, as people read it there."""
    bare = _bare(said)
    return bool(bare) and any(bare in page for page in plan.seen_text)


def _bare(said: str) -> str:
    """Without case, width, spaces and punctuation, in which a page and a title may differ."""
    plain = unicodedata.normalize("NFKC", said).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "PZ" and unicodedata.category(c) != "Cc")


def _contents(document: pymupdf.Document, plan: _Plan, limits: Limits) -> Iterator[SheetEntry]:
    depth = -1
    for entry in inspection.outline(document, limits)[0]:
        if _is_read(entry.title, plan):
            depth = min(entry.depth, depth + 1)
            yield SheetEntry(clean_text(entry.title), depth, entry.page - 1)


def _links(document: pymupdf.Document, place: int, plan: _Plan, limits: Limits) -> Iterator[SheetLink]:
    if place in plan.marked:
        return
    page = document.load_page(place)
    hidden = [pymupdf.Rect(letter.printed().box) for letter in plan.unseen.get(place, ())]
    link, left = page.first_link, limits.links_per_page
    while link and left:
        left -= 1
        rect = pymupdf.Rect(link.rect)
        box = rect - (*page.rect.tl, *page.rect.tl)
        if any(rect.intersects(letter) for letter in hidden):
            pass  # it would tell what stands there
        elif link.uri and link.is_external and _is_kept(link.uri, plan, limits):
            yield SheetLink(tuple(box), address=link.uri)
        elif link.uri and not link.is_external:
            target, _, _ = document.resolve_link(link.uri)
            if 0 <= target < document.page_count:
                yield SheetLink(tuple(box), page=target)
        link = link.next


def _is_kept(address: str, plan: _Plan, limits: Limits) -> bool:
    """Whether an address is one of the kinds that stay, in the letters of addresses, and is read on a page."""
    kind = next((kind for kind in KEPT_LINKS if address.lower().startswith(kind)), None)
    is_plain = address.isascii() and address.isprintable() and len(address) <= limits.address_bytes
    return kind is not None and is_plain and _is_read(address[len(kind) :], plan)


def _look_alike(former: pymupdf.Page, new: pymupdf.Page) -> bool:
    scale = scale_of(former.rect)
    one, other = (_drawn(page, scale) for page in (former, new))
    return one.shape == other.shape and _outliers(one, other) <= OUTLIERS and _outliers(other, one) <= OUTLIERS


def _drawn(page: pymupdf.Page, scale: float) -> Pixels:
    shown = page.get_displaylist(annots=1)
    pixmap = _pixmap(shown, scale)  # held: the view is of its own memory
    return _with_hairlines(shown, scale, drawing.view(pixmap))


def _outliers(one: Pixels, other: Pixels) -> int:
    """How many pixels of one page are darker or lighter than all around their place on the other."""
    if np.count_nonzero(np.maximum(one, other) - np.minimum(one, other) > DIFFERENCE) <= OUTLIERS:
        return 0
    least, most = other, other
    for axis in (0, 1):
        least, most = _spread(least, np.minimum, axis), _spread(most, np.maximum, axis)
    level, margin = one.astype(np.int16), np.int16(DIFFERENCE)
    far = (level < least - margin) | (level > most + margin)
    return int(np.count_nonzero((far[..., 0] | far[..., 1] | far[..., 2])[EDGE:-EDGE, EDGE:-EDGE]))


def _spread(pixels: NDArray[np.uint8], pick: np.ufunc, axis: int) -> NDArray[np.uint8]:
    """Each pixel becomes the least or most of itself and its two neighbours along the axis."""
    result = pixels.copy()
    low, high = [slice(None)] * 3, [slice(None)] * 3
    low[axis], high[axis] = slice(None, -1), slice(1, None)
    for to, source in ((tuple(low), tuple(high)), (tuple(high), tuple(low))):
        result[to] = pick(result[to], pixels[source])
    return result
