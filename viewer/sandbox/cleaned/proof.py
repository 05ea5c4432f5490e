"""Reads a cleaned file as a stranger would, and finds whether it holds anything that is not allowed there.

Runs only in a locked child, another than the one that wrote the file. Nothing is looked for by name: what is not on
these lists is too much, wherever it hangs.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import re
from collections.abc import Iterator

import pymupdf

KINDS: dict[str, frozenset[str]] = {
    "/Catalog": frozenset({"Type", "Pages", "Outlines"}),
    "/Pages": frozenset({"Type", "Count", "Kids"}),
    "/Page": frozenset({"Type", "Parent", "MediaBox", "Resources", "Contents", "Annots"}),
    "/Outlines": frozenset({"Type", "First", "Last", "Count"}),
    "/Font/Type0": frozenset({"Type", "Subtype", "BaseFont", "Encoding", "DescendantFonts", "ToUnicode"}),
    "/Font/CIDFontType0": frozenset(
        {"Type", "Subtype", "BaseFont", "CIDSystemInfo", "FontDescriptor", "DW", "W", "DW2", "W2"}
    ),
    "/FontDescriptor": frozenset(
        {
            "Type",
            "FontName",
            "Flags",
            "FontBBox",
            "ItalicAngle",
            "Ascent",
            "Descent",
            "CapHeight",
            "StemV",
            "FontFile3",
        }
    ),
    "/XObject/Image": frozenset(
        {"Type", "Subtype", "Width", "Height", "BitsPerComponent", "ColorSpace", "Filter", "Length"}
    ),
    # Without a type: an entry of the contents list; what is written, or what its codes mean; a font's program.
    "entry": frozenset({"Title", "Parent", "Dest", "Prev", "Next", "First", "Last", "Count"}),
    "data": frozenset({"Filter", "Length", "Subtype"}),
    "title": frozenset({"Title"}),
}
"""The keys that an object may have, by its type and subtype."""
RESOURCES = frozenset({"Font", "XObject"})
_LINK = re.compile(
    rb"<</Type/Annot/Subtype/Link/Rect\[[-0-9. ]+\]/Border\[0 0 0\]"
    rb"(?:/A<</S/URI/URI(?:\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)>>|/Dest\[\d+ 0 R/Fit\])>>"
)
_ANNOTATIONS = re.compile(rb"\[(?:%s ?)+\]" % _LINK.pattern)
_NUMBER = rb"-?\d+(?:\.\d+)?"
_DRAWING = re.compile(
    rb"(?:q (?:N ){6}cm /P Do Q\n)?"
    rb"(?:BT\n(?:(?:(?:N ){3}rg )?(?:(?:N ){3}RG N w )?(?:[012] Tr )?/F\d+ N Tf (?:N ){6}Tm"
    rb" \[(?:<[0-9A-F]+>|-?\d+)+\]TJ\n)+ET\n)?".replace(b"N", _NUMBER)
)
"""What a page may draw: one picture, and lines of letters over it."""
_COLOURS = re.compile(r"/Device(?:Gray|RGB)|\[/Indexed/DeviceRGB \d+(?:\(.*\)|<[0-9A-Fa-f]*>)\]", re.DOTALL)


def strange(document: pymupdf.Document) -> str:
    """What was found first that is not allowed, in plain words without any of the file's own; empty when nothing is."""
    for xref in range(1, document.xref_length()):
        for wrong in _wrong(document, xref):
            return wrong
    return ""


def _wrong(document: pymupdf.Document, xref: int) -> Iterator[str]:
    keys = set(document.xref_get_keys(xref))
    if not keys:
        if document.xref_object(xref, compressed=True).strip() != "null":
            yield "an object that is no dictionary"
        return
    kind = _kind(document, xref, keys)
    allowed = KINDS.get(kind)
    if allowed is None or not keys <= allowed:
        yield f"a key that is not allowed in {kind if allowed else 'an unknown object'}"
    if kind == "/Page":
        yield from _wrong_of_page(document, xref)
    if kind == "/XObject/Image" and not _COLOURS.fullmatch(document.xref_get_key(xref, "ColorSpace")[1]):
        yield "a picture with colours of its own"


def _kind(document: pymupdf.Document, xref: int, keys: set[str]) -> str:
    names = [document.xref_get_key(xref, key)[1] for key in ("Type", "Subtype") if key in keys]
    if "Type" in keys:
        return "".join(names)
    if document.xref_is_stream(xref):
        return "data"
    return "title" if keys == {"Title"} else "entry"


def _wrong_of_page(document: pymupdf.Document, xref: int) -> Iterator[str]:
    resources = document.xref_get_key(xref, "Resources")[1].encode()
    if not set(re.findall(rb"/([A-Z][A-Za-z]+)<<", resources)) <= {name.encode() for name in RESOURCES}:
        yield "a resource that is not allowed"
    kind, links = document.xref_get_key(xref, "Annots")
    if kind != "null" and not _ANNOTATIONS.fullmatch(links.encode()):
        yield "an annotation that is no plain link"
    content = document.xref_get_key(xref, "Contents")
    drawn = document.xref_stream(int(content[1].split()[0])) if content[0] == "xref" else None
    if drawn is None or not _DRAWING.fullmatch(drawn):
        yield "a drawing that is not allowed"
