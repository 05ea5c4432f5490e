"""A version that was replaced is looked at by the paper's readers only where it was left open, and until that ends."""

import pytest
from sqlalchemy import text

from app.materials.models import Version
from tests.app.materials import papers
from tests.app.materials.office import Office

TO_LOOK = ("edition", "edition/contents", "edition/standing", "pages/1", "thumbs/1", "pages/1/text")
BY_SQL = "UPDATE material_replacement SET former_open = true WHERE former_id = :version"


def answers(office: Office, former: Version, login: str = "member1") -> set[int]:
    """What a reader gets who asks for the former version in every way there is to look at it."""
    browser = office.council.browser(login)
    return {browser.fetch(f"/papers/{former.id}/{way}").status_code for way in TO_LOOK}


def left_open(office: Office) -> Version:
    """The former version of a paper of 機密性2 that members read, left open by the clerk who has replaced it."""
    former = office.ready(label="2")
    office.council.browser("member1").fetch(f"/papers/{former.id}/pages/1")
    sent = office.replacement(office.prepared(former), "replacement/send", former_open="1")
    assert sent.status_code == 200
    return former


@pytest.mark.both("the newest replacement about a paper, read with its seal")
def test_former_version_that_is_left_open_is_looked_at_marked_and_recorded_and_nothing_else(office: Office) -> None:
    former, council = left_open(office), office.council
    member = council.browser("member1")

    assert answers(office, former) == {200}
    assert answers(office, former, "executive") == {404}
    shown = council.ledger("page.issued")[-1]
    assert (shown["version"], shown["detail"]["former"]) == (former.id, True)
    assert council.ledger("material.replaced")[-1]["detail"]["former_open"] is True
    assert member.fetch(f"/papers/{former.id}/pages/1").headers["cache-control"] == "private, no-store"
    half = member.fetch(f"/papers/{former.id}/edition?n=2").text
    assert "data-person" not in half
    assert "open-words" in half  # as the words that the gate gives of it
    assert member.fetch(f"/papers/{former.id}/notes").status_code == 404
    assert member.fetch(f"/papers/{former.material_id}/contents").json()["since"] is None  # never opened by this person


def test_former_version_is_closed_where_nobody_has_left_it_open(office: Office) -> None:
    former = office.ready(label="2")
    office.replaced(former)

    assert answers(office, former) == {404}
    with office.council.services.database.engine.begin() as connection:
        connection.execute(text(BY_SQL), {"version": former.id})
    assert answers(office, former) == {404}


@pytest.mark.parametrize("end", ["closed", "withdrawn and back", "replaced again", "put back and forth"])
def test_former_version_that_was_left_open_is_closed_again(office: Office, end: str) -> None:
    former, clerk = left_open(office), office.council.browser("clerk1")
    here = f"/prepare/materials/{former.material_id}"
    assert "第1版を見られないようにする" in clerk.get(here).text

    if end == "closed":
        assert clerk.post(f"{here}/former/close", {}).status_code in {200, 303}
        assert clerk.post(f"{here}/former/close", {}, headers={"accept": "application/json"}).json()["code"] == "M134"
        assert office.council.ledger("material.changed")[-1]["detail"]["what"] == "former closed"
    elif end == "withdrawn and back":
        clerk.post(f"{here}/withdraw", {"reason": "誤り"})
        office.council.browser("admin").post(f"{here}/restore", {})
    elif end == "replaced again":
        office.replaced(former, papers.pdf(2, words="once more"))
    else:
        newer = office.version(office.material(former.material_id).current_version_id or "")
        office.replacement(former, "put-back")
        office.replacement(newer, "put-back")

    assert answers(office, former) == {404}
    assert "見られないようにする" not in clerk.get(here).text


def test_former_version_is_handled_at_the_level_that_it_has_kept(office: Office) -> None:
    former = left_open(office)
    with office.council.services.database.write() as unit:
        unit.get_one(Version, former.id).kept_level = "3A"

    assert answers(office, former) == {404}  # of 3A nobody reads who is not named
