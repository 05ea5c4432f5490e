"""A reserve set as a council prints it: one PDF for each numbered copy, counted out and back in number after number."""

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import LedgerHead
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms.models import Alarm
from app.meetings.models import AgendaItem, Attachment
from app.permits.reserves.acts import tell_copies_out
from app.permits.reserves.volumes.binding import clear_volumes
from app.permits.reserves.volumes.models import Volume
from app.traces.queries import codes_of
from tests.app.permits.desk import decide, go_to, permits, receive
from tests.app.permits.excepting import Excepting
from tests.app.permits.lines import fetch_until
from tests.app.permits.test_booklets import lose_marks, sealed
from tests.app.permits.test_reserves import copies, granted, move
from tests.support.council import Browser, Council
from tests.support.slots import bind_all, bindery_of

pytestmark = pytest.mark.rare("copies of a pack bound and counted; only that desk moves it")

PAPERS, PAGES = 3, 2


@pytest.fixture
def scene(council: Council) -> Excepting:
    """A set of two copies of three papers, granted; the last paper stands under the first agenda item."""
    made = Excepting(council, level="2", papers=PAPERS, pages=PAGES)
    with council.services.database.write() as unit:
        items = [
            AgendaItem(meeting_id=made.meeting, position=place, number_label=f"日程第{place}", title="議案")
            for place in (1, 2)
        ]
        unit.add_all(items)
        unit.flush()
        for laid, item in zip(made.laid, (items[1], items[1], items[0]), strict=True):
            unit.get_one(Attachment, laid.material).agenda_item_id = item.id
    granted(made, "member1", "member2", until="date", until_date=str(made.day(100)))
    return made


def set_of(council: Council) -> str:
    return f"/permits/reserves/{copies(council)[0].application}"


def volume(council: Council, number: int) -> str:
    return f"/permits/copies/{copies(council)[number - 1].id}"


def volumes(council: Council) -> list[Volume]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Volume).order_by(Volume.id)))


def bound(admin: Browser) -> None:
    """「すべての冊子を作る」, and the worker has done it."""
    assert admin.post(f"{set_of(admin.council)}/pdf").status_code == 303
    bind_all(admin.council.services)


def taken(admin: Browser, number: int) -> Any:
    return admin.post(f"{volume(admin.council, number)}/download")


def opened(admin: Browser, body: bytes) -> pikepdf.Pdf:
    password = re.search(r'class="code">([A-Z2-7-]+)<', admin.get(set_of(admin.council)).text)
    assert password is not None
    return pikepdf.open(io.BytesIO(body), password=password[1])


def counted(browser: Browser, to: str, number: int) -> tuple[int, str]:
    answer = browser.post(f"{set_of(browser.council)}/count", {"to": to, "number": str(number)})
    return answer.status_code, answer.text


def withdraw(scene: Excepting, number: int) -> None:
    where = f"/prepare/materials/{scene.laid[number].material}/withdraw"
    assert scene.council.browser("clerk1").post(where, {"reason": "取り下げるため"}).status_code == 303


