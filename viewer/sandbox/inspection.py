"""Finds what a document holds besides pages: active content, its table of contents, and how its pages are numbered.

Executes and opens nothing.

Runs only in a locked child.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import math
import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pymupdf
from pymupdf import mupdf

from viewer.limits import Limits
from viewer.wire import NUMBER_STYLES, OutlineEntry, PageNumbering

# What the parser raises when a document makes no sense to it (its own errors are not RuntimeErrors).
PARSER_ERRORS = (mupdf.FzErrorBase, RuntimeError, ValueError, TypeError, IndexError, AttributeError)

# Names as the parser prints them after reading, so an escaped /J#61vaScript is caught too.
_SIGNS = {
    "javascript": rb"/JavaScript\b|/JS[ (\[<\d]",
    "launch": rb"/S/Launch\b",
    "attachments": rb"/EmbeddedFiles?\b|/FileAttachment\b|/EF<<",
    "xfa": rb"/XFA\b",
    "form": rb"/FT/(?:Tx|Btn|Ch|Sig)\b",
    "uri": rb"/S/URI\b",
    "remote": rb"/S/GoTo[RE]\b",
    "submit": rb"/S/(?:SubmitForm|ImportData)\b",
    "media": rb"/S/(?:Movie|Sound|Rendition|RichMediaExecute)\b|/Subtype/(?:RichMedia|Movie|Screen|Sound|3D)\b",
    "layers": rb"/OCProperties\b",
}
_ANY = re.compile(b"|".join(b"(?P<%s>%s)" % (code.encode(), sign) for code, sign in _SIGNS.items()))
# A stream dictionary whose content is elsewhere: /F is a file there, and the parser does not fetch it.
_EXTERNAL = re.compile(rb"/F(?:<<|\()")
_REFERENCE = re.compile(r"(\d+) \d+ R\b")
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.)*\)")


class Inspection(NamedTuple):
    """Codes of everything found in the objects themselves, wherever it hangs; and which objects are composite fonts."""

    warnings: set[str]
    composites: list[int]


def inspect(document: pymupdf.Document, limits: Limits) -> Inspection:
    """Look through all objects. Bounded in objects and time."""
    found: set[str] = set()
    composites: list[int] = []
    if (document.metadata or {}).get("encryption"):
        found.add("encrypted")
    last = min(document.xref_length(), limits.inspected_objects)
    if last < document.xref_length():
        found.add("inspection")
    until = time.process_time() + limits.inspection_seconds
    for xref in range(1, last):
        if time.process_time() > until:
            found.add("inspection")
            break
        try:
            text = document.xref_object(xref, compressed=True).encode("utf-8", "replace")
            if _ANY.search(text):
                # Words in a title or a text string are not actions.
                text = _LITERAL.sub(b"()", text)
                found.update(match.lastgroup for match in _ANY.finditer(text) if match.lastgroup)
            if b"/DescendantFonts" in text:
                composites.append(xref)
            if _EXTERNAL.search(text) and document.xref_is_stream(xref):
                found.add("external")
        except PARSER_ERRORS:
            continue  # a broken object is the renderer's concern
    return Inspection(found, composites)


def counted_pages(document: pymupdf.Document, limits: Limits) -> int:
    """How many pages the page tree holds, whatever number it claims. What is named twice counts twice."""
    known: dict[int, int] = {}

    def count(xref: int, depth: int) -> int:
        if xref not in known and depth <= limits.outline_depth and len(known) < limits.inspected_objects:
            known[xref] = 0  # until it is known; a node that contains itself holds none
            kind, kids = document.xref_get_key(xref, "Kids")
            named = document.xref_object(int(kids.split()[0])) if kind == "xref" else kids
            places = [int(place) for place in _REFERENCE.findall(named)]
            known[xref] = 1 if kind == "null" else sum(count(place, depth + 1) for place in places)
        return known.get(xref, 0)

    kind, root = document.xref_get_key(document.pdf_catalog(), "Pages")
    return count(int(root.split()[0]), 0) if kind == "xref" else 0


def is_marked(page: pymupdf.Page) -> bool:
    """Whether parts of the page are marked to be blacked out, and still stand there."""
    return next(iter(page.annots(types=[mupdf.PDF_ANNOT_REDACT])), None) is not None


def marked_places(page: pymupdf.Page) -> list[pymupdf.Rect]:
    """Where the page is marked to be blacked out, in points of the page as it is drawn: turned, cut and enlarged.

    Of each mark its box and the boxes of its quadrilaterals. (The parser's own `rect` of an annotation is that of the
    page before it is turned.) Raises ValueError for a mark at no place.
    """
    found: list[pymupdf.Rect] = []
    for mark in page.annots(types=[mupdf.PDF_ANNOT_REDACT]):
        boxes = [mupdf.pdf_bound_annot(mark.this)]
        corners = range(mupdf.pdf_annot_quad_point_count(mark.this))
        boxes += [mupdf.fz_rect_from_quad(mupdf.pdf_annot_quad_point(mark.this, place)) for place in corners]
        found += [pymupdf.Rect(box.x0, box.y0, box.x1, box.y1) for box in boxes]
    if not all(math.isfinite(number) for box in found for number in (box.x0, box.y0, box.x1, box.y1)):
        raise ValueError("a mark at no place")
    return found


def outline(document: pymupdf.Document, limits: Limits) -> tuple[list[OutlineEntry], bool]:
    """The table of contents in reading order, and whether all of it could be read."""
    entries: list[OutlineEntry] = []
    waiting: list[tuple[pymupdf.Outline, int]] = []
    try:
        node, depth = document.outline, 0
        if node is None:
            return entries, False
        if not node.this.m_internal:
            return entries, True
        seen = 0
        while node or waiting:
            if not node:
                node, depth = waiting.pop()
                continue
            seen += 1
            if seen > limits.outline_entries:
                return entries, False
            _add(entries, node, depth, document.page_count, limits)
            if node.next:
                waiting.append((node.next, depth))
            node, depth = node.down, depth + 1
    except PARSER_ERRORS:
        return entries, False
    return entries, True


def _add(entries: list[OutlineEntry], node: pymupdf.Outline, depth: int, pages: int, limits: Limits) -> None:
    page = node.page + 1
    if not 1 <= page <= pages:
        return  # leads out of the document or nowhere
    title = (node.title or "").encode("utf-8", "replace")[: limits.title_bytes].decode("utf-8", "ignore")
    entries.append(OutlineEntry(title, page, min(depth, limits.outline_depth)))


def numberings(document: pymupdf.Document, limits: Limits) -> list[PageNumbering]:
    """How the document numbers its pages (ISO 32000-2, 12.4.2), in the order of pages; empty where it cannot be read.

    Styles and first numbers alone: a prefix is text of the file that perhaps no page shows.
    """
    found: dict[int, PageNumbering] = {}
    try:
        opened = pymupdf._as_pdf_document(document)  # noqa: SLF001 - between its two levels
        root = mupdf.pdf_dict_gets(mupdf.pdf_trailer(opened), "Root")
        waiting = [(mupdf.pdf_dict_gets(root, "PageLabels"), 0)]
        looked_at = 0
        while waiting and looked_at <= limits.numberings:
            node, depth = waiting.pop()
            looked_at += 1
            for page, label in _labels(mupdf.pdf_dict_gets(node, "Nums"), document.page_count):
                found.setdefault(page, _numbering(page, label, limits))
            kids = mupdf.pdf_dict_gets(node, "Kids")
            if depth < limits.outline_depth:
                count = min(mupdf.pdf_array_len(kids), limits.numberings)
                waiting += [(mupdf.pdf_array_get(kids, place), depth + 1) for place in range(count)]
    except PARSER_ERRORS:
        return []
    return [found[page] for page in sorted(found)][: limits.numberings]


def _labels(pairs: mupdf.PdfObj, pages: int) -> Iterator[tuple[int, mupdf.PdfObj]]:
    """Pages, from 1, each with the dictionary that tells how they are numbered from there on."""
    for place in range(0, min(mupdf.pdf_array_len(pairs), 2 * pages), 2):
        page = mupdf.pdf_to_int(mupdf.pdf_array_get(pairs, place)) + 1
        if 1 <= page <= pages:
            yield page, mupdf.pdf_array_get(pairs, place + 1)


def _numbering(page: int, label: mupdf.PdfObj, limits: Limits) -> PageNumbering:
    style = mupdf.pdf_to_name(mupdf.pdf_dict_gets(label, "S"))
    first = mupdf.pdf_dict_gets(label, "St")
    number = mupdf.pdf_to_int(first) if mupdf.pdf_is_int(first) else 1
    is_known = style in NUMBER_STYLES and 1 <= number <= limits.first_number
    return PageNumbering(page, style if is_known else "", number if is_known else 1)
