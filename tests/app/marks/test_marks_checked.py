"""The service looks for both marks in what would leave, and closes pages above level 1 while one is missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from sqlalchemy import select

from app import clock
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import AlarmKind
from app.marks.checking import CheckOutcome
from app.marks.commands import last_check
from app.marks.watch import MarkWatch
from app.materials.models import Material, PageRow, Version
from app.permits.booklets.jobs import BOOKLET
from app.reading.images import PressRoom
from app.services import PAGE_MARK
from app.vault.objects import page_name
from app.web.lines import Turn
from app.worker import is_held
from load.pages import gray_masters
from tests.app.conftest import SetClock
from tests.app.reading.shelf import Laid, add_version, lay, replace_object
from tests.support.council import Council
from viewer.hidden.carriers import none
from viewer.master import Master, carrying, dump
from viewer.stamp import BUNDLED_FONTS, Stamper

pytestmark = [
    pytest.mark.alike("what pixels tell; the table of checks is asked for on both below"),
    pytest.mark.rare("only what marks a page and the watch over it move it"),
]


@pytest.mark.clause("I 7-2(1)③")
def test_library_that_draws_every_letter_alike_closes_pages_above_level_1_until_it_is_replaced(
    council: Council, tmp_path: Path
) -> None:
    laid, open_to_all = printed(council), lay(council, level="1")
    member, admin = council.browser("member1"), council.browser("admin")
    pages = (laid.page(), laid.thumbnail())
    council.services.stamper = Stamper(council.services.keyring.derive(PAGE_MARK), [boxes(tmp_path)])

    with serving(council) as watch:
        refused = [member.fetch(path) for path in pages]
        assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(423, "S514")}
        assert "直ると自動でひらきます" in member.get(f"/papers/{laid.material}").text
        assert member.fetch(open_to_all.page()).status_code == 200
        assert {record["detail"]["reason"] for record in council.ledger("access.refused")} == {"mark_lost"}
        assert is_binding_held(council), "what is bound for a permit waits, too"
        assert told(council) == ["見える印の氏名、番号、時刻、コードが読めません"]
        assert "ページに付ける印が見つからない" in admin.get("/admin/connections").text
        assert last_check(council.settings).is_well is False
        watch.check()
        assert len(told(council)) == 1, "once, however often it is looked for"

    council.services.stamper = Stamper(council.services.keyring.derive(PAGE_MARK))
    with serving(council):
        assert {member.fetch(path).status_code for path in pages} == {200}
        assert not is_binding_held(council)
        assert told(council)[1:] == ["ふたたびひらきました"]
        assert last_check(council.settings).is_well
    assert [record["detail"]["state"] for record in council.ledger("system.marks_checked")] == ["lost", "found"]
    shown = council.browser("chair").get("/ledger", params={"kind": "system.marks_checked"}).text
    assert "ページを閉じた　見える印の氏名、番号、時刻、コードが読めません" in shown
    assert len(council.ledger("page.issued")) == 2, "what is made for nobody leaves no record, as it does not leave"


def test_font_that_lacks_the_letters_of_a_mark_closes(council: Council, tmp_path: Path) -> None:
    printed(council)
    font = boxes(tmp_path, "0123456789")
    council.services.stamper = Stamper(council.services.keyring.derive(PAGE_MARK), [font])

    with serving(council):
        assert told(council)[0].startswith("印の文字「")


@pytest.mark.both("asks for pages to look at, and enters what each process has found")
@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda page: replace(page, carriers=none()), "見えない印を入れる所が、ページから失われています"),
        (lambda page: replace(page, carriers=on_blank_ground(page)), "見えない印が、その写しのコードと合いません"),
    ],
)
def test_master_whose_pieces_are_altered_closes_every_process_until_it_is_whole(
    council: Council, spoilt: object, words: str
) -> None:
    laid = printed(council)
    member = council.browser("member1")
    with serving(council) as elsewhere, serving(council) as watch:
        assert (watch.check().outcome, told(council)) == (CheckOutcome.FOUND, [])
        assert callable(spoilt)
        print_on(council, laid, spoilt(page_of_print()))

        assert watch.check().outcome is CheckOutcome.LOST
        elsewhere.look_elsewhere()
        assert elsewhere.standing.state == "lost"
        assert (member.fetch(laid.page()).status_code, told(council)) == (423, [words])

        print_on(council, laid, page_of_print())
        assert watch.check().outcome is CheckOutcome.FOUND
        elsewhere.look_elsewhere()
        assert elsewhere.standing.state == "found"
        assert (member.fetch(laid.page()).status_code, told(council)) == (200, [words, "ふたたびひらきました"])


def test_what_cannot_be_checked_is_no_lost_mark_but_closes_when_it_lasts(council: Council, at: SetClock) -> None:
    at("2026-12-08 10:00:00")
    with serving(council) as watch:
        assert watch.check().outcome is CheckOutcome.EMPTY, "there is nothing that anybody could take"
        laid = printed(council)
        member = council.browser("member1")
        assert watch.check().outcome is CheckOutcome.FOUND
        spoil(council, laid)

        assert watch.check().outcome is CheckOutcome.UNDONE
        assert (watch.standing.state, told(council)) == ("found", [])
        assert last_check(council.settings).is_well is None

        watch.standing.is_well(0)  # as when it has lasted for three times as long as between two checks
        at("2026-12-08 10:31:00")
        assert watch.check().outcome is CheckOutcome.UNDONE
        refused = member.fetch(laid.page())
        assert (refused.status_code, refused.json()["code"]) == (423, "S515")
        assert [words.partition("（")[0] for words in told(council)] == ["印を確かめられません"]

        at("2026-12-08 10:32:00")
        print_on(council, laid, page_of_print())
        assert watch.check().outcome is CheckOutcome.FOUND
        assert (member.fetch(laid.page()).status_code, told(council)[1:]) == (200, ["ふたたびひらきました"])


@pytest.mark.both("takes away the row of a process that died")
def test_process_that_died_closed_opens_once_another_finds_all_well(council: Council, at: SetClock) -> None:
    at("2026-12-08 10:00:00")
    laid = printed(council)
    died = watching(council)
    print_on(council, laid, replace(page_of_print(), carriers=none()))
    assert died.check().outcome is CheckOutcome.LOST
    print_on(council, laid, page_of_print())

    with serving(council) as watch:
        assert watch.standing.state == "lost", "it may yet be alive"
        at("2026-12-08 10:02:01")
        watch.check()
        assert (watch.standing.state, told(council)[1:]) == ("found", ["ふたたびひらきました"])


@pytest.mark.both("asks whether a former version is open yet")
@pytest.mark.parametrize("way", ["withdrawn", "replaced"])
def test_paper_whose_page_lacks_its_marks_closes_no_longer_than_anybody_can_get_it(council: Council, way: str) -> None:
    laid = printed(council)
    print_on(council, laid, replace(page_of_print(), carriers=none()))
    with serving(council) as watch:
        assert watch.standing.state == "lost"
        if way == "replaced":
            newer = Laid(laid.material, add_version(council, laid.material, number=2, pages=1))
            print_on(council, newer, page_of_print())
        else:
            with council.services.database.write() as unit:
                unit.get_one(Material, laid.material).withdrawn_at = clock.now()

        assert watch.check().outcome is (CheckOutcome.FOUND if way == "replaced" else CheckOutcome.EMPTY)
        assert told(council)[1:] == ["ふたたびひらきました"]


def test_service_that_ends_while_closed_says_nothing_of_marks_that_nobody_found(council: Council) -> None:
    laid = printed(council)
    print_on(council, laid, replace(page_of_print(), carriers=none()))
    with serving(council):
        pass
    assert [record["detail"]["state"] for record in council.ledger("system.marks_checked")] == ["lost"]
    assert (len(told(council)), last_check(council.settings).is_well) == (1, False)

    print_on(council, laid, page_of_print())
    with serving(council) as watch:
        assert (watch.standing.state, told(council)[1:]) == ("found", ["ふたたびひらきました"])


def test_process_that_died_closed_with_a_clock_ahead_opens_all_the_same(council: Council, at: SetClock) -> None:
    at("2026-12-09 10:00:00")
    laid = printed(council)
    print_on(council, laid, replace(page_of_print(), carriers=none()))
    assert watching(council).check().outcome is CheckOutcome.LOST
    print_on(council, laid, page_of_print())

    at("2026-12-08 10:00:00")
    with serving(council) as watch:
        assert watch.standing.state == "found"


def page_of_print() -> Master:
    return carrying(gray_masters(1)[0])


def printed(council: Council) -> Laid:
    """A paper of level 2 with a page of print, in the vault as it is after conversion."""
    laid = lay(council, pages=1)
    print_on(council, laid, page_of_print())
    with council.services.database.write() as unit:
        row = unit.scalars(select(PageRow).where(PageRow.version_id == laid.version)).one()
        row.pieces = len(page_of_print().carriers)
    return laid


def print_on(council: Council, laid: Laid, page: Master) -> None:
    vault = council.services.vault
    with council.services.database.read() as unit:
        key = unit.get_one(Version, laid.version).sealed_key or ""
    council.services.store.delete(page_name(laid.version, 1))
    vault.put_once(key, laid.version, page_name(laid.version, 1), dump(page))
    vault.memory.forget(laid.version)


def spoil(council: Council, laid: Laid) -> None:
    """The page is lost in the store, and no longer in memory."""
    replace_object(council, page_name(laid.version, 1), None)
    council.services.vault.memory.forget(laid.version)


def on_blank_ground(page: Master) -> object:
    """As many pieces, all of them above the print."""
    carriers = page.carriers.copy()
    carriers[:, 0], carriers[:, 1] = 20, 60
    return carriers


def watching(council: Council) -> MarkWatch:
    services = council.services
    return MarkWatch(services.database, PressRoom(services.vault, services.stamper, Turn()), every_minutes=10)


@contextmanager
def serving(council: Council) -> Iterator[MarkWatch]:
    """A process that makes pages, from its start to its end."""
    watch = watching(council)
    watch.start()
    try:
        yield watch
    finally:
        watch.close()


def told(council: Council) -> list[str]:
    """Why pages were closed, or that they are open again, as the administrator is told, the oldest first."""
    with council.services.database.read() as unit:
        query = select(Alarm).where(Alarm.kind == AlarmKind.MARKS).order_by(Alarm.at, Alarm.id)
        return [_why(alarm.detail) for alarm in unit.scalars(query)]


def _why(detail: str) -> str:
    closed = detail.partition("ページを閉じました。")[2]
    return closed.partition("。/papers")[0] if closed else detail[-len("ふたたびひらきました") :]


def is_binding_held(council: Council) -> bool:
    with council.services.database.read() as unit:
        return is_held(unit, BOOKLET)


def boxes(folder: Path, letters: str = "") -> Path:
    """A font in which every letter, or each of these, is the same box, as where a library finds no glyph."""
    builder, pen = FontBuilder(1000), TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 600), (500, 600), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    with TTFont(BUNDLED_FONTS[0], lazy=True) as whole:
        codes = [ord(each) for each in letters] or list(whole.getBestCmap())
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap(dict.fromkeys(codes, "box"))
    builder.setupGlyf(dict.fromkeys((".notdef", "box"), pen.glyph()))
    builder.setupHorizontalMetrics({".notdef": (600, 100), "box": (600, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    builder.save(folder / "boxes.ttf")
    return folder / "boxes.ttf"
