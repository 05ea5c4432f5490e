"""The paper reserve set: numbered copies, each marked for its person, counted out and back in."""

import io
import re
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from app import days
from app.auth.alarms.models import Alarm
from app.disposals.obstacles.handed_out import has_copies
from app.materials.models import Material, Reader
from app.permits.reserves.acts import tell_copies_out
from app.permits.reserves.models import PaperCopy
from tests.app.permits.desk import decide, fetch, go_to, permits, prepare, receive
from tests.app.permits.excepting import Excepting
from tests.app.test_seals import sql
from tests.support.council import Browser, Council
from tests.support.slots import bind_all

pytestmark = [
    pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both"),
    pytest.mark.rare("copies kept in reserve; only that desk moves it"),
]

RESERVES = "/permits/reserves"


def applied(scene: Excepting, *logins: str, **changes: Any) -> list[str]:
    """A set for these people that waits; the ids of its permits."""
    people = [scene.council.people[login].id for login in logins]
    scene.applied(kind="reserve", people=people, devices=[], **changes)
    return [each.id for each in permits(scene.council)]


def granted(scene: Excepting, *logins: str, **changes: Any) -> list[str]:
    """The same, granted."""
    made = applied(scene, *logins, **changes)
    assert decide(scene.council, made[0]).status_code == 303
    return made


def copies(council: Council) -> list[PaperCopy]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(PaperCopy).order_by(PaperCopy.number)))


def move(browser: Browser, copy: PaperCopy, to: str, seen: str) -> int:
    return int(browser.post(f"/permits/copies/{copy.id}/move", {"to": to, "seen": seen}).status_code)


@pytest.mark.clause("I 7-4(1)")
def test_copies_are_numbered_marked_by_person_and_counted_out_and_in(council: Council) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    first, second = granted(scene, "member1", "member2")
    one, two = copies(council)
    unprinted = move(admin, one, "out", "kept")

    bodies = [receive(admin, permit_id).content for permit_id in (first, second)]

    page = admin.get(f"/permits/copies/{one.id}/pdf").text
    password = re.search(r'class="code">([A-Z2-7-]+)<', page)
    assert password is not None
    with pikepdf.open(io.BytesIO(bodies[0]), password=password[1]) as pdf:
        assert "予備 第1部" in str(pdf.docinfo["/Keywords"])
        assert "佐藤 花子 議員" in str(pdf.docinfo["/Keywords"])
    assert unprinted == 409
    clerk = council.browser("clerk1")
    assert [move(clerk, each, "out", "kept") for each in (one, two)] == [303, 303]
    assert move(clerk, one, "back", "out") == 303
    assert move(clerk, two, "lost", "out") == 303
    lost = [each["detail"]["about"] for each in council.ledger("auth.alarm") if each["detail"]["alarm"] == "incident"]
    assert len(lost) == 1
    assert "第2部" in lost[0]
    shown = clerk.get(f"{RESERVES}/{one.application}").text
    assert "全部で 2 部：事務局にある 0、渡している 0、戻った 1、なくなった 1" in shown
    assert [record["detail"]["now"] for record in council.ledger("permit.copy_moved")] == ["out", "out", "back", "lost"]


def test_pdf_of_a_copy_is_the_administrators_who_applied_and_nobody_elses(council: Council) -> None:
    scene = Excepting(council, level="2")
    [permit_id] = applied(scene, "member1")
    before = prepare(council.browser("admin"), permit_id).status_code
    decide(council, permit_id)

    others = [prepare(council.browser(login), permit_id).status_code for login in ("member1", "clerk1", "chair")]

    assert (before, others) == (403, [404, 404, 404])
    assert receive(council.browser("admin"), permit_id).status_code == 200
    assert prepare(council.browser("admin"), permit_id).status_code == 403


def test_copy_is_not_printed_for_who_reads_the_paper_no_more(council: Council) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = granted(scene, "member1")
    prepare(admin, permit_id)
    with council.services.database.write() as unit:
        for reader in unit.scalars(select(Reader).where(Reader.material_id == scene.laid[0].material)):
            unit.delete(reader)

    assert receive(admin, permit_id).status_code == 403
    assert fetch(admin, permit_id).status_code == 403


