"""A version that was replaced is looked at by the paper's readers only where it was left open, and until that ends."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from app import clock
from app.materials.models import Material, Reader, Version
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.bringing_back import bring_back
from tests.support.council import Council

pytestmark = pytest.mark.rare("only a replacement that leaves its former version open moves it")

TO_LOOK = ("edition", "edition/contents", "edition/standing", "pages/1", "thumbs/1", "pages/1/text")
BY_OTHER = "UPDATE material_replacement SET by_id = :by WHERE former_id = :version"
BY_SQL = "UPDATE material_replacement SET former_open = true WHERE former_id = :version"


def answers(office: Office, former: Version, login: str = "member1") -> set[int]:
    """What a reader gets who asks for the former version in every way there is to look at it."""
    browser = office.council.browser(login)
    return {browser.fetch(f"/papers/{former.id}/{way}").status_code for way in TO_LOOK}


def published(council: Council, version: Version, moment: datetime | None) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Material, version.material_id).published_at = moment


def with_altered_row(office: Office, former: Version) -> Callable[..., None]:
    """Have the paper's replacement say by SQL that somebody else made it, and the same once more with `back`."""

    def write(*, back: bool = False) -> None:
        by = office.council.people["clerk1" if back else "clerk2"].id
        with office.council.services.database.engine.begin() as connection:
            connection.execute(text(BY_OTHER), {"version": former.id, "by": by})

    write()
    return write


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


def test_whoever_became_a_reader_after_the_replacement_reads_the_present_version_alone(office: Office) -> None:
    former, council = left_open(office), office.council
    with council.services.database.write() as unit:
        unit.add(Reader(material_id=former.material_id, group_id=council.groups["executives"].id))

    assert answers(office, former, "executive") == {404}
    assert council.browser("executive").fetch(f"/papers/{former.material_id}/half").status_code == 200
    assert answers(office, former) == {200}


@pytest.mark.parametrize("state", ["withdrawn", "not published"])
def test_replacing_a_paper_that_nobody_can_read_leaves_nothing_open_when_it_comes(office: Office, state: str) -> None:
    former, council = office.ready(label="2"), office.council
    here = f"/prepare/materials/{former.material_id}"
    council.browser("member1").fetch(f"/papers/{former.id}/pages/1")
    newer = office.prepared(former)
    if state == "withdrawn":
        council.browser("clerk1").post(f"{here}/withdraw", {"reason": "別の資料のファイル"})
    else:
        published(council, former, None)
    assert "former_open" not in council.browser("clerk1").get(f"{here}/replacement").text

    assert office.replacement(newer, "replacement/send", former_open="1").status_code == 200
    if state == "withdrawn":
        assert bring_back(council, former.material_id).status_code == 303
    else:
        published(council, former, clock.now())

    assert council.browser("member1").fetch(f"/papers/{newer.id}/pages/1").status_code == 200
    assert answers(office, former) == {404}
    assert "former_open" not in council.ledger("material.replaced")[-1]["detail"]


def test_former_version_is_closed_where_nobody_has_left_it_open(office: Office) -> None:
    former = office.ready(label="2")
    office.replaced(former)

    assert answers(office, former) == {404}
    with office.council.services.database.engine.begin() as connection:
        connection.execute(text(BY_SQL), {"version": former.id})
    assert answers(office, former) == {404}


ENDS = ["closed", "withdrawn and back", "withdrawn with another row altered", "raised", "replaced again", "put back"]


@pytest.mark.parametrize("end", ENDS)
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
        assert bring_back(office.council, former.material_id).status_code == 303
    elif end == "withdrawn with another row altered":
        altered = with_altered_row(office, former)
        clerk.post(f"{here}/withdraw", {"reason": "誤り"})
        altered(back=True)
        assert bring_back(office.council, former.material_id).status_code == 303
    elif end == "raised":
        clerk.post(f"{here}/label", {"label": "3B"})
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
