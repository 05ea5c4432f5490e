"""A member shows notes to other members and takes that back: who sees what, on which device, and when it ends."""

import re
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Reader
from app.members.membership import put_in, take_out
from app.members.models import GroupMember, Office, Person
from app.members.subjects import about_person
from app.notes.acts import destroy_of_papers
from app.notes.models import NoteShare
from tests.app.notes.test_carrying import carry, replaced, said
from tests.app.notes.test_notes import INK, MARK, TEXT, keep, notes, read
from tests.app.reading.shelf import Laid, lay
from tests.app.rounds.test_gone import look
from tests.support.bringing_back import bring_back
from tests.support.council import Browser, Council


def share(browser: Browser, laid: Laid, *, page: int = 1, of: str = "page", **whom: Any) -> Any:
    council = browser.council
    people = [council.people[login].id for login in whom.get("people", ())]
    groups = [council.groups[key].id for key in whom.get("groups", ())]
    fields = {"page": page, "of": of, "person": people, "group": groups}
    return browser.post(f"/papers/{laid.version}/notes/sharing", fields)


def shown(browser: Browser, laid: Laid) -> dict[str, list[str]]:
    """Whose words and lines are shown on which page: {"1": ["𠮷田 次郎 議員: 財源", …]}."""
    told = read(browser, f"/papers/{laid.version}/notes/shown")
    names = {owner["id"]: owner["name"] for owner in told["owners"]}
    return {
        page: [f"{names[each['owner']]}: {mark.get('words', mark['kind'])}" for each in here for mark in each["marks"]]
        for page, here in told["pages"].items()
    }


def is_told(browser: Browser, laid: Laid) -> bool:
    return bool(read(browser, f"/papers/{laid.version}/notes")["shown"])


def withdraw(browser: Browser, share_id: str) -> Any:
    return browser.post("/notes/shares/withdraw", {"share": share_id})


def shares(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(NoteShare.id).order_by(NoteShare.shared_at)))


@pytest.fixture
def shared(council: Council) -> tuple[Council, Laid, Browser]:
    """Member 1 has a text, a line and a bookmark on page 1, a text on page 2, and shares page 1 with member 2."""
    laid, member = lay(council, level="3B", looks=(1, 2)), council.browser("member1")
    keep(member, notes(laid), TEXT, INK, MARK)
    keep(member, notes(laid, 2), said("unshared"))
    assert share(member, laid, people=("member2",)).status_code == 303
    return council, laid, member


def test_shared_page_is_shown_to_whom_it_was_shared_with_and_goes_at_once(
    shared: tuple[Council, Laid, Browser],
) -> None:
    council, laid, member = shared
    named, other, second = council.browser("member2"), council.browser("chair"), council.browser("member1")

    assert (is_told(named, laid), is_told(other, laid)) == (True, False)
    assert shown(named, laid) == {"1": ["佐藤 花子 議員: 財源を質疑する", "佐藤 花子 議員: ink"]}
    assert shown(other, laid) == {}
    assert read(named, notes(laid))["marks"] == []
    address = f"/papers/{laid.version}/notes"
    before = read(named, address)["shown"]
    keep(member, notes(laid, 2), said("still unshared"), seen=1)
    assert read(named, address)["shown"] == before
    keep(member, notes(laid), said("later"), seen=1)
    assert read(named, address)["shown"] != before
    assert shown(named, laid)["1"][-1] == "佐藤 花子 議員: " + "later"
    assert read(member, f"/papers/{laid.version}/notes")["sharing"] == [1]
    [record] = council.ledger("notes.shared")
    assert (record["material"], record["detail"]) == (laid.material, {"person": council.people["member2"].id})
    assert {"page", "version"}.isdisjoint(record)
    seen = [one["detail"].get("person") for one in council.ledger("shared_notes.issued")]
    assert seen == [council.people["member1"].id, None, council.people["member1"].id]
    assert "財源".encode() not in council.at_rest()

    [row] = shares(council)
    screen = member.get("/notes/shares").text
    assert "1 ページ" in screen
    assert withdraw(named, row).status_code == 303  # it is not theirs: nothing happens
    assert shares(council) == [row]
    assert [withdraw(tab, row).status_code for tab in (member, second)] == [303, 303]  # two tabs, one of them late

    assert (is_told(named, laid), shown(named, laid)) == (False, {})
    assert len(council.ledger("notes.unshared")) == 1
    assert "共有しているメモはありません" in member.get("/notes/shares").text


