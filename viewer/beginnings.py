"""Recognises the beginning of a PDF: the only such code, for received files and for both sides of the sandbox."""

PDF_START = b"%PDF-"
LOOKED_AT_BYTES = 1024
"""Readers look so far for the beginning (the PDF Reference 1.7 of Adobe, appendix H, note 13)."""
_MARK = b"\xef\xbb\xbf"  # what some programs put before a text in UTF-8
_SPACES = b"\0\t\n\f\r "


def before_pdf(untrusted_start: bytes) -> int | None:
    """How many bytes stand before the PDF: spaces, line ends and one byte order mark at most. None when it is no PDF.

    `untrusted_start`: the first `LOOKED_AT_BYTES` of the file, or all of a shorter one.
    """
    start = untrusted_start[:LOOKED_AT_BYTES]
    rest = without_spaces(start)
    return len(start) - len(rest) if rest.startswith(PDF_START) else None


def without_spaces(untrusted_start: bytes) -> bytes:
    """The bytes after spaces and byte order mark; empty while the start is too short to tell where a mark ends."""
    rest = untrusted_start.lstrip(_SPACES)
    return b"" if _MARK.startswith(rest) else rest.removeprefix(_MARK).lstrip(_SPACES)
