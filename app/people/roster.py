"""A list of people as a CSV file of Excel: bytes become rows with their line numbers, or a plain sentence."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

COLUMNS = ("ID", "氏名", "ふりがな", "肩書", "議席番号", "役割", "会派・委員会", "任期開始", "任期終了")
_SEPARATOR = re.compile(r"\ufeff?sep=.?\r?\n", re.IGNORECASE)
LIMIT_BYTES = 150 * 1024
LIMIT_ROWS = 500
TITLE_LINES = 10
"""The number of first lines in which the headings are looked for."""


class UnreadableRoster(Exception):
    """The file cannot be read. `sentence`: why, and what to do. `line`: the line's number, 0 for the whole file."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


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
    """Rows of a CSV file in UTF-8 (with BOM or not) or CP932. Raises UnreadableRoster."""
    if len(untrusted_bytes) > LIMIT_BYTES:
        raise UnreadableRoster(f"ファイルが大きすぎます。{LIMIT_BYTES // 1024} KB までにしてください。")
    text, encoding = _decoded(untrusted_bytes)
    lines = _lines(text)
    if not lines:
        raise UnreadableRoster("ファイルに何も書かれていません。1 行目に見出しを書いてください。")
    top = _heading_place(lines)
    places, unused = _header(*lines[top])
    rows = [_row(line, cells, places, len(lines[top][1])) for line, cells in lines[top + 1 :]]
    if not rows:
        raise UnreadableRoster("見出しのほかに行がありません。")
    if len(rows) > LIMIT_ROWS:
        raise UnreadableRoster(f"一度に取り込めるのは {LIMIT_ROWS} 人までです。ファイルを分けてください。")
    return Roster(rows, encoding, unused)


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableRoster(
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
    raise UnreadableRoster(
        "文字の種類が分かりません。表計算ソフトで「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。",
        line if "\x00" not in raw.decode("latin-1") else 0,
    )


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The numbered lines that are not empty. Excel also writes lines of commas, and a first line with the separator."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    if _SEPARATOR.match(text):
        next(reader)
        line = 2
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableRoster('引用符（"）の対応が合っていません。この行の引用符を直してください。', line) from error
    return found


def _heading_place(lines: list[tuple[int, list[str]]]) -> int:
    """The index of the line of headings, which has those of ID and name; a title (議員名簿) may come before it."""
    for place, (_, cells) in enumerate(lines[:TITLE_LINES]):
        if {"id", "氏名"} <= {_heading(cell) for cell in cells}:
            return place
    return 0


def _header(line: int, cells: list[str]) -> tuple[dict[str, int], list[str]]:
    names = [_heading(cell) for cell in cells]
    wanted = {_heading(column): column for column in COLUMNS}
    if len(names) == 1 and ("\t" in cells[0] or ";" in cells[0]):
        raise UnreadableRoster(
            "コンマで区切られていません。「CSV UTF-8（コンマ区切り）」で保存し直してください。", line
        )
    if missing := [column for name, column in wanted.items() if name not in names]:
        raise UnreadableRoster(
            f"見出しに「{'」「'.join(missing)}」の列がありません。1 行目の見出しを直してください。", line
        )
    if double := [column for name, column in wanted.items() if names.count(name) > 1]:
        raise UnreadableRoster(f"見出しに「{double[0]}」の列が 2 つあります。片方を消してください。", line)
    unused = [cell.strip()[:20] for cell, name in zip(cells, names, strict=True) if name and name not in wanted]
    return {column: names.index(name) for name, column in wanted.items()}, unused


def _heading(cell: str) -> str:
    folded = unicodedata.normalize("NFKC", cell).replace(" ", "").replace("･", "・").casefold()
    return {"id": "id", "フリガナ": "ふりがな", "ふり仮名": "ふりがな", "名前": "氏名"}.get(folded, folded)


def _row(line: int, cells: list[str], places: dict[str, int], width: int) -> RosterRow:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        raise UnreadableRoster("見出しより列が多い行です。氏名などの中のコンマは、引用符で囲んでください。", line)
    found = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
    return RosterRow(line, found)