@pytest.mark.parametrize("level", ["3A", "3B", "3C", "2", None])
def test_what_is_shared_has_the_papers_level_and_never_goes_to_the_office(council: Council, level: str | None) -> None:
    everybody = tuple(login for login in council.people if login != "member1")
    named = ("member1", "member2") if level == "3A" else ()
    laid, member = lay(council, level=level, people=named, groups=("members", "executives")), council.browser("member1")
    keep(member, notes(laid), TEXT)
    screen = member.get(f"/papers/{laid.version}/notes/sharing").text
    offered = {login for login in everybody if council.people[login].id in screen}
    assert offered == {"chair", "deputy", "member2"}
    for login in everybody:
        assert share(member, laid, of="paper", people=(login,)).status_code == (303 if login in offered else 422)

    def statuses(login: str | None, device: DeviceKind = DeviceKind.ISSUED) -> int:
        browser = council.browser(login, device=device)
        status: int = browser.fetch(f"/papers/{laid.version}/notes/shown").status_code
        if status == 200:
            assert shown(browser, laid) == {"1": ["佐藤 花子 議員: 財源を質疑する"]}
        return status

    readers = offered if level != "3A" else {"member2"}
    assert {login for login in everybody if statuses(login) == 200} == readers
    assert {statuses(login) for login in ("admin", "clerk1")} <= {403, 404}
    assert statuses("member2", DeviceKind.PERSONAL) == (200 if level == "2" else 403)
    assert (statuses("member2", DeviceKind.UNKNOWN), statuses(None)) == (403, 401)
    with council.services.database.write() as unit:
        unit.add(Office(person_id=council.people["member2"].id, role=Role.CLERK.value, starts_at=clock.now()))
    assert statuses("member2") == 403


def test_sharing_with_a_group_follows_who_is_in_it_and_ends_with_its_owners_membership(council: Council) -> None:
    group = council.gather("soumu", "member1", "member2")
    laid, member = lay(council), council.browser("member1")
    keep(member, notes(laid), TEXT)
    assert share(council.browser("chair"), laid, groups=("soumu",)).status_code == 422  # not a group of the chair's
    assert share(member, laid, of="paper", groups=("soumu",)).status_code == 303
    reader, chair = council.browser("member2"), council.browser("chair")
    assert (len(shown(reader, laid)), shown(chair, laid)) == (1, {})

    def move(*, into: str = "", out_of: str = "") -> None:
        with council.services.database.write() as unit:
            if into:
                put_in(unit, group.id, [council.people[into].id])
            if out_of:
                take_out(unit, group.id, [council.people[out_of].id])

    move(into="chair", out_of="member2")
    assert (shown(reader, laid), len(shown(chair, laid))) == ({}, 1)

    move(out_of="member1")
    assert shown(chair, laid) == {}
    assert share(member, laid, groups=("soumu",)).status_code == 422  # left between the showing and the pressing
    move(into="member1")
    assert shown(chair, laid) == {}
    with council.services.database.write() as unit:
        destroy_of_papers(unit, lambda _unit, _paper: False)
    assert shares(council) == []
    ended = council.ledger("notes.unshared")[-1]["detail"]
    assert (ended["because"], ended["holder"]) == ("over", council.people["member1"].id)
    assert "佐藤 花子 議員" in council.browser("admin").get("/ledger?kind=notes.unshared").text


def _withdrawn(council: Council, laid: Laid) -> None:
    withdrawn = council.browser("clerk1").post(f"/prepare/materials/{laid.material}/withdraw", {"reason": "誤り"})
    assert withdrawn.status_code == 303
    assert bring_back(council, laid.material).status_code == 303


