"""Lists as CSV files for Excel, in which every cell is text: nothing in them is computed as a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from app import clock
from app.web import answers

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that count as letters or signs in Unicode but are drawn as nothing."""


def safe_cell(text: str) -> str:
    """The text for a cell, with an apostrophe before it where it would begin a formula (OWASP, CSV injection).

    Characters that a program may skip before the sign of a formula (spaces of any width, marks, invisible characters)
    are skipped here too; full-width signs count like half-width ones.
    """
    first = next((character for character in text if not _is_unseen(character)), "")
    is_formula = first != "" and unicodedata.normalize("NFKC", first)[0] in "=+-@\u2212"
    return f"'{text}" if is_formula or text.startswith(("\t", "\r", "\n")) else text


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character)[0] in "CMZ" or character in _FILLERS


def write_list(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The list as CSV: UTF-8 with BOM (else Excel takes it for Shift_JIS), CRLF, every cell quoted and `safe_cell`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def answer(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The list as a download named after its title and today."""
    name = f"{title}_{clock.jst(clock.now()):%Y%m%d}.csv"
    headers = {"Content-Disposition": answers.attachment(name)}
    return Response(write_list(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