@pytest.mark.clause("I 7-4(1)")
def test_each_copy_is_one_pdf_in_agenda_order_recorded_by_paper_and_counted_by_its_number(scene: Excepting) -> None:
    council, admin, clerk = scene.council, scene.council.browser("admin"), scene.council.browser("clerk1")
    early = counted(clerk, "out", 1)
    admin.post(f"{set_of(council)}/pdf")
    waiting = admin.get(f"{set_of(council)}/state").json(), admin.get(f"{volume(council, 1)}/pdf/state").json()["state"]
    bind_all(council.services)

    bodies = [taken(admin, number).content for number in (1, 2)]

    assert early[0] == 422
    assert waiting == ({"state": "asked", "done": 0, "of": 2}, "asked")
    with opened(admin, bodies[0]) as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == 1 + PAPERS * PAGES
        assert [each.title for each in outline.root] == ["補正予算書 2", "補正予算書 0", "補正予算書 1"]
        assert "第1部" in str(pdf.docinfo["/Title"])
        assert "佐藤 花子 議員" in str(pdf.docinfo["/Keywords"])
    records = council.ledger("permit.issued")
    assert [(each["detail"]["copy"], each["material"]) for each in records] == [
        (copy, scene.laid[place].material) for copy in (1, 2) for place in (2, 0, 1)
    ]
    assert len({each["code"] for each in records}) == 2 * PAPERS
    assert {each.uses for each in permits(council)} == {1}
    with council.services.database.read() as unit:
        traced = {each.code: each.person_id for each in codes_of(unit, scene.laid[0].material)}
    printed_for = {each["code"]: f"member{each['detail']['copy']}" for each in records}
    assert traced == {code: council.people[printed_for[code]].id for code in traced}, "theirs, whoever printed it"
    assert len(traced) == 2
    assert taken(admin, 1).status_code == 409

    assert [counted(clerk, "out", number)[0] for number in (1, 2)] == [303, 303]
    again, unknown = counted(clerk, "out", 2), counted(clerk, "back", 31)
    assert counted(clerk, "back", 2)[0] == 303

    assert (again[0], "いま「渡している」です" in again[1]) == (422, True)
    assert (unknown[0], "第2部までです" in unknown[1]) == (422, True)
    shown = clerk.get(f"{set_of(council)}?to=back&last=2").text
    assert "全部で 2 部：事務局にある 0、渡している 1、戻った 1、" in shown
    assert 'まだ戻っていない部：<span class="tight">第1部 佐藤 花子 議員' in shown
    assert 'value="back" checked' in shown


