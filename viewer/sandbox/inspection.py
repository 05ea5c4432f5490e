"""What a document holds besides pages: active content, and its table of contents. Looks, never follows.

Runs only in a locked child.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import re
import time

import pymupdf
from pymupdf import mupdf

from viewer.limits import Limits
from viewer.wire import OutlineEntry

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
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.)*\)")


def warnings(document: pymupdf.Document, limits: Limits) -> set[str]:
    """Codes of everything found in the objects themselves, wherever it hangs. Bounded in objects and time."""
    found: set[str] = set()
    if (document.metadata or {}).get("encryption"):
        found.add("encrypted")
    last = min(document.xref_length(), limits.inspected_objects)
    if last < document.xref_length():
        found.add("inspection")
    until = time.monotonic() + limits.inspection_seconds
    for xref in range(1, last):
        if time.monotonic() > until:
            found.add("inspection")
            break
        try:
            text = document.xref_object(xref, compressed=True).encode("utf-8", "replace")
            if _ANY.search(text):
                # Words in a title or a text string are not actions.
                text = _LITERAL.sub(b"()", text)
                found.update(match.lastgroup for match in _ANY.finditer(text) if match.lastgroup)
            if _EXTERNAL.search(text) and document.xref_is_stream(xref):
                found.add("external")
        except PARSER_ERRORS:
            continue  # a broken object is the renderer's concern
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