def test_copy_that_was_printed_and_not_handed_out_is_destroyed_and_one_that_is_not_printed_is_not(
    council: Council,
) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = granted(scene, "member1")
    [copy] = copies(council)
    early = move(admin, copy, "gone", "kept")
    receive(admin, permit_id)

    assert "処分した</button>" in admin.get(f"{RESERVES}/{copy.application}").text
    assert (early, move(admin, copy, "gone", "kept"), move(admin, copy, "out", "gone")) == (409, 303, 409)
    assert copies(council)[0].state == "gone"


@pytest.mark.both("rows that are sealed by a new rule")
def test_destroyed_copy_stands_in_the_register_until_a_second_person_confirms_it_or_it_is_back(
    council: Council,
) -> None:
    scene, admin, clerk = Excepting(council, level="2"), council.browser("admin"), council.browser("clerk1")
    for permit_id in granted(scene, "member1", "member2"):
        receive(admin, permit_id)
    one, two = copies(council)
    screen, material = f"{RESERVES}/{one.application}", scene.laid[0].material

    def stands_in_the_way() -> bool:
        with council.services.database.read() as unit:
            return has_copies(unit, unit.get_one(Material, material))

    def step(browser: Browser, entry: int, to: str, seen: str = "2") -> int:
        return int(browser.post(f"/registers/disposals/{entry}/next", {"to": to, "seen": seen}).status_code)

    assert [move(admin, copy, "gone", "kept") for copy in (one, two)] == [303, 303]
    entry = clerk.get("/registers/disposals/1").text
    waiting = admin.get(screen).text
    early = stands_in_the_way(), move(admin, one, "back", "gone"), step(admin, 1, "checked")

    assert [words for words in ("紙の予備 第1部", "細かく裁断した", "2 人目の確認待ち") if words not in entry] == []
    assert (waiting.count("2 人目の確認待ち"), "戻った</button>" in waiting) == (2, False)
    assert early == (True, 409, 403)
    assert [each["detail"].get("entry") for each in council.ledger("permit.copy_moved")] == [1, 2]
    assert (step(clerk, 1, "checked"), step(clerk, 2, "dropped")) == (303, 303)
    after = admin.get(screen).text
    assert ("2 人で確認済み" in after, "取りやめ" in after, stands_in_the_way()) == (True, True, True)
    assert (move(admin, one, "back", "gone"), move(admin, two, "back", "gone")) == (409, 303)
    assert move(clerk, two, "gone", "back") == 303
    assert step(admin, 3, "checked") == 303
    assert not stands_in_the_way()


def test_entry_of_a_copy_that_is_written_over_confirms_no_end_of_the_copy(council: Council) -> None:
    scene, admin, clerk = Excepting(council, level="2"), council.browser("admin"), council.browser("clerk1")
    [permit_id] = granted(scene, "member1")
    receive(admin, permit_id)
    [copy] = copies(council)
    entry, today = "/registers/disposals/1", str(days.today())
    over = {"thing": "other", "named": "古い新聞", "level": "1", "reason": "不用", "do_by": today}
    done = {"method": "plain", "done_on": today, "done_by": "森田"}

    def in_the_way() -> bool:
        with council.services.database.read() as unit:
            return has_copies(unit, unit.get_one(Material, scene.laid[0].material))

    assert move(admin, copy, "gone", "kept") == 303
    [written] = re.findall(r"紙の予備 第1部（[^）]*）", clerk.get(entry).text)[:1]
    assert admin.post(f"{entry}/edit", {**over, **done, "seen": "2"}).status_code == 303
    assert clerk.post(f"{entry}/next", {"to": "checked", "seen": "3"}).status_code == 303

    shown = admin.get(f"{RESERVES}/{copy.application}").text
    assert ("2 人で確認済み" in shown, "この部のものではなくなっています" in shown) == (False, True)
    assert (in_the_way(), move(admin, copy, "back", "gone")) == (True, 409)

    right = {"thing": "paper", "named": written, "level": "2", "method": "shredded", "seen": "4"}
    assert admin.post(f"{entry}/edit", {**over, **done, **right}).status_code == 303
    assert clerk.post(f"{entry}/next", {"to": "checked", "seen": "5"}).status_code == 303
    assert not in_the_way()


