"""What was edited by SQL says so on every screen and in every file that shows it, and nothing of it stands there."""

import pytest
from sqlalchemy import select

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.devices.models import Device
from app.members.models import Office
from app.members.subjects import about_person
from tests.app.permits.desk import permits
from tests.app.permits.excepting import Excepting
from tests.app.test_seals import sql
from tests.support.council import Council

SAYS = "書き換えの疑い"


def test_altered_permit_stands_on_each_screen_by_its_number_alone(council: Council) -> None:
    scene = Excepting(council)
    number = scene.state(scene.granted()).number
    scene.applied()
    sql(council, "UPDATE permit SET reason = '偽の理由', conditions = '偽の条件' WHERE state = 'granted'")

    screens = [council.browser(who).get("/permits").text for who in ("admin", "clerk1", "member1")]
    screens.append(council.browser("chair").get("/permits/decide").text)

    for page in screens:
        assert (number in page, SAYS in page, "偽の" in page) == (True, True, False)
    assert SAYS in council.browser("member1").get("/").text
    assert len(permits(council)) == 2


@pytest.mark.parametrize("edit", ["role = 'deputy'", "role = 'nothing'", "ends_at = NULL, starts_at = 1"])
def test_altered_office_is_held_by_nobody_in_any_list(council: Council, edit: str) -> None:
    """The chair has two; of the one that is whole it is known that it gives power, so that the screen opens."""
    admin, person = council.browser("admin"), council.people["chair"].id
    with council.services.database.write() as unit:
        held = unit.scalars(select(Office).where(Office.person_id == person, Office.role == "chair")).one()
        unit.add(Office(person_id=person, role="clerk", starts_at=held.starts_at))
        note(unit, SYSTEM, EventKind.OFFICE_CHANGED, about_person(person), role="clerk")
    statement = f"UPDATE office SET {edit} WHERE person_id = :person AND role = 'clerk'"  # noqa: S608 - of the table above
    sql(council, statement, person=person)

    page, listed = admin.get(f"/admin/people/{person}").text, admin.get("/admin/people")
    exported = admin.get("/admin/people/export.csv").text

    assert (SAYS in page, SAYS in exported) == (True, True)
    assert "副責任者" not in page.split('id="offices"')[1].split("</table>")[0]
    assert (listed.status_code, "書き換えられた疑い" in listed.text) == (409, True)


@pytest.mark.parametrize("edit", ["approved_by = person_id", "kind = 'nothing', chair_approved_at = 1"])
def test_altered_device_is_usable_on_no_screen(council: Council, edit: str) -> None:
    admin, member = council.browser("admin"), council.browser("member1")
    with council.services.database.read() as unit:
        device = unit.scalars(select(Device.id).where(Device.person_id == council.people["member1"].id)).one()
    sql(council, f"UPDATE device SET {edit} WHERE id = :device", device=device)  # noqa: S608 - of the table above

    pages = [admin.get("/admin/devices"), admin.get(f"/admin/people/{council.people['member1'].id}")]

    assert [page.status_code for page in pages] == [200, 200]
    assert SAYS in pages[0].text
    assert member.get("/account").status_code in {200, 303, 403}


def test_altered_delegation_is_none_on_its_screen(council: Council) -> None:
    chair = council.browser("chair")
    fields = {"person": council.people["deputy"].id, "duty": ["permits"], "reason": "出張のため"}
    page = chair.get("/admin/delegations").text
    duty = page.split('name="duty"')[1].split('value="')[1].split('"')[0]
    fields |= {"duty": [duty], "first_day": "2026-11-25", "last_day": "2026-12-25"}
    assert chair.post("/admin/delegations", fields).status_code == 303
    sql(council, "UPDATE delegation SET reason = 'ほかの理由', ends_at = ends_at + 86400000000")

    shown = chair.get("/admin/delegations").text

    assert (SAYS in shown, "委任を終わらせる" in shown) == (True, False)


def test_altered_paper_copy_is_counted_as_nowhere(council: Council) -> None:
    scene = Excepting(council, level="2")
    scene.applied(kind="reserve", people=[council.people["member1"].id], devices=[])
    sql(council, "UPDATE permit_copy SET state = 'nowhere'")

    page = council.browser("clerk1").get("/permits/reserves")

    assert page.status_code == 200
    assert SAYS in page.text


def test_altered_permit_says_nothing_of_its_set_of_paper_copies(council: Council) -> None:
    scene = Excepting(council, level="2")
    scene.applied(kind="reserve", people=[council.people["member1"].id], devices=[])
    clerk = council.browser("clerk1")
    one = clerk.get("/permits/reserves").text.split('href="/permits/reserves/')[1].split('"')[0]
    sql(council, "UPDATE permit SET reason = '偽の理由'")

    for page in (clerk.get("/permits/reserves"), clerk.get(f"/permits/reserves/{one}")):
        assert (page.status_code, SAYS in page.text, "偽の" in page.text) == (200, True, False)


def test_membership_that_was_put_there_by_sql_stands_in_no_list(council: Council) -> None:
    """A list that is taken out and in again elsewhere would seal it; a stocktaking would confirm it."""
    council.gather("soumu", "member1")
    group, admin, person = council.gather("kosei"), council.browser("admin"), council.people["member2"].id
    values = "(:group, :person, NULL, NULL, NULL, '')"
    columns = "group_id, person_id, added_at, starts_at, ends_at, seal"
    sql(council, f"INSERT INTO people_group_member ({columns}) VALUES {values}", group=group.id, person=person)  # noqa: S608 - of the lines above

    exported = admin.get("/admin/people/export.csv").text
    [line] = [each for each in exported.splitlines() if each.startswith(chr(34) + "member2")]

    assert (SAYS in line, group.name in line) == (True, False)
    page = admin.get(f"/admin/people/{person}").text.split('id="groups"')[1].split("</section>")[0]
    assert (SAYS in page, group.name in page) == (True, False)
    assert SAYS in admin.get(f"/admin/groups/{group.id}").text
    of_group = admin.get("/admin/groups").text.split(f">{group.name}</a>")[1].split("</tr>")[0]
    assert (SAYS in of_group, '<td class="num">0</td>' in of_group) == (True, True)
