"""What a document holds besides its pages, as codes of `cleaned_wire.REMOVED`. Runs only in a locked child."""

# The parser ships no types.
# mypy: allow-untyped-calls

import re

import pymupdf

from viewer.limits import Limits
from viewer.sandbox import inspection
from viewer.sandbox.inspection import PARSER_ERRORS

_BY_WARNING = {
    "javascript": "javascript",
    "launch": "actions",
    "remote": "actions",
    "submit": "actions",
    "attachments": "attachments",
    "xfa": "forms",
    "form": "forms",
    "media": "media",
    "layers": "layers",
    "external": "external",
    "encrypted": "protection",
}
_KEYS = {
    "actions": rb"/AA<<|/AA \d|/S/(?:SetOCGState|Trans|Hide|GoTo3DView)\b",
    "metadata": rb"/Type/Metadata\b|/Metadata \d|/(?:Author|Producer|Creator|Keywords|Subject|CreationDate|ModDate)\b",
    "private": rb"/(?:PieceInfo|Thumb|StructTreeRoot|MarkInfo|ActualText|LastModified|SpiderInfo|AF)\b",
    "layers": rb"/Type/OCG\b|/OC \d",
    "comments": rb"/Type/Annot\b",
}
_COMPILED = {code: re.compile(sign) for code, sign in _KEYS.items()}
_COMMENT = re.compile(rb"/Subtype/(?!Link\b|Widget\b)")
_END_OF_SAVE = re.compile(rb"startxref\s+\d+\s+%%EOF")


def found_in(document: pymupdf.Document, untrusted_input: memoryview, limits: Limits) -> set[str]:
    """Codes of everything found in any object. All codes, when there are more objects than are looked through."""
    warnings = inspection.inspect(document, limits).warnings
    found = {_BY_WARNING[code] for code in warnings if code in _BY_WARNING}
    for xref in range(1, min(document.xref_length(), limits.inspected_objects)):
        try:
            text = document.xref_object(xref, compressed=True).encode("utf-8", "replace")
        except PARSER_ERRORS:
            continue  # a broken object is the renderer's concern
        found.update(code for code, sign in _COMPILED.items() if sign.search(text) and _counts(code, text))
    if "inspection" in warnings:
        found |= set(_BY_WARNING.values()) | set(_KEYS)
    # A file prepared for the web ends twice after a single save.
    saves = 2 if b"/Linearized" in bytes(untrusted_input[:1024]) else 1
    if len(_END_OF_SAVE.findall(untrusted_input)) > saves:
        found.add("revisions")
    return found


def _counts(code: str, text: bytes) -> bool:
    """Whether the finding counts: not when it is an annotation that is no comment, such as a link."""
    return code != "comments" or bool(_COMMENT.search(text))
