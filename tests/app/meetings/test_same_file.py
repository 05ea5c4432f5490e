"""The same file put in twice: the office reads where it lies already, and can go on or take it out again."""

from datetime import timedelta

import pytest

from app import clock
from app.access.levels import Confidentiality
from app.materials.models import Material, Version
from tests.app.materials import papers
from tests.app.meetings.scenes import put_meeting, put_paper
from tests.support.council import Council

TOLD = "同じファイルが、"


def put_file(council: Council, material_id: str, sha256: str, *, minute: int) -> None:
    """Let the file of a paper be this one, brought at that minute."""
    with council.services.database.write() as unit:
        version = unit.query(Version).filter_by(material_id=material_id).one()
        version.sha256, version.created_at = sha256, clock.now() + timedelta(minutes=minute)


def two_alike(council: Council, meeting: str, first: Confidentiality = Confidentiality.C2) -> tuple[str, str]:
    former = put_paper(council, meeting, "議案第16号", first)
    later = put_paper(council, meeting, "議案第17号", position=2)
    put_file(council, former, "a" * 64, minute=0)
    put_file(council, later, "a" * 64, minute=1)
    return former, later


def test_two_uploads_of_one_file_are_told_of_once_and_the_second_can_be_taken_out(council: Council) -> None:
    meeting, clerk = put_meeting(council), council.browser("clerk1")
    content = papers.pdf(1)  # one file: it holds the second at which it was made
    for name in ("議案第1号.pdf", "議案第2号.pdf"):
        place = clerk.post(f"/prepare/meetings/{meeting}/papers", {"title": "", "file_name": name}).json()
        assert clerk.put(place["upload"], content).status_code == 201

    page = clerk.fetch(f"/prepare/meetings/{meeting}").text

    assert page.count(TOLD) == 1
    taken = page.split(TOLD)[1].split("/take-out")[0].rsplit("/", 1)[1]
    assert clerk.post(f"/prepare/materials/{taken}/take-out", {}).status_code == 303
    page = clerk.fetch(f"/prepare/meetings/{meeting}").text
    assert TOLD not in page
    with council.services.database.read() as unit:
        assert unit.query(Material).count() == 1


def test_it_is_said_which_paper_and_version_on_both_screens_of_the_later_one(council: Council) -> None:
    meeting, clerk = put_meeting(council), council.browser("clerk1")
    former, later = two_alike(council, meeting)

    row = clerk.fetch(f"/prepare/meetings/{meeting}").text.split(TOLD)
    own = clerk.fetch(f"/prepare/materials/{later}").text

    assert len(row) == 2
    assert f'<a class="plain" href="/prepare/materials/{former}">「議案第16号」</a>の第1版にもあります。' in row[1]
    assert f"{TOLD}<a" in own
    assert TOLD not in clerk.fetch(f"/prepare/materials/{former}").text


def test_nothing_is_told_of_a_paper_that_the_clerk_may_not_know(council: Council) -> None:
    meeting = put_meeting(council)
    two_alike(council, meeting, Confidentiality.C3A)

    assert TOLD not in council.browser("clerk1").fetch(f"/prepare/meetings/{meeting}").text
    assert TOLD in council.browser("admin").fetch(f"/prepare/meetings/{meeting}").text


def test_nothing_is_told_of_a_version_that_was_handled_as_3a(council: Council) -> None:
    meeting = put_meeting(council)
    former, _later = two_alike(council, meeting)
    with council.services.database.write() as unit:
        version = unit.query(Version).filter_by(material_id=former).one()
        version.kept_level = "3A"
        unit.get_one(Material, former).current_version_id = None

    assert TOLD not in council.browser("clerk1").fetch(f"/prepare/meetings/{meeting}").text


@pytest.mark.parametrize("decided", ["published", "another meeting", "failed"])
def test_what_is_decided_or_lies_elsewhere_is_not_asked_about(council: Council, decided: str) -> None:
    meeting = put_meeting(council)
    former = put_paper(council, put_meeting(council) if decided == "another meeting" else meeting, "議案第16号")
    later = put_paper(council, meeting, "議案第17号", is_published=decided == "published", position=2)
    put_file(council, former, "a" * 64, minute=0)
    put_file(council, later, "a" * 64, minute=1)
    if decided == "failed":
        with council.services.database.write() as unit:
            unit.query(Version).filter_by(material_id=former).one().state = "failed"

    assert TOLD not in council.browser("clerk1").fetch(f"/prepare/meetings/{meeting}").text
