"""The demonstration pack: the same bytes every time, honest figures, pages as the agenda promises."""

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from app.demo import pack as demo_pack
from app.demo.pack.budget import SOURCES, Account
from app.demo.pack.budget_accounts import general_account, health_account
from app.demo.pack.budget_sheets import by_nature, earlier_changes
from app.demo.pack.pay_scale import STEPS, salary
from app.demo.pack.wrap import MAY_NOT_END, MAY_NOT_START, wrap

pytestmark = pytest.mark.rare("papers of the demo; only the demo moves it")

ALL = [paper for meeting in demo_pack.meetings() for paper in demo_pack.papers(meeting)]
A4_POINTS = (595.28, 841.89)
A3_WIDE_POINTS = (1190.55, 841.89)


def written(key: str) -> bytes:
    target = BytesIO()
    next(paper for paper in ALL if paper.key == key).write(target)
    return target.getvalue()


def opened(key: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(written(key)))


def sizes(pdf: pikepdf.Pdf) -> list[tuple[float, float]]:
    return [(float(page.mediabox[2]), float(page.mediabox[3])) for page in pdf.pages]


def titles(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [str(entry.title) for entry in outline.root]


@pytest.mark.slow("typesets papers of the demo twice, for four seconds of a processor")
@pytest.mark.parametrize("key", ["gijinittei", "tsuukoku", "chinjo"])
def test_paper_written_twice_is_the_same_byte_for_byte(key: str) -> None:
    first, second = written(key), written(key)

    assert first == second
    assert first.startswith(b"%PDF-")


def test_paper_says_when_it_was_made_by_a_fixed_date_not_by_the_clock() -> None:
    pdf = opened("kaiki")

    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261201090000")
    assert bytes(pdf.trailer.ID[0]) == bytes(opened("kaiki").trailer.ID[0])
    assert bytes(pdf.trailer.ID[0]) != bytes(opened("gijinittei").trailer.ID[0])


def test_papers_of_a_committee_that_are_not_public_are_addressed_to_the_committee() -> None:
    papers = [paper for paper in demo_pack.papers(demo_pack.COMMITTEE) if not paper.released]

    audiences = {paper.title: set(paper.audience) for paper in papers}

    assert audiences == {
        "防災行政無線の更新について": {"soumu", "executives"},
        "防災行政無線 方式の比較（検討中）": {"soumu"},
    }


def test_history_of_corrections_balances_between_both_sides() -> None:
    account = general_account()

    spending, income = earlier_changes(account)

    for turn in (0, 1):
        assert sum(row[turn] for row in spending) == sum(row[turn] for row in income) != 0


def test_every_level_occurs_and_only_level_one_is_released() -> None:
    assert {paper.confidentiality for paper in ALL} == {"3A", "3B", "3C", "2", "1"}
    assert {paper.confidentiality for paper in ALL if paper.released} == {"1"}


def test_3a_paper_names_persons_and_no_group() -> None:
    named = [paper for paper in ALL if paper.confidentiality == "3A"]

    assert named
    for paper in named:
        assert not {"members", "executives"} & set(paper.audience)
        assert len(paper.audience) == len(set(paper.audience)) >= 1


def test_every_paper_belongs_to_an_agenda_item_and_keys_are_unique() -> None:
    for meeting in demo_pack.meetings():
        items = {item.key for item in demo_pack.agenda(meeting)}
        assert {paper.agenda_key for paper in demo_pack.papers(meeting)} <= items
        assert demo_pack.papers(meeting)

    assert len({paper.key for paper in ALL}) == len(ALL)
    assert len({paper.file_name for paper in ALL}) == len(ALL)
    assert demo_pack.agenda()[4].number_label == "日程第5"


def test_budget_book_mixes_a4_and_a3_and_has_an_outline() -> None:
    pdf = opened("yosansho")
    found = {(round(width), round(height)) for width, height in sizes(pdf)}

    assert len(pdf.pages) >= 120
    assert found == {(595, 842), (1191, 842)}
    assert titles(pdf)[2].startswith("議案第12号")


def test_bills_fill_more_than_forty_pages_with_an_entry_for_every_bill() -> None:
    pdf = opened("gian")
    entries = titles(pdf)

    assert len(pdf.pages) >= 44
    for number in range(12, 21):
        assert sum(entry.startswith(f"議案第{number}号") for entry in entries) == 1
    assert entries[-1].startswith("同意第3号")


def test_slides_are_wide_and_drawings_are_a3() -> None:
    slides, drawings = sizes(opened("setsumei")), sizes(opened("zumen"))

    assert len(slides) == 18
    assert all(width / height == pytest.approx(16 / 9, abs=0.001) for width, height in slides)
    assert drawings == [pytest.approx(A3_WIDE_POINTS, abs=0.01)] * 3


def test_scanned_petition_holds_one_picture_a_page_and_no_text() -> None:
    pdf = opened("chinjo")

    assert sizes(pdf) == [pytest.approx(A4_POINTS, abs=0.01)] * 3
    for page in pdf.pages:
        assert len(page.get_images()) == 1
        assert b" Tj" not in page.Contents.read_bytes()


def bracket_shape(pdf: pikepdf.Pdf) -> tuple[int, int]:
    """Width and height of the glyph that stands for （ in the embedded face, in units of the em."""
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    found = re.search(rb"<([0-9A-F]{4})> <FF08>", font.ToUnicode.read_bytes())
    assert found
    descendant = font.DescendantFonts[0]
    places = descendant.CIDToGIDMap.read_bytes()
    at = int(found[1], 16) * 2
    with TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes())) as face:
        glyph = face["glyf"][face.getGlyphName(int.from_bytes(places[at : at + 2]))]
        return glyph.xMax - glyph.xMin, glyph.yMax - glyph.yMin


