"""Under whose rules papers and people stand: said of a paper, told by a person's offices, and asked for in lists."""

import csv
import io

import pytest

from tests.app.materials.office import Office
from tests.app.materials.test_acts import post

pytestmark = pytest.mark.alike("one column more of a row that others change on both")


def listed(office: Office, asked: str = "") -> list[tuple[str, str]]:
    """The papers of the file, each with its regime."""
    answer = office.council.browser("clerk1").get(f"/prepare/materials/list.csv{asked}")
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [(row["区分"], row["よる規程"]) for row in rows]


@pytest.mark.both("a condition on a column that may be empty")
@pytest.mark.clause("I 1章4(1)")
def test_clerk_says_by_whose_rules_a_paper_stands_and_lists_tell_them_apart(office: Office) -> None:
    ours, theirs, third = (office.ready(label=label).material_id for label in ("1", "2", "3C"))
    clerk = office.council.browser("clerk1")
    source = {"label": "2", "source": "executive"}
    assert post(office, theirs, "label", source).status_code == 200  # the executive's information
    here = f"/prepare/materials/{third}"
    assert "出どころのとおり（議会の規程）" in clerk.get(here).text

    said = post(office, third, "regime", {"regime": "municipal"})
    again = post(office, third, "regime", {"regime": "municipal"})
    wrong = post(office, third, "regime", {"regime": "prefecture"})
    member = office.council.browser("member1").post(f"{here}/regime", {"regime": "council"})

    assert (said.status_code, again.status_code, wrong.status_code, member.status_code) == (200, 200, 422, 403)
    changes = [each["detail"] for each in office.council.ledger("material.changed")]
    assert [(each["from"], each["to"]) for each in changes if each["what"] == "regime"] == [("source", "municipal")]
    assert '<option value="municipal" selected' in clerk.get(here).text
    assert listed(office, "?regime=municipal") == [("機密性2", "市町の規程"), ("機密性3C", "市町の規程")]
    assert listed(office, "?regime=council") == [("機密性1", "議会の規程")]
    assert len(listed(office)) == len(listed(office, "?regime=prefecture")) == 3
    screen = clerk.get("/prepare/materials?regime=council").text
    assert f"/prepare/materials/{ours}" in screen
    assert f"/prepare/materials/{theirs}" not in screen
    assert "/prepare/materials/list.csv?regime=council" in screen
    post(office, third, "regime", {"regime": ""})  # the way back
    assert listed(office, "?regime=council") == [("機密性1", "議会の規程"), ("機密性3C", "議会の規程")]


@pytest.mark.clause("I 1章4(1)")
def test_people_stand_under_the_rules_of_their_offices(office: Office) -> None:
    people, admin = office.council.people, office.council.browser("admin")

    municipal, council = (admin.get(f"/admin/people?regime={each}").text for each in ("municipal", "council"))

    for login, screen in (("clerk1", municipal), ("admin", municipal), ("executive", municipal), ("member1", council)):
        other = council if screen is municipal else municipal
        assert f"/admin/people/{people[login].id}" in screen
        assert f"/admin/people/{people[login].id}" not in other
    assert "市町の規程" in municipal
    assert all(f"/admin/people/{people[login].id}" in admin.get("/admin/people").text for login in ("clerk1", "chair"))