def _out_of_office(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        held = unit.scalars(select(Office).where(Office.person_id == council.people["member1"].id)).one()
        held.ends_at = clock.now()
        unit.add(Office(person_id=held.person_id, role=held.role, starts_at=clock.now(), given_at=clock.now()))


def _suspended(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = "suspended"


def _raised(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        paper = unit.get_one(Material, laid.material)
        paper.confidentiality, paper.shut_at = "3B", clock.now()


def _to_another(council: Council, laid: Laid) -> None:
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE note_share SET page = 0"))


def _office_deleted(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.execute(delete(Office).where(Office.person_id == council.people["member1"].id))


def _no_reader_until_it_was_released(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.execute(delete(Reader).where(Reader.material_id == laid.material))
    with council.services.database.write() as unit:
        unit.add(Reader(material_id=laid.material, group_id=council.groups["members"].id))
        paper = unit.get_one(Material, laid.material)
        paper.confidentiality, paper.released_at, paper.released_version_id = "1", clock.now(), laid.version


def _clerk_for_a_while(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        person_id, moment = council.people["member1"].id, clock.now()
        unit.add(Office(person_id=person_id, role=Role.CLERK.value, starts_at=moment, ends_at=clock.now()))


def _clerk_too(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.add(Office(person_id=council.people["member1"].id, role=Role.CLERK.value, starts_at=clock.now()))


@pytest.mark.parametrize(
    "what",
    [
        _no_reader_until_it_was_released,
        _clerk_for_a_while,
        _clerk_too,
        _withdrawn,
        _out_of_office,
        _suspended,
        _raised,
        _to_another,
        _office_deleted,
    ],
    ids=lambda each: each.__name__,
)
def test_sharing_that_has_ended_stays_so(shared: tuple[Council, Laid, Browser], what: Any) -> None:
    council, laid, _member = shared
    reader = council.browser("member2")
    assert shown(reader, laid)

    what(council, laid)

    assert (is_told(reader, laid), shown(reader, laid)) == (False, {})


def _office_of_another_missing(council: Council) -> None:
    person_id = council.people["deputy"].id
    with council.services.database.write() as unit:
        office = Office(person_id=person_id, role=Role.MEMBER.value, starts_at=clock.now())
        unit.add(office)
        note(unit, SYSTEM, EventKind.OFFICE_CHANGED, about_person(person_id))
    with council.services.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM office WHERE id = :id"), {"id": office.id})
    assert look(council) == [f"office/{office.id}"]


def test_what_shows_nothing_while_a_row_is_missing_can_be_taken_back(shared: tuple[Council, Laid, Browser]) -> None:
    council, laid, member = shared
    _office_of_another_missing(council)
    assert shown(council.browser("member2"), laid) == {}

    for screen in ("/notes/shares", f"/papers/{laid.version}/notes/sharing"):
        assert "共有をやめる" in member.get(screen).text
    share(member, laid, people=("member2",))
    [row] = shares(council)
    withdraw(member, row)

    assert shares(council) == []


@pytest.mark.rare("rows that were put beside the service; only seals move it")
def test_row_that_was_moved_to_another_is_not_theirs_to_destroy(shared: tuple[Council, Laid, Browser]) -> None:
    council, _laid, _member = shared
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE note_share SET owner_id = :chair"), {"chair": council.people["chair"].id})
    [row] = shares(council)

    withdraw(council.browser("chair"), row)

    assert (shares(council), council.ledger("notes.unshared")) == ([row], [])


@pytest.mark.rare("rows that were put beside the service; only seals move it")
def test_row_that_nobody_has_shared_shows_nothing(shared: tuple[Council, Laid, Browser]) -> None:
    council, laid, _member = shared
    chair = council.people["chair"].id
    with council.services.database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO note_share (id, owner_id, material_id, version_id, page, person_id, shared_at, seal) "
                "SELECT 'x', owner_id, material_id, version_id, page, :chair, shared_at, seal FROM note_share"
            ),
            {"chair": chair},
        )

    assert shown(council.browser("chair"), laid) == {}
    council.services.findings.close()
    assert [one["detail"]["name"] for one in council.ledger("evidence.altered")] == ["note_share/x"]


def test_sharing_follows_its_page_through_a_replacement_also_before_its_owner_has_looked(
    shared: tuple[Council, Laid, Browser],
) -> None:
    council, laid, member = shared
    later, reader = replaced(council, laid, (9, 1)), council.browser("member2")

    words = ["佐藤 花子 議員: 財源を質疑する", "佐藤 花子 議員: ink"]
    assert (is_told(reader, later), shown(reader, later)) == (True, {"2": words})
    assert read(reader, f"/papers/{later.version}/notes/all")["placeless"] == []
    assert read(member, f"/papers/{later.version}/notes")["sharing"] == [2]
    assert share(member, laid, people=("chair",)).status_code in {403, 404, 410}  # the screen of before, pressed late
    carry(member, later)
    assert shown(reader, later) == {"2": words}
    with council.services.database.read() as unit:
        assert unit.scalars(select(NoteShare.version_id)).all() == [later.version]


def test_form_that_names_nobody_or_another_page_shares_nothing(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")

    nobody = share(member, laid)
    assert (nobody.status_code, "共有する相手を選んでください" in nobody.text) == (422, True)
    assert share(member, laid, page=3, people=("member2",)).status_code == 404
    assert share(council.browser("clerk1"), laid, people=("member2",)).status_code == 403
    for _ in range(2):
        share(member, laid, people=("member2",))
    assert len(shares(council)) == 1
    assert re.search("共有をやめる", member.get(f"/papers/{laid.version}/notes/sharing").text)
    with council.services.database.read() as unit:
        assert unit.scalars(select(GroupMember)).all() == []