def test_brackets_lie_flat_in_vertical_writing_and_stand_in_horizontal_writing() -> None:
    flat_width, flat_height = bracket_shape(opened("tsuukoku"))
    width, height = bracket_shape(opened("gijinittei"))

    assert flat_width > 2 * flat_height
    assert height > 2 * width


@pytest.mark.parametrize("account", [general_account(), health_account()], ids=["general", "health"])
def test_income_and_spending_of_an_account_come_to_the_same_totals(account: Account) -> None:
    for side in (account.income, account.spending):
        assert sum(chapter.before for chapter in side) == account.before
        assert sum(chapter.change for chapter in side) == account.change
        assert sum(chapter.after for chapter in side) == account.after
    assert all(item.after >= 0 for c in account.income for s in c.sections for item in s.items)


def test_every_change_is_paid_for_and_parted_by_nature() -> None:
    for chapter in general_account().spending:
        assert sum(map(chapter.paid_by, SOURCES)) + chapter.general == chapter.change
        assert sum(by_nature(chapter).values()) == chapter.change


def test_income_from_bonds_and_subsidies_equals_what_the_works_use() -> None:
    account = general_account()
    income = {chapter.title: chapter.change for chapter in account.income}

    for title, source in (("国庫支出金", "国"), ("県支出金", "県"), ("町債", "債")):
        assert income[title] == sum(chapter.paid_by(source) for chapter in account.spending)


def test_health_account_receives_what_the_general_account_hands_over() -> None:
    handed = next(
        work.change
        for chapter in general_account().spending
        for section in chapter.sections
        for item in section.items
        for work in item.works
        if work.title == "国民健康保険特別会計繰出金"
    )
    received = next(chapter.change for chapter in health_account().income if chapter.title == "繰入金")

    assert handed == received


def test_salary_scale_always_rises() -> None:
    for grade, last in enumerate(STEPS):
        amounts = [salary(grade, step) for step in range(1, last + 1)]
        assert all(low is not None and high is not None and low < high for low, high in pairwise(amounts))
        assert salary(grade, last + 1) is None


def test_wrapped_lines_keep_the_text_and_never_start_with_a_closing_mark() -> None:
    text = "「町道大浜南線」の改良（第2号、第13号）については、関係者との協議を進め、「早期の完成」を目指します。" * 3

    lines = wrap(text, 13, lambda part: float(len(part)))

    assert "".join(lines) == text
    assert all(line[0] not in MAY_NOT_START and line[-1] not in MAY_NOT_END for line in lines)
    assert max(map(len, lines)) <= 13