@pytest.mark.parametrize(
    ("to", "seen"), [("back", "kept"), ("lost", "kept"), ("out", "out"), ("out", "back"), ("elsewhere", "kept")]
)
def test_copy_goes_only_where_it_can_from_where_it_was_seen(council: Council, to: str, seen: str) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = granted(scene, "member1")
    receive(admin, permit_id)
    [copy] = copies(council)

    assert move(admin, copy, to, seen) in {409, 422}
    assert copies(council)[0].state == "kept"


@pytest.mark.both("what happens at once or in between")
def test_copies_are_counted_by_the_secretariat_once(council: Council) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = granted(scene, "member1")
    receive(admin, permit_id)
    [copy] = copies(council)

    wrong = [move(council.browser(login), copy, "out", "kept") for login in ("member1", "chair", "deputy")]
    pressed = [move(admin, copy, "out", "kept") for _ in range(2)]

    assert (wrong, pressed) == ([403] * 3, [303, 409])
    assert len(council.ledger("permit.copy_moved")) == 1


@pytest.mark.both("asks for rows as no other test does")
def test_copy_that_is_out_after_its_permit_is_an_alarm_once(council: Council) -> None:
    go_to()
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = granted(scene, "member1", until="date", until_date=str(scene.day(100)))
    receive(admin, permit_id)
    move(admin, copies(council)[0], "out", "kept")
    tell_copies_out(council.services.database)
    told = select(Alarm.detail).where(Alarm.kind == "overdue")
    with council.services.database.read() as unit:
        early = unit.scalars(told).all()

    go_to(days=101)
    for _ in range(2):
        tell_copies_out(council.services.database)

    with council.services.database.read() as unit:
        late = unit.scalars(told).all()
    assert (early, len(late)) == ([], 1)
    assert "第1部" in late[0]


@pytest.mark.both("edits the rows of copies beside the service")
@pytest.mark.parametrize("statement", ["DELETE FROM permit_copy", "UPDATE permit_copy SET number = 7"])
def test_copy_that_nobody_would_count_is_not_printed(council: Council, statement: str) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    bound, unbound = granted(scene, "member1", "member2")
    assert prepare(admin, bound).status_code == 303
    bind_all(council.services)
    sql(council, statement)

    assert fetch(admin, bound).status_code == 403
    assert prepare(admin, unbound).status_code == 403


@pytest.mark.clause("I 6-5(3)")
@pytest.mark.parametrize("reach", ["named", "all"])
def test_copy_of_a_paper_that_is_held_is_counted_back_and_not_destroyed(council: Council, reach: str) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    first, second = granted(scene, "member1", "member2")
    for permit_id in (first, second):
        receive(admin, permit_id)
    one, two = copies(council)
    move(admin, one, "out", "kept")
    named = f"http://localhost/prepare/materials/{scene.laid[0].material}" if reach == "named" else ""
    form = {"incident": "1", "why": "調べ", "reach": reach, "papers": named, "since": "", "until": "", "people": ""}
    assert admin.post("/registers/holds/new", form).status_code == 303

    moved = move(admin, one, "back", "out"), move(admin, one, "gone", "back"), move(admin, two, "gone", "kept")

    assert moved == (303, 409, 409)
    assert [copy.state for copy in copies(council)] == ["back", "kept"]
    refused = admin.post(f"/permits/copies/{two.id}/move", {"to": "gone", "seen": "kept"}).text
    assert "この部の資料は保全中のため" in refused


@pytest.mark.clause("I 7-4(1)")
def test_copy_that_went_out_is_printed_no_second_time(council: Council) -> None:
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    [permit_id] = applied(scene, "member1", uses="3")
    decide(council, permit_id, uses="3")
    [copy] = copies(council)
    receive(admin, permit_id)
    admin.post(f"/permits/copies/{copy.id}/pdf")
    prepare(admin, permit_id)
    bind_all(council.services)
    assert move(admin, copy, "out", "kept") == 303

    refused = fetch(admin, permit_id), admin.post(f"/permits/copies/{copy.id}/download")

    assert ([each.status_code for each in refused], b"%PDF" in refused[1].content) == ([409, 409], False)
    assert ["K119" in each.text for each in refused] == [True, True]
    assert [permit.uses for permit in permits(council)] == [1]
    assert len(council.ledger("permit.issued")) == 1
