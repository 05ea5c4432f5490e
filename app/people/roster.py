"""A list of people as a CSV file of Excel: bytes become rows with their line numbers, or a plain sentence."""

from dataclasses import dataclass

from app.web.spreadsheets import (
    Spreadsheet,
    SpreadsheetLine,
    UnreadableSpreadsheet,
    folded_heading,
    read_spreadsheet,
)

COLUMNS = ("ID", "氏名", "ふりがな", "肩書", "議席番号", "役割", "会派・委員会", "任期開始", "任期終了")


@dataclass(frozen=True)
class RosterRow:
    """One person's line. `line` as an editor counts it; `cells` by the names of COLUMNS."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Roster:
    """The rows, how the file was written, and columns that are not used."""

    rows: list[RosterRow]
    encoding: str
    unused: list[str]


def read_roster(untrusted_bytes: bytes) -> Roster:
    """Rows of a CSV file, whose headings may stand in any order. Raises UnreadableSpreadsheet."""
    sheet = read_spreadsheet(untrusted_bytes, {"id", "氏名"}, _heading)
    places, unused = _header(sheet)
    return Roster([_row(line, places, len(sheet.headings)) for line in sheet.lines], sheet.encoding, unused)


def _header(sheet: Spreadsheet) -> tuple[dict[str, int], list[str]]:
    """The index of each of COLUMNS, and the columns that are not used."""
    names, line = sheet.headings, sheet.top.number
    wanted = {_heading(column): column for column in COLUMNS}
    if missing := [column for name, column in wanted.items() if name not in names]:
        raise UnreadableSpreadsheet(
            f"見出しに「{'」「'.join(missing)}」の列がありません。1 行目の見出しを直してください。", line
        )
    if double := [column for name, column in wanted.items() if names.count(name) > 1]:
        raise UnreadableSpreadsheet(f"見出しに「{double[0]}」の列が 2 つあります。片方を消してください。", line)
    pairs = zip(sheet.top.cells, names, strict=True)
    unused = [cell.strip()[:20] for cell, name in pairs if name and name not in wanted]
    return {column: names.index(name) for name, column in wanted.items()}, unused


def _heading(cell: str) -> str:
    folded = folded_heading(cell).replace("･", "・")
    return {"フリガナ": "ふりがな", "ふり仮名": "ふりがな", "名前": "氏名"}.get(folded, folded)


def _row(line: SpreadsheetLine, places: dict[str, int], width: int) -> RosterRow:
    if any(cell.strip() for cell in line.cells[width:]):
        raise UnreadableSpreadsheet(
            "見出しより列が多い行です。氏名などの中のコンマは、引用符で囲んでください。", line.number
        )
    return RosterRow(line.number, {column: line.cell(place) for column, place in places.items()})
