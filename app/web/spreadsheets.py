"""Lists as CSV files of Excel, written and read.

In what is written every cell is text: nothing is computed as a formula. What is read becomes numbered lines of cells
below their headings; what the cells mean is the domain's to say.
"""

import base64
import binascii
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from app import clock
from app.web import answers
from app.web.forms.fields import file, lines, maybe, parsed
from app.web.forms.form import Form, Look
from app.web.forms.text import Fault

LIMIT_BYTES = 150 * 1024
LIMIT_LINES = 500
TITLE_LINES = 10
"""The number of first lines in which the headings are looked for."""

_SENT_BYTES = 256 * 1024
_SEPARATOR = re.compile(r"\ufeff?sep=.?\r?\n", re.IGNORECASE)

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


def _decoded_base64(typed: str) -> bytes:
    try:
        return base64.b64decode(typed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fault("ファイルを読めませんでした。もう一度選んでください。") from error


class SpreadsheetForm(Form):
    """A list to import: a file, a pasted text, or the bytes that the dry run has read (base64)."""

    file = maybe(file("CSV ファイル", most_bytes=_SENT_BYTES, blank="ファイルを選んでください。"))
    file_base64 = parsed("CSV ファイル", _decoded_base64, Look(control="hidden"))
    pasted = lines("または、CSV の内容を貼りつける", most=_SENT_BYTES, required=False)

    @property
    def untrusted(self) -> bytes:
        """The bytes of the one that was sent, b"" for none."""
        chosen = self.file.untrusted if self.file else b""
        return chosen or self.file_base64 or self.pasted.encode()

    def check(self) -> None:
        if self.has("file", "file_base64", "pasted") and not self.untrusted:
            self.blame("file", "ファイルを選ぶか、一覧を貼りつけてください。")


class UnreadableSpreadsheet(Exception):
    """The list cannot be read. `sentence`: why, and what to do. `line`: the line's number, 0 for the whole list."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line

    @property
    def told(self) -> str:
        """The sentence with the line's number before it."""
        return f"{self.line} 行目：{self.sentence}" if self.line else self.sentence


@dataclass(frozen=True)
class SpreadsheetLine:
    """A line that is not empty. `number`: as an editor counts it, from 1."""

    number: int
    cells: list[str]

    def cell(self, place: int) -> str:
        """The cell at an index, without blanks around it; "" when the line is shorter."""
        return self.cells[place].strip() if place < len(self.cells) else ""


@dataclass(frozen=True)
class Spreadsheet:
    """The line of headings (`top`), the same as `fold` made them, the lines below, and how the file was written."""

    top: SpreadsheetLine
    headings: list[str]
    lines: list[SpreadsheetLine]
    encoding: str


def folded_heading(cell: str) -> str:
    """A heading to be compared: half-width, in small letters, without blanks."""
    return unicodedata.normalize("NFKC", cell).replace(" ", "").casefold()


def read_spreadsheet(untrusted: bytes, needed: set[str], fold: Callable[[str], str] = folded_heading) -> Spreadsheet:
    """Read a CSV file in UTF-8 (with BOM or not) or CP932. Raises UnreadableSpreadsheet.

    `needed`: the folded headings by which their line is found; a title may stand above it. Without such a line the
    first one is taken, and the caller says which headings are missing.
    """
    if len(untrusted) > LIMIT_BYTES:
        raise UnreadableSpreadsheet(f"ファイルが大きすぎます。{LIMIT_BYTES // 1024} KB までにしてください。")
    text, encoding = _decoded(untrusted)
    found = _lines(text)
    if not found:
        raise UnreadableSpreadsheet("ファイルに何も書かれていません。1 行目に見出しを書いてください。")
    folded = [[fold(cell) for cell in line.cells] for line in found[:TITLE_LINES]]
    place = next((place for place, cells in enumerate(folded) if needed <= set(cells)), 0)
    top, below = found[place], found[place + 1 :]
    if len(top.cells) == 1 and ("\t" in top.cells[0] or ";" in top.cells[0]):
        raise UnreadableSpreadsheet(
            "コンマで区切られていません。「CSV UTF-8（コンマ区切り）」で保存し直してください。", top.number
        )
    if not below and needed <= set(folded[place]):
        raise UnreadableSpreadsheet("見出しのほかに行がありません。")
    if len(below) > LIMIT_LINES:
        raise UnreadableSpreadsheet(f"一度に取り込めるのは {LIMIT_LINES} 行までです。ファイルを分けてください。")
    return Spreadsheet(top, folded[place], below, encoding)


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableSpreadsheet(
            "「Unicode テキスト」で保存されたファイルです。「CSV UTF-8（コンマ区切り）」で保存し直してください。"
        )
    line = 0
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    for encoding, words in (("utf-8", "UTF-8"), ("cp932", "シフト JIS（CP932）")):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = max(line, raw[: error.start].count(b"\n") + 1)
        else:
            if "\x00" in text:
                break
            return text, words
    raise UnreadableSpreadsheet(
        "文字の種類が分かりません。表計算ソフトで「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。",
        line if "\x00" not in raw.decode("latin-1") else 0,
    )


def _lines(text: str) -> list[SpreadsheetLine]:
    """The numbered lines that are not empty. Excel also writes lines of commas, and a first line with the separator."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[SpreadsheetLine] = []
    line = 1
    if _SEPARATOR.match(text):
        next(reader)
        line = 2
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(SpreadsheetLine(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSpreadsheet(
            '引用符（"）の対応が合っていません。この行の引用符を直してください。', line
        ) from error
    return found
