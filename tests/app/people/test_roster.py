"""Lists of people as Excel writes them: every usual fault, told with its line."""

import pytest

from app.people.roster import COLUMNS, read_roster
from app.web.spreadsheets import LIMIT_BYTES, LIMIT_LINES, UnreadableSpreadsheet, safe_cell, write_list

HEADER = "ID,氏名,ふりがな,肩書,議席番号,役割,会派・委員会,任期開始,任期終了"
LINE = "sato07,佐藤 花子,さとう はなこ,議員,7,議員,,令和5年5月1日,令和9年4月30日"


def sheet(*lines: str, header: str = HEADER, encoding: str = "utf-8-sig", end: str = "\r\n") -> bytes:
    return (end.join([header, *lines]) + end).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_list_is_read_in_every_character_set_and_line_end_of_excel(encoding: str, end: str) -> None:
    found = read_roster(sheet(LINE, encoding=encoding, end=end))

    assert [(row.line, row["ID"], row["氏名"]) for row in found.rows] == [(2, "sato07", "佐藤 花子")]


def test_rows_of_commas_that_excel_leaves_behind_are_no_people() -> None:
    found = read_roster(sheet(LINE, ",,,,,,,,", "", " , ,,,,,,, ", LINE.replace("sato07", "sato08")))

    assert [(row.line, row["ID"]) for row in found.rows] == [(2, "sato07"), (6, "sato08")]


def test_columns_may_stand_in_another_order_with_others_between() -> None:
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True))
    names = ["備考", *reversed(HEADER.split(","))]

    found = read_roster(sheet(",".join(cells.get(name, "x") for name in names), header=",".join(names)))

    assert found.rows[0].cells == cells
    assert found.unused == ["備考"]


def test_headings_in_full_width_and_with_blanks_are_understood() -> None:
    header = HEADER.replace("ID", "ＩＤ").replace("氏名", "氏　名").replace("ふりがな", "フリガナ").replace("・", "･")

    assert read_roster(sheet(LINE, header=header)).rows[0]["ふりがな"] == "さとう はなこ"


def test_title_above_the_headings_and_a_line_that_names_the_separator_are_no_people() -> None:
    raw = sheet("", HEADER, LINE, header="sep=,\r\n○○町議会 議員名簿,,,,,,,,")

    found = read_roster(raw)

    assert [(row.line, row["ID"]) for row in found.rows] == [(5, "sato07")]


def test_quoted_cells_may_hold_commas_quotes_and_line_breaks() -> None:
    line = LINE.replace("議員,7", '"議員, ""副議長""\n",7')

    found = read_roster(sheet(line, LINE))

    assert found.rows[0]["肩書"] == '議員, "副議長"'
    assert found.rows[1].line == 4


@pytest.mark.parametrize(
    ("raw", "sentence", "line"),
    [
        (sheet(LINE, header=HEADER.replace(",役割", "")), "「役割」の列がありません", 1),
        (sheet(LINE, header=HEADER + ",氏名"), "「氏名」の列が 2 つあります", 1),
        (sheet(LINE.replace("佐藤 花子", '"佐藤')), "引用符", 2),
        (sheet(LINE + ",あふれた"), "見出しより列が多い", 2),
        (sheet(LINE.replace(",", "\t"), header=HEADER.replace(",", "\t")), "コンマで区切られていません", 1),
        (sheet(LINE).decode("utf-8-sig").encode("utf-16"), "CSV UTF-8", 0),
        (sheet(LINE) + b"\xff\xfe\xfd", "文字の種類が分かりません", 3),
        (b"\x00\x01\x02PK", "文字の種類が分かりません", 0),
        (b"", "何も書かれていません", 0),
        (b"\xef\xbb\xbf\r\n,,,\r\n", "何も書かれていません", 0),
        (sheet(), "見出しのほかに行がありません", 0),
        (sheet(header=LINE), "「ID」", 1),
        (sheet(*[LINE] * (LIMIT_LINES + 1)), "500 行まで", 0),
        (b"a" * (LIMIT_BYTES + 1), "大きすぎます", 0),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_reason_and_line(raw: bytes, sentence: str, line: int) -> None:
    with pytest.raises(UnreadableSpreadsheet) as refused:
        read_roster(raw)

    assert sentence in refused.value.sentence
    assert refused.value.line == line


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＠x", "\u22121", "﹦1", "﹢1"])
def test_exported_cell_never_begins_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\ufeff", "\u3000", " ", "\u00a0", "\u2060", "\u00ad", "\u202e", "\ufe0f", "\u3164", "\u2800"]
)
@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@A", "＝1"])
def test_nothing_that_is_unseen_hides_the_sign_of_a_formula(unseen: str, sign: str) -> None:
    assert safe_cell(f"{unseen}{sign}") == f"'{unseen}{sign}"
    assert safe_cell(f"{unseen}{unseen}{sign}").startswith("'")


@pytest.mark.parametrize("text", ["", "佐藤 花子", "\u3000", "1=1", "a@b.example.jp", "𠮷田"])
def test_other_cells_are_left_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_exported_list_is_what_the_import_reads() -> None:
    raw = write_list(COLUMNS, [LINE.split(",")])

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert list(read_roster(raw).rows[0].cells.values()) == LINE.split(",")
