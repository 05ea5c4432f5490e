"""Lists as files for a spreadsheet (Excel): written so that it opens them as text and computes nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from app import clock
from app.web import answers


def safe_cell(text: str) -> str:
    """A cell that stays text (OWASP, CSV injection): an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else text


def write_list(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with BOM, CRLF, every cell quoted, none that a spreadsheet would compute."""
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
