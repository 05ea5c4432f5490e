"""Two people at one form: what the first saved is neither lost by the second's nor overwritten unseen."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.levels import Confidentiality
from app.materials.models import Material, Reader
from app.meetings.models import Meeting
from app.members.models import Group, GroupMember
from app.proposals.models import Proposal
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.app.meetings.scenes import put_meeting, put_paper
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("what two do at one form")

_HIDDEN = re.compile(r'<input type="hidden" name="(seen|made_from)" value="([^"]*)">')


def carried(browser: Browser, path: str, form: str) -> dict[str, list[str]]:
    """What the form with this action carries of the state that it was made from."""
    page = browser.get(path).text
    start = page.index(f'action="{form}"')
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(page[start : page.index("</form>", start)]):
        found.setdefault(name, []).append(value)
    return found


def readers(council: Council, material_id: str) -> set[str | None]:
    with council.services.database.read() as unit:
        rows = unit.scalars(select(Reader).where(Reader.material_id == material_id)).all()
        return {row.group_id or row.person_id for row in rows}


def test_readers_that_another_clerk_has_changed_meanwhile_stay_changed(council: Council) -> None:
    paper = put_paper(council, put_meeting(council), "議案書", Confidentiality.C2, people=("member1",))
    members = council.groups["members"].id
    one, two, three = (council.people[login].id for login in ("member1", "member2", "executive"))
    here = f"/prepare/materials/{paper}"
    clerk, other = council.browser("clerk1"), council.browser("clerk2")
    stale = carried(clerk, here, f"{here}/readers")
    narrowed = carried(other, here, f"{here}/readers") | {"groups": [], "people": [one, two]}
    assert other.post(f"{here}/readers", narrowed).status_code == 303

    answer = clerk.post(f"{here}/readers", stale | {"groups": [members], "people": [one, three]})

    assert readers(council, paper) == {one, two, three}  # without the group, which the other had taken out
    assert answer.headers["location"] == f"{here}?newer=readers#readers"
    assert "ほかの人も読める人を変えていました" in clerk.get(f"{here}?newer=readers").text


def test_label_is_not_changed_by_a_screen_that_shows_another(office: Office) -> None:
    version = office.ready(label="2", is_published=False)
    here = f"/prepare/materials/{version.material_id}"
    clerk, other = office.council.browser("clerk1"), office.council.browser("clerk2")
    stale: dict[str, Any] = carried(clerk, here, f"{here}/label")
    other.post(f"{here}/label", carried(other, here, f"{here}/label") | {"label": "3C"})

    answer = clerk.post(f"{here}/label", stale | {"label": "3B"}, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (409, "M150")
    with office.council.services.database.read() as unit:
        assert unit.get_one(Material, version.material_id).confidentiality == "3C"


@pytest.mark.parametrize("is_published", [False, True])
def test_label_is_not_chosen_by_a_screen_that_shows_another_file(office: Office, *, is_published: bool) -> None:
    first = office.ready(label="3B" if is_published else None, is_published=is_published)
    here = f"/prepare/materials/{first.material_id}"
    clerk = office.council.browser("clerk1")
    stale: dict[str, Any] = carried(clerk, here, f"{here}/label")
    newer = office.prepared(first, login="clerk2")
    if is_published:
        office.replacement(newer, "replacement/send", login="clerk2")

    answer = clerk.post(f"{here}/label", stale | {"label": "1"}, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (409, "M150")
    assert office.material(first.material_id).confidentiality == ("3B" if is_published else None)
    with office.council.services.database.read() as unit:
        assert unit.scalars(select(Proposal)).all() == []


def test_meeting_that_somebody_has_moved_is_shown_before_it_is_changed_again(council: Council) -> None:
    meeting, groups = put_meeting(council), [council.groups["members"].id]
    path = f"/prepare/meetings/{meeting}/edit"
    clerk, other = council.browser("clerk1"), council.browser("clerk2")
    words = {"title": "第1日", "day": "2027-03-01", "time": "10:00", "place": "議場", "groups": groups}
    stale = carried(clerk, path, path)
    assert other.post(path, carried(other, path, path) | words | {"time": "13:00"}).status_code == 303

    refused = clerk.post(path, stale | words | {"title": "第二日"})
    again = clerk.post(path, carried(clerk, path, path) | words | {"title": "第二日"})

    assert refused.status_code == 422
    assert ("ほかの人が、この会議を変えました。" in refused.text, "13:00" in refused.text) == (True, True)
    assert 'value="第二日"' in refused.text
    assert again.status_code == 303
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).title == "第二日"


@pytest.mark.parametrize("name", ["総務委員会", "総務常任委員会"])
def test_group_keeps_whom_another_administrator_put_in(council: Council, name: str) -> None:
    with council.services.database.write() as unit:
        unit.add(group := Group(key="committee", name="総務委員会", position=9))
        unit.flush()
        path, group_id = f"/admin/groups/{group.id}", group.id
    one, two = council.people["member1"].id, council.people["member2"].id
    first, second = council.browser("admin"), council.browser("admin")
    stale = carried(first, path, path)
    assert second.post(path, carried(second, path, path) | {"name": name, "person": [one]}).status_code == 303

    answer = first.post(path, stale | {"name": "総務委員会", "person": [two]})

    with council.services.database.read() as unit:
        inside = set(unit.scalars(select(GroupMember.person_id).where(GroupMember.group_id == group_id)))
    is_renamed = name != "総務委員会"
    assert (answer.status_code, inside) == ((422, {one}) if is_renamed else (303, {one, two}))
    assert ("ほかの人が名前を「総務常任委員会」に変えました。" in answer.text) is is_renamed


def test_title_that_another_clerk_has_corrected_is_told_before_it_is_changed(office: Office) -> None:
    version = office.ready(label="2", is_published=False)
    here = f"/prepare/materials/{version.material_id}"
    clerk, other = office.council.browser("clerk1"), office.council.browser("clerk2")
    stale: dict[str, Any] = carried(clerk, here, f"{here}/title")
    other.post(f"{here}/title", carried(other, here, f"{here}/title") | {"title": "予算書（訂正）"})

    refused = clerk.post(f"{here}/title", stale | {"title": "予算書 第一案"})
    again = clerk.post(f"{here}/title", carried(clerk, here, f"{here}/title") | {"title": "予算書 第一案"})

    assert (refused.status_code, again.status_code) == (409, 303)
    assert all(words in refused.text for words in ("予算書（訂正）", "予算書 第一案", "もとの画面"))


def test_release_is_not_asked_of_a_version_that_the_screen_did_not_show(office: Office) -> None:
    first = office.ready(label="1")
    here = f"/prepare/materials/{first.material_id}"
    clerk = office.council.browser("clerk1")
    stale: dict[str, Any] = carried(clerk, here, f"{here}/release")
    office.replaced(first)

    refused = clerk.post(f"{here}/release", stale | {"reason": "議決のあとで配るため"} | NO_PROCEDURE)
    again = clerk.post(
        f"{here}/release",
        carried(clerk, here, f"{here}/release") | {"reason": "議決のあとで配るため"} | NO_PROCEDURE,
    )

    assert (refused.status_code, again.status_code) == (409, 303)
    assert "差し替えられました" in refused.text
