"""The PDF as it is bound, kept and handed out: what changes meanwhile counts at the moment when it leaves."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select, text

from app.audit.vocabulary import Event, EventKind
from app.halts.marking import MarkStanding
from app.materials.models import Material, Reader
from app.permits.booklets import binding
from app.permits.booklets.models import Booklet
from tests.app.late.ends import end_of_office, suspend
from tests.app.permits.desk import decide, fetch, go_to, granted, permits, prepare, receive
from tests.app.permits.lines import fetch_until
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Council
from tests.support.slots import bind_all, bindery_of

pytestmark = [
    pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both"),
    pytest.mark.rare("the PDF of a permit; only binding moves it"),
]

Change = Callable[[Council, Laid, str], None]


def booklets(council: Council) -> list[Booklet]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Booklet).order_by(Booklet.asked_at)))


def sealed(council: Council) -> list[str]:
    """The objects of PDFs in the store."""
    return [name for name in council.services.store.names("v/") if name.endswith("/booklet")]


def withdraw(council: Council, laid: Laid, _permit_id: str) -> None:
    assert (
        council.browser("clerk1")
        .post(f"/prepare/materials/{laid.material}/withdraw", {"reason": "取り下げるため"})
        .status_code
        == 303
    )


def raise_to_3a(council: Council, laid: Laid, _permit_id: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = "3A"


def replace_file(council: Council, laid: Laid, _permit_id: str) -> None:
    add_version(council, laid.material, number=2)


def out_of_the_readers(council: Council, laid: Laid, _permit_id: str) -> None:
    with council.services.database.write() as unit:
        unit.delete(unit.scalars(select(Reader).where(Reader.material_id == laid.material)).one())


def take_back(council: Council, _laid: Laid, permit_id: str) -> None:
    assert decide(council, permit_id, decision="revoke", reason="取り下げるため").status_code == 303


def lapse(_council: Council, _laid: Laid, _permit_id: str) -> None:
    go_to(days=4)


def happen_before(happens: Callable[[], None], thing: object, name: str) -> None:
    """From now on something happens before each call of a method."""
    function = getattr(thing, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        happens()
        return function(*arguments, **named)

    setattr(thing, name, wrapped)


def lose_marks(council: Council, *, before_page: int, for_pages: int) -> list[int]:
    """Marks are lost before a page that is bound, and found again so many later. Returns each page that was bound."""
    standing, pages = MarkStanding(), list[int]()
    standing.install(council.services.database.unit_info)
    standing.is_well(3600)

    def look() -> None:
        pages.append(len(pages) + 1)
        standing.is_lost_elsewhere = before_page <= len(pages) < before_page + for_pages

    happen_before(look, council.services.stamper, "issue")
    return pages


CHANGES: dict[str, Change] = {
    "withdrawn": withdraw,
    "raised to 3A": raise_to_3a,
    "a new version": replace_file,
    "suspended": lambda council, _laid, _permit: suspend(council, "member1"),
    "out of office": lambda council, _laid, _permit: end_of_office(council, "member1"),
    "no reader": out_of_the_readers,
    "taken back": take_back,
    "lapsed": lapse,
}
MOMENTS = ("before it is bound", "while it is bound", "before it is fetched", "after the request was let in")


@pytest.mark.sampled("founds a council for each way of ending, for five seconds of a processor")
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("what", CHANGES)
def test_nothing_leaves_after_what_allowed_it_has_ended(council: Council, what: str, moment: str) -> None:
    laid = lay(council, pages=3)
    permit_id = granted(council, laid)
    member, services = council.browser("member1"), council.services
    happened: list[str] = []

    def happens() -> None:
        if not happened:
            happened.append(what)
            CHANGES[what](council, laid, permit_id)

    assert prepare(member, permit_id).status_code == 303
    if moment == MOMENTS[0]:
        happens()
    elif moment == MOMENTS[1]:
        happen_before(happens, services.stamper, "issue")  # between two pages
    bind_all(services)
    if moment == MOMENTS[2]:
        happens()
    elif moment == MOMENTS[3]:
        happen_before(happens, services.vault, "stream")  # decided, not yet counted
    answer = fetch(member, permit_id)

    assert happened
    assert answer.status_code in {303, 401, 403, 404, 410}, answer.text
    assert b"%PDF" not in answer.content
    assert [permit.uses for permit in permits(council)] == [0]
    assert council.ledger("permit.issued") == []
    binding.clear(bindery_of(services))
    assert sealed(council) == []
    assert all(one.sealed_key is None for one in booklets(council))


def test_pdf_that_was_being_bound_when_marks_were_lost_is_bound_again(council: Council) -> None:
    permit_id = granted(council, lay(council, pages=3))
    member, issued = council.browser("member1"), lose_marks(council, before_page=3, for_pages=1)
    assert prepare(member, permit_id).status_code == 303

    bind_all(council.services)

    assert len(issued) == 2 * 3, "what was bound first is not kept"
    assert len(sealed(council)) == 1
    assert fetch(member, permit_id).content.startswith(b"%PDF")


TURNINGS = (
    "UPDATE permit_booklet SET state = 'leaving', session_id = (SELECT MIN(id) FROM session)",
    "UPDATE permit_booklet SET fetches = -9",
    "UPDATE permit_booklet SET issue_code = 'AAAA-BBBB'",
)


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("turning", TURNINGS)
def test_pdf_whose_row_was_turned_by_sql_is_handed_to_nobody(council: Council, turning: str) -> None:
    permit_id = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit_id)
    bind_all(council.services)
    with council.services.database.engine.begin() as connection:
        connection.execute(text(turning))

    answer = fetch(member, permit_id)

    assert answer.status_code != 200
    assert council.ledger("permit.issued") == []
    council.services.findings.close()
    assert council.ledger("evidence.altered")[0]["detail"]["name"].startswith("permit_booklet/")


@pytest.mark.parametrize("moment", MOMENTS)
def test_pdf_of_a_raised_paper_is_bound_again_under_its_new_duties(council: Council, moment: str) -> None:
    laid = lay(council, level="2", pages=3)
    permit_id = granted(council, laid)
    member, services = council.browser("member1"), council.services
    happened: list[str] = []

    def raise_it() -> None:
        if not happened:
            happened.append(moment)
            with services.database.write() as unit:
                unit.get_one(Material, laid.material).confidentiality = "3B"

    assert prepare(member, permit_id).status_code == 303
    if moment == MOMENTS[0]:
        raise_it()
    elif moment == MOMENTS[1]:
        happen_before(raise_it, services.stamper, "issue")
    bind_all(services)
    if moment == MOMENTS[2]:
        raise_it()
    elif moment == MOMENTS[3]:
        happen_before(raise_it, services.vault, "stream")
    first = fetch(member, permit_id)
    if first.status_code != 200:
        assert (first.status_code, "作り直しています" in first.text) == (409, True)
        assert council.ledger("permit.issued") == []
        bind_all(services)
        first = fetch(member, permit_id)

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(first.content))
    [record] = council.ledger("permit.issued")
    assert record["detail"]["level"] == "3B"
    assert [permit.uses for permit in permits(council)] == [1]


def test_lost_line_costs_no_second_use_and_gives_the_same_pdf_again(council: Council) -> None:
    permit_id = granted(council, lay(council, pages=3))
    member, path = council.browser("member1"), f"/permits/{permit_id}/download"
    prepare(member, permit_id)
    bind_all(council.services)

    part = fetch_until(member, path, chunks=1)
    shown = council.browser("member1").get("/permits").text
    elsewhere = fetch(council.browser("member1"), permit_id)
    screen = member.get(f"/permits/{permit_id}/pdf").text
    whole = fetch(member, permit_id)
    over = fetch(member, permit_id)

    assert part.startswith(b"%PDF")
    assert (whole.status_code, whole.content[: len(part)]) == (200, part)
    assert "使用済み" in shown
    assert elsewhere.status_code == 403
    assert f'action="{path}"' in screen
    assert over.status_code == 403
    assert [permit.uses for permit in permits(council)] == [1]
    [issued], [again] = council.ledger("permit.issued"), council.ledger("permit.sent_again")
    assert (again["detail"]["code"], again["detail"]["sha256"]) == (issued["code"], issued["detail"]["sha256"])
    assert [one.state for one in booklets(council)] == ["taken"]


def test_lost_line_after_a_withdrawal_is_not_made_good(council: Council) -> None:
    laid = lay(council, pages=3)
    permit_id = granted(council, laid)
    member = council.browser("member1")
    prepare(member, permit_id)
    bind_all(council.services)
    fetch_until(member, f"/permits/{permit_id}/download", chunks=1)
    withdraw(council, laid, permit_id)

    again = fetch(member, permit_id)

    assert (again.status_code, b"%PDF" in again.content) == (410, False)
    binding.clear(bindery_of(council.services))
    assert sealed(council) == []


def test_issue_that_is_fetched_again_and_again_ends(council: Council) -> None:
    permit_id = granted(council, lay(council, pages=2))
    member, path = council.browser("member1"), f"/permits/{permit_id}/download"
    prepare(member, permit_id)
    bind_all(council.services)
    for _ in range(10):
        assert fetch_until(member, path, chunks=1).startswith(b"%PDF")

    answer = fetch(member, permit_id)

    assert (answer.status_code, "送り直せる回数" in answer.text) == (403, True)
    assert [permit.uses for permit in permits(council)] == [1]


@pytest.mark.both("asks for rows as no other test does")
def test_what_was_taken_is_thrown_away(council: Council) -> None:
    permit_id = granted(council, lay(council))
    assert receive(council.browser("member1"), permit_id).status_code == 200
    [booklet] = booklets(council)
    assert (booklet.state, booklet.sealed_key) == ("taken", None)

    assert binding.clear(bindery_of(council.services)) == 1

    assert (booklets(council), sealed(council)) == ([], [])


def test_what_waits_for_its_holder_is_kept(council: Council) -> None:
    permit_id = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit_id)
    bind_all(council.services)
    go_to(days=2, hours=16)  # the permit ends at 17:00 of the third day, 65 hours after midnight at the earliest

    assert binding.clear(bindery_of(council.services)) == 0

    assert fetch(council.browser("member1"), permit_id).status_code == 200


def test_asking_twice_binds_once(council: Council) -> None:
    permit_id = granted(council, lay(council))
    member = council.browser("member1")

    for _ in range(3):
        assert prepare(member, permit_id).status_code == 303
    bind_all(council.services)
    assert prepare(member, permit_id).status_code == 303

    assert len(booklets(council)) == 1


def test_pdf_whose_code_a_page_has_got_since_is_bound_under_another(council: Council) -> None:
    laid = lay(council)
    permit, member = granted(council, laid), council.browser("member1")
    prepare(member, permit)
    bind_all(council.services)
    code = booklets(council)[0].issue_code
    council.services.ledger.commit_now(Event(EventKind.PAGE_ISSUED, page=1, issue_code=code))

    refused = fetch(member, permit)
    bind_all(council.services)
    handed = fetch(member, permit)

    assert (refused.status_code, "K107" in refused.text) == (409, True)
    assert handed.content.startswith(b"%PDF")
    (record,) = council.ledger("permit.issued")
    assert record["code"] != code
    assert permits(council)[0].uses == 1


def test_screen_says_how_far_it_is_and_what_went_wrong(council: Council) -> None:
    permit_id = granted(council, lay(council, pages=3))
    member, here = council.browser("member1"), f"/permits/{permit_id}/pdf"
    seen: list[object] = []
    happen_before(lambda: seen.append(member.fetch(f"{here}/state").json()), council.services.stamper, "issue")

    before = member.fetch(f"{here}/state").json()
    prepare(member, permit_id)
    asked = member.get(here).text
    bind_all(council.services)
    ready = member.get(here).text

    assert before == {"state": "none", "done": 0, "of": None, "sentence": ""}
    assert "順番を待っています" in asked
    assert seen[0] == {"state": "asked", "done": 0, "of": 3, "sentence": ""}
    assert f'action="/permits/{permit_id}/download"' in ready


@pytest.mark.both("asks for rows as no other test does")
def test_screen_of_a_pdf_is_its_holders_alone(council: Council) -> None:
    permit_id = granted(council, lay(council))

    statuses = {
        login: (
            council.browser(login).get(f"/permits/{permit_id}/pdf").status_code,
            prepare(council.browser(login), permit_id).status_code,
        )
        for login in ("member2", "clerk1", "chair")
    }

    assert set(statuses.values()) == {(404, 404)}
    assert booklets(council) == []