def test_paper_that_changes_after_the_binding_is_left_out_and_said_why_before_anything_leaves(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    withdraw(scene, 0)

    refused = taken(admin, 1)

    assert (refused.status_code, "K116" in refused.text, b"%PDF" in refused.content) == (409, True, False)
    assert (council.ledger("permit.issued"), {each.uses for each in permits(council)}) == ([], {0})
    page = admin.get(f"{volume(council, 1)}/pdf").text
    assert "綴じない資料（1 件）" in page
    assert "取り下げか区分の引き上げで終了" in page
    bind_all(council.services)
    with opened(admin, taken(admin, 1).content) as pdf:
        assert len(pdf.pages) == 1 + (PAPERS - 1) * PAGES
    assert sorted(each.uses for each in permits(council)) == [0, 0, 0, 0, 1, 1]
    assert counted(admin, "out", 1)[0] == 303
    withdraw(scene, 1)
    assert counted(admin, "back", 1)[0] == 303


def test_volume_that_was_being_bound_when_marks_were_lost_is_bound_again(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    pages_of_one = PAPERS * PAGES
    issued = lose_marks(council, before_page=pages_of_one, for_pages=1)

    bound(admin)

    assert len(issued) == (len(copies(council)) + 1) * pages_of_one, "what was bound first is not kept"
    assert {each.state for each in volumes(council)} == {"ready"}


def test_volume_one_of_whose_codes_a_page_has_got_since_is_bound_under_others(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    codes = {code for each in volumes(council) for code in each.code_of.values()}
    for code in codes:
        council.services.ledger.commit_now(Event(EventKind.PAGE_ISSUED, page=1, issue_code=code))

    refused = taken(admin, 1)
    bind_all(council.services)

    assert (refused.status_code, "K116" in refused.text) == (409, True)
    assert taken(admin, 1).content.startswith(b"%PDF")
    assert codes.isdisjoint(each["code"] for each in council.ledger("permit.issued"))


def test_printed_copy_with_a_paper_that_was_withdrawn_since_does_not_go_out(scene: Excepting) -> None:
    admin = scene.council.browser("admin")
    bound(admin)
    taken(admin, 1)
    withdraw(scene, 0)

    code, text = counted(admin, "out", 1)

    assert (code, "この部は渡せません" in text) == (422, True)


def test_volume_that_was_bound_before_a_revocation_or_a_lapse_is_gone(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    assert len(sealed(council)) == 2
    decide(council, permits(council)[0].id, decision="revoke", reason="止めるため")

    assert taken(admin, 1).status_code == 409
    assert [each.state for each in volumes(council)] == ["over", "over"]
    clear_volumes(bindery_of(council.services))
    assert (volumes(council), sealed(council)) == ([], [])
    assert admin.post(f"{volume(council, 1)}/pdf").status_code == 409


def test_volume_is_for_who_applied_and_nobody_else(scene: Excepting) -> None:
    council = scene.council
    bound(council.browser("admin"))

    for login, wanted in (("clerk1", 404), ("member1", 403), ("chair", 403)):
        browser = council.browser(login)
        answers = [
            browser.get(f"{volume(council, 1)}/pdf"),
            browser.get(f"{volume(council, 1)}/pdf/state"),
            browser.post(f"{volume(council, 1)}/pdf"),
            browser.post(f"{set_of(council)}/pdf"),
            taken(browser, 1),
        ]
        assert {each.status_code for each in answers} == {wanted}, login
    assert "パスワード" not in council.browser("clerk1").get(set_of(council)).text
    assert council.ledger("permit.issued") == []


def test_lost_line_is_made_good_to_the_same_session_as_the_same_use(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    assert fetch_until(admin, f"{volume(council, 1)}/download", chunks=1).startswith(b"%PDF")

    elsewhere, again = taken(council.browser("admin"), 1), taken(admin, 1)

    assert (elsewhere.status_code, again.content[:4]) == (409, b"%PDF")
    assert [len(council.ledger(kind)) for kind in ("permit.issued", "permit.sent_again")] == [PAPERS, PAPERS]
    assert {each.uses for each in permits(council)} == {0, 1}


def test_paper_that_was_printed_by_itself_is_left_out_of_the_volume(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    first = next(each for each in permits(council) if each.person_id == copies(council)[0].person_id)
    bound(admin)
    receive(admin, first.id)

    assert taken(admin, 1).status_code == 409
    bind_all(council.services)
    with opened(admin, taken(admin, 1).content) as pdf:
        assert len(pdf.pages) == 1 + (PAPERS - 1) * PAGES


@pytest.mark.clause("I 7-4(1)")
def test_copy_that_is_out_after_the_meetings_day_is_an_alarm_once(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    taken(admin, 1)
    move(admin, copies(council)[0], "out", "kept")
    told = select(Alarm.detail).where(Alarm.kind == "overdue")
    tell_copies_out(council.services.database)
    with council.services.database.read() as unit:
        early = unit.scalars(told).all()
    midnight = clock.jst(clock.now() + timedelta(days=2)).replace(hour=0, minute=1)

    go_to(seconds=(midnight - clock.now()).total_seconds())
    for _ in range(2):
        tell_copies_out(council.services.database)

    with council.services.database.read() as unit:
        late = unit.scalars(told).all()
    assert (early, len(late)) == ([], 1)
    assert "第1部" in late[0]
    assert "過ぎています" in council.browser("clerk1").get(set_of(council)).text


def test_nothing_leaves_and_no_use_is_counted_when_the_records_cannot_be_kept(scene: Excepting) -> None:
    council, admin = scene.council, scene.council.browser("admin")
    bound(admin)
    with council.services.database.write() as unit:
        head = unit.get_one(LedgerHead, 1)
        kept = head.seq, head.hash
        unit.delete(head)

    refused = taken(admin, 1)

    assert (refused.status_code >= 500, b"%PDF" in refused.content) == (True, False)
    with council.services.database.write() as unit:
        unit.add(LedgerHead(id=1, seq=kept[0], hash=kept[1]))
    assert {each.uses for each in permits(council)} == {0}
    assert taken(admin, 1).content.startswith(b"%PDF")
