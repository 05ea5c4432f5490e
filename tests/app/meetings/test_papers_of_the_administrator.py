"""A 3A paper is the administrator's: a clerk neither publishes nor places it, nor reads its title in any list."""

from typing import Any

import pytest

from app.access.levels import Confidentiality
from app.materials.models import Material, Version
from app.meetings.papers.placing import attachments_of
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council
from tests.support.shown import asking, publish, second_word

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

C = Confidentiality
JSON = {"accept": "application/json"}
SECRET = "懲罰の記録"


def put_secret(council: Council, meeting: str, *, position: int = 2, is_published: bool = False) -> str:
    """A 3A paper that the administrator has brought."""
    paper = put_paper(
        council, meeting, SECRET, C.C3A, position=position, groups=(), people=("member1",), is_published=is_published
    )
    with council.services.database.write() as unit:
        material = unit.get_one(Material, paper)
        material.created_by = council.people["admin"].id
        unit.get_one(Version, material.current_version_id).created_by = council.people["admin"].id
    return paper


def is_published(council: Council, paper: str) -> bool:
    with council.services.database.read() as unit:
        return unit.get_one(Material, paper).published_at is not None


def places(council: Council, meeting: str) -> list[tuple[str, str | None]]:
    with council.services.database.read() as unit:
        return [(each.material_id, each.agenda_item_id) for each in attachments_of(unit, meeting)]


def test_a_clerk_does_not_publish_it_by_itself_and_the_administrator_does(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_secret(council, meeting)
    path = f"/prepare/meetings/{meeting}/papers/{paper}/publish"

    refused = council.browser("clerk1").post(path, headers=JSON)
    published_by_clerk = is_published(council, paper)
    allowed = publish(council.browser("admin"), path)

    assert (refused.json()["code"], published_by_clerk) == ("P419", False)
    assert (allowed.status_code, is_published(council, paper)) == (303, True)


def test_a_meeting_that_a_clerk_publishes_leaves_it_to_the_administrator(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    plain, paper = put_paper(council, meeting, "議案書"), put_secret(council, meeting)

    check = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text
    answer = publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish")

    assert "機密性3A の資料 1\u00a0件は公開されません" in check
    assert answer.status_code == 303
    assert (is_published(council, plain), is_published(council, paper)) == (True, False)
    assert council.ledger("meeting.published")[0]["detail"]["papers"] == 1


def test_a_meeting_that_the_administrator_publishes_takes_it_along(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_secret(council, meeting)

    publish(council.browser("admin"), f"/prepare/meetings/{meeting}/publish")

    assert is_published(council, paper)


@pytest.mark.parametrize("fields", [{"direction": "up"}, {"direction": "down"}, {"agenda_item": ""}])
def test_a_clerk_does_not_move_it(council: Council, fields: dict[str, str]) -> None:
    meeting = put_meeting(council)
    put_paper(council, meeting, "議案書", position=1)
    paper = put_secret(council, meeting, position=2)
    put_paper(council, meeting, "説明資料", position=3)
    before = places(council, meeting)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers/{paper}/move", fields, headers=JSON)

    assert answer.json()["code"] == "P419"
    assert places(council, meeting) == before


def test_a_clerk_puts_no_file_into_it(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_secret(council, meeting)
    waiting = council.browser("admin").post(f"/prepare/materials/{paper}/replace", {"file_name": "x.pdf"}, headers=JSON)

    answer = council.browser("clerk1").put(waiting.json()["upload"], b"%PDF-1.7")
    state = council.browser("clerk1").fetch(f"/prepare/materials/{paper}/state")

    assert (answer.json()["code"], state.json()["code"]) == ("P419", "P419")


def test_a_clerk_does_not_confirm_that_it_is_lowered(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_secret(council, meeting)
    asked = council.browser("admin").post(f"/prepare/materials/{paper}/label", {"label": "2"}, headers=JSON)
    path = f"/prepare/label-changes/{asked.json()['label_change']}/decide"

    answer = council.browser("clerk1").post(path, second_word(council, path), headers=JSON)

    assert answer.json()["code"] == "P419"
    assert SECRET not in answer.text


def lists(council: Council, login: str, meeting: str, paper: str) -> dict[str, str]:
    """Every list and screen that names papers, as this person gets it."""
    browser: Any = council.browser(login)
    paths = (
        "/prepare",
        "/prepare/materials",
        f"/prepare/meetings/{meeting}",
        f"/prepare/meetings/{meeting}?paper={paper}",
        f"/prepare/meetings/{meeting}?move={paper}",
        f"/prepare/meetings/{meeting}/state",
        f"/prepare/meetings/{meeting}/check",
        f"/meetings/{meeting}",
        "/permits",
        "/permits/decide",
        "/",
    )
    return {path: browser.get(path).text for path in paths}


@pytest.mark.sampled("draws eight lists, for two seconds of a processor")
@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize("login", ["clerk1", "clerk2", "chair", "member2"])
def test_no_list_tells_its_title_to_whoever_may_not_read_it(council: Council, login: str, *, published: bool) -> None:
    meeting = put_meeting(council, is_published=published)
    put_item(council, meeting, "議案第12号")
    put_paper(council, meeting, "議案書", position=1, is_published=published)
    paper = put_secret(council, meeting, is_published=published)
    if published:
        address = f"/papers/{paper}/permit"
        wish = asking(council, address) | {"reason": "質疑の準備のため", "until": "three"}
        assert council.browser("member1").post(address, wish).status_code == 303

    told = lists(council, login, meeting, paper)

    decides = ["/permits/decide"] if login == "chair" and published else []  # whoever decides reads about what
    assert [path for path, text in told.items() if SECRET in text] == decides
    if login.startswith("clerk"):
        assert "機密性3A の資料（題名は出しません）" in told["/prepare/materials"]


def test_the_administrator_and_the_named_reader_see_its_title(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_secret(council, meeting, is_published=True)

    assert SECRET in lists(council, "admin", meeting, paper)["/prepare/materials"]
    assert SECRET in lists(council, "member1", meeting, paper)[f"/meetings/{meeting}"]


def test_its_neighbours_are_moved_as_before(council: Council) -> None:
    meeting = put_meeting(council)
    first = put_paper(council, meeting, "議案書", position=1)
    paper = put_secret(council, meeting, position=2)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers/{first}/move", {"direction": "down"})

    assert answer.status_code == 303
    assert [material for material, _ in places(council, meeting)] == [paper, first]
