"""What somebody writes by SQL that no seal and no moment can be: found as any other edit, and it hides no other one."""

import pytest
from sqlalchemy import select

from app.materials.models import Reader
from app.ops.seal_commands import SEALED
from app.seals import altered_rows
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import lay
from tests.app.test_seals import altered, sql, turn_the_reader
from tests.support.council import Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")


def _found(council: Council) -> set[str]:
    with council.services.database.read() as unit:
        return {row.table for row in altered_rows(unit, SEALED)}


def test_seal_of_other_letters_closes_the_paper_and_is_told(council: Council) -> None:
    laid = lay(council)
    sql(council, "UPDATE material SET seal = '印' WHERE id = :id", id=laid.material)

    answer = council.browser("member1").fetch(laid.page())

    assert (answer.status_code, answer.json()["code"]) == (409, "S502")
    assert [record["detail"]["name"] for record in altered(council)] == [f"material/{laid.material}"]


_OFFICE = "UPDATE office SET … WHERE person_id = :person"
SPOILT = ["seal = '印'", "starts_at = 9000000000000000000"]
_OF_SQLITE = ("seal = x'00ff'", "starts_at = 'いま'", "starts_at = 9e999", "role = CAST(x'63ff' AS TEXT)")
OF_SQLITE = [pytest.param(each, marks=pytest.mark.own_database("SQLite alone keeps it")) for each in _OF_SQLITE]


@pytest.mark.parametrize("spoilt", [*SPOILT, *OF_SQLITE])
def test_office_that_cannot_be_read_gives_nothing_and_hides_no_other_edit(council: Council, spoilt: str) -> None:
    laid = lay(council)
    member = council.browser("member1")
    sql(council, _OFFICE.replace("…", spoilt), person=council.people["member1"].id)
    turn_the_reader(council, laid)

    answer = member.get("/")

    assert answer.status_code in {302, 303, 401}
    assert _found(council) == {"office", "material_reader"}
    with council.services.database.read() as unit:
        assert [row.is_intact for row in unit.scalars(select(Reader))] == [False]


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE material SET confidentiality = '9' WHERE id = :id",
        "UPDATE material_reader SET seal = '12/34' WHERE material_id = :id",
        "UPDATE material_reader SET id = 'x/1' WHERE material_id = :id",
    ],
)
def test_paper_that_cannot_be_read_is_closed_and_told_and_hides_no_other_one(council: Council, spoilt: str) -> None:
    laid, other = lay(council), lay(council, title="ほかの資料")
    sql(council, spoilt, id=laid.material)
    member = council.browser("member1")

    page = member.fetch(laid.page())
    found = member.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})

    assert page.status_code in {404, 409}
    assert [paper["material"] for paper in found.json()["papers"]] == [other.material]
    assert member.get("/").status_code == 200
    assert len(altered(council)) == 1


@pytest.mark.parametrize(
    ("spoilt", "screen"),
    [
        ("UPDATE material SET owner = '誰か'", "/prepare/materials"),
        ("UPDATE material SET integrity = '9'", "/prepare/materials"),
        ("UPDATE material SET availability = '9'", "/prepare/materials"),
        ("UPDATE meeting SET called_off = '雨'", "/prepare"),
        # the last second of the year 9999 in UTC, which in Japan is none any more
        ("UPDATE meeting SET starts_at = 253402300799000000", "/prepare"),
    ],
)
def test_list_opens_though_a_row_in_it_says_what_no_row_of_ours_says(
    council: Council, spoilt: str, screen: str
) -> None:
    lay(council, title="議案書")
    put_meeting(council, "本会議", is_published=True)
    admin = council.browser("admin")
    sql(council, spoilt)

    shown = admin.get(screen)

    assert shown.status_code == 200
    assert ("議案書" if screen.endswith("materials") else "本会議") in shown.text
    assert len(altered(council)) == 1
