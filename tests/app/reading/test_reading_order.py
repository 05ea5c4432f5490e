"""The words of a page as text: tables by rows, columns one after the other, vertical text from the right."""

from collections.abc import Sequence

from app.materials.pages.contents import WrittenWord
from app.reading.reading_order import paragraphs

A4 = 1.414
LETTER = 0.02


def line(text: str, x: float, y: float, block: int, number: int = 0) -> WrittenWord:
    """A horizontal line; lengths in page widths."""
    y0, y1 = y / A4, (y + LETTER) / A4
    return {"text": text, "x0": x, "y0": y0, "x1": x + LETTER * len(text), "y1": y1, "block": block, "line": number}


def column(text: str, x: float, y: float, block: int, number: int = 0) -> WrittenWord:
    """A vertical line."""
    y1 = (y + LETTER * len(text)) / A4
    return {"text": text, "x0": x, "y0": y / A4, "x1": x + LETTER, "y1": y1, "block": block, "line": number}


def read(*words: WrittenWord) -> Sequence[str]:
    return paragraphs(words, A4)


def test_cells_of_a_table_are_read_by_rows_and_parted() -> None:
    """The file has the table by columns, and the page's number first."""
    said = read(
        line("- 12 -", 0.45, 1.36, 0),
        line("給与費明細書", 0.1, 0.1, 1),
        line("通勤手当", 0.1, 0.2, 2),
        line("住居手当", 0.1, 0.25, 2, 1),
        line("△1", 0.5, 0.201, 3),
        line("1,240", 0.5, 0.249, 3, 1),
        line("人事院勧告による", 0.6, 0.2, 4),
    )

    assert said == ["給与費明細書", "通勤手当\t△1\t人事院勧告による", "住居手当\t1,240", "- 12 -"]


def test_gap_of_a_cell_in_one_line_of_the_file_parts_and_a_words_gap_does_not() -> None:
    said = read(
        line("通勤手当", 0.1, 0.2, 0), line("△1", 0.5, 0.2, 0), line("Gijo", 0.1, 0.3, 1), line("page", 0.19, 0.3, 1)
    )

    assert said == ["通勤手当\t△1", "Gijo page"]


def test_lines_of_a_paragraph_are_one_and_those_that_end_early_are_not() -> None:
    said = read(
        line("この条例は、公布の日から", 0.1, 0.2, 0),
        line("施行する。", 0.1, 0.23, 0, 1),
        line("附則", 0.1, 0.26, 0, 2),
    )

    assert said == ["この条例は、公布の日から施行する。", "附則"]


def test_columns_of_running_text_are_read_one_after_the_other() -> None:
    left, right = "左の段の文章がつづきます", "右の段の文章がつづきます"
    lines = [
        line(f"{text}{place}", x, 0.3 + place * 0.04, block, place)
        for place in range(4)
        for block, (text, x) in enumerate([(left, 0.1), (right, 0.55)], 1)
    ]

    said = read(line("二つの段の上にまたがる、とても長い見出しがここにある", 0.1, 0.2, 0), *lines)

    text = "".join(said)
    assert text.index(f"{left}3") < text.index(f"{right}0")
    assert said[0].startswith("二つの段")


def test_vertical_text_is_read_from_the_right() -> None:
    said = read(
        column("左の行です。", 0.7, 0.1, 2),
        column("令和八年第四回定例会の会期は、", 0.8, 0.1, 1),
        line("12", 0.8, 0.1 + 15 * LETTER, 3),
        column("日間とする。", 0.8, 0.1 + 16 * LETTER, 1, 1),
    )

    assert "".join(said).replace("\t", "") == "令和八年第四回定例会の会期は、12日間とする。左の行です。"


def test_number_in_a_table_at_the_foot_is_not_taken_for_the_pages() -> None:
    said = read(line("合計", 0.1, 1.3, 0), line("125", 0.5, 1.3, 1), line("12", 0.5, 1.36, 2))

    assert said == ["合計\t125", "12"]


def test_page_without_words_says_nothing() -> None:
    assert read() == []
