"""Pages, thumbnails and sharper cells: each is its reader's own, and recorded before it leaves."""

import pytest
from sqlalchemy import select

from app import clock
from app.access.roles import Role
from app.jobs.models import Job
from app.jobs.queries import open_jobs
from app.materials.models import Material
from app.materials.pages.jobs import LOOKED_AT
from app.members.people import add_person
from app.vault.objects import page_name
from tests.app.auth.signing import browser_at
from tests.app.reading.shelf import Laid, add_version, issued, lay, objects_of, replace_object, unmarked
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")


def jobs(council: Council) -> list[tuple[str, str]]:
    with council.services.database.read() as unit:
        return [(job.kind, job.subject) for job in unit.scalars(select(Job))]


def end_jobs(council: Council, state: str) -> None:
    """As the worker leaves jobs that did not make what they were for."""
    with council.services.database.write() as unit:
        for job in unit.scalars(select(Job).where(Job.state == "queued")):
            job.state = state


def test_record_of_a_page_says_who_which_and_from_where(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")

    answer = member.fetch(laid.page(2))

    assert answer.headers["cache-control"] == "private, no-store"
    [record] = issued(council)
    assert record["actor"] == council.people["member1"].id
    assert (record["material"], record["version"], record["page"]) == (laid.material, laid.version, 2)
    assert (record["session"], record["address"]) == (member.session_id, "127.0.0.1")
    assert record["detail"]["level"] == "2"


def test_thumbnail_is_marked_too(council: Council) -> None:
    laid = lay(council)

    one = council.browser("member1").fetch(laid.thumbnail())
    two = council.browser("member2").fetch(laid.thumbnail())

    assert (one.status_code, two.status_code) == (200, 200)
    assert one.content != two.content
    assert [record["kind"] for record in issued(council)] == ["thumbnail.issued"] * 2
    assert all(record["code"] for record in issued(council))


@pytest.mark.parametrize("login", [None, "member1"])
def test_released_paper_is_unmarked_for_everyone_and_still_recorded(council: Council, login: str | None) -> None:
    laid = lay(council, level="1", is_released=True)

    answer = council.browser(login).fetch(laid.page())

    assert answer.content == unmarked(council, laid)
    [record] = issued(council)
    assert record["kind"] == "page.issued"
    assert "code" not in record


def test_level_1_before_its_release_is_marked_and_closed_to_residents(council: Council) -> None:
    laid = lay(council, level="1")

    stranger, member = council.browser().fetch(laid.page()), council.browser("member1").fetch(laid.page())

    assert stranger.status_code == 401
    assert member.content != unmarked(council, laid)


def test_head_tells_the_page_without_hiding_it_from_the_ledger(council: Council) -> None:
    laid = lay(council)
    headers = {"sec-fetch-dest": "image"}
    client = council.browser("member1").client

    answer = client.head(laid.page(), headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert len(issued(council)) == 1
    assert council.browser().client.head(laid.page(), headers=headers).status_code == 401


def test_page_that_is_not_there_is_told_and_leaves_no_record(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")

    paths = [way(number) for way in (laid.page, laid.thumbnail, laid.text) for number in (0, 3, 10**20)]
    answers = [member.fetch(path) for path in paths]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "R404")] * 9
    assert issued(council) == []


def test_sharper_cell_is_asked_for_once_and_told_as_not_ready(council: Council) -> None:
    laid = lay(council)
    one, two = council.browser("member1"), council.browser("member2")

    answers = [one.fetch(laid.cell(2, 0, 0)), one.fetch(laid.cell(2, 1, 1)), two.fetch(laid.cell(2, 0, 1))]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "zoom_not_ready")}
    assert jobs(council) == [("sharpen2", f"{laid.version}:1")]
    assert issued(council) == []


@pytest.mark.both("asks for rows as no other test does")
def test_reader_hears_that_a_sharper_page_comes_is_there_or_will_not_come(council: Council) -> None:
    laid = lay(council, zoom=2)
    member = council.browser("member1")

    def asked(scale: int) -> object:
        return member.fetch(f"{laid.page()}/sharpness/{scale}").json()

    assert asked(2) == {"sharpness": "ready"}
    assert [asked(4), asked(4)] == [{"sharpness": "coming"}] * 2
    end_jobs(council, "failed")
    assert asked(4) == {"sharpness": "coming"}, "it is tried once more"
    assert jobs(council) == [("sharpen4", f"{laid.version}:1")] * 2
    end_jobs(council, "done")
    assert asked(4) == {"sharpness": "never"}
    answer = member.fetch(laid.cell(4, 0, 0))
    assert (answer.status_code, answer.json()["code"]) == (409, "zoom_not_possible")
    assert len(jobs(council)) == 2
    assert member.fetch(f"{laid.page()}/sharpness/3").json()["code"] == "R404"


def test_four_times_is_asked_for_page_by_page(council: Council) -> None:
    laid = lay(council, zoom=2)
    member = council.browser("member1")

    answers = [member.fetch(laid.cell(4, 3, 3, page)) for page in (1, 1, 2)]

    assert {answer.status_code for answer in answers} == {409}
    assert jobs(council) == [("sharpen4", f"{laid.version}:1"), ("sharpen4", f"{laid.version}:2")]
    assert member.fetch(laid.cell(2, 1, 0)).status_code == 200


def test_cell_outside_the_page_is_not_found(council: Council) -> None:
    laid = lay(council, zoom=2)
    member = council.browser("member1")
    outside = [(2, 2, 0), (2, 0, 2), (4, 4, 0), (4, 0, 4), (3, 0, 0), (1, 0, 0), (8, 1, 1)]

    answers = [member.fetch(laid.cell(*cell)) for cell in outside]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "R404")}
    assert jobs(council) == []


def _with_undrawable_name(council: Council) -> None:
    """A member whose name holds a character of nobody's font."""
    with council.services.database.write() as unit:
        person = add_person(unit, login="gaiji", name="外字 \ue000郎", title="議員", roles=[Role.MEMBER])
        council.people["gaiji"] = person


def test_nothing_leaves_to_a_viewer_whose_name_cannot_be_drawn(council: Council) -> None:
    laid = lay(council, zoom=2)
    _with_undrawable_name(council)
    member = council.browser("gaiji")

    answers = [member.fetch(path) for path in (laid.page(), laid.thumbnail(), laid.cell(2, 0, 0), laid.cell(2, 1, 1))]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(503, "V207")] * 4
    assert "議会事務局に連絡してください" in answers[0].json()["sentence"]
    assert issued(council) == []


def test_reader_with_an_undrawable_name_still_reads_what_needs_no_mark(council: Council) -> None:
    laid = lay(council, level="1", is_released=True)
    _with_undrawable_name(council)

    assert council.browser("gaiji").fetch(laid.page()).content == unmarked(council, laid)


def test_page_with_a_broken_seal_is_told_as_damaged(council: Council) -> None:
    laid = lay(council)
    name = page_name(laid.version, 1)
    whole = objects_of(council, name)
    member = council.browser("member1")

    answers = []
    for place in (0, 8, len(whole) // 2, len(whole) - 1):
        replace_object(council, name, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        answers.append(member.fetch(laid.page()))

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(500, "S500")}
    assert "書き換えられた疑い" in answers[0].json()["sentence"]
    assert issued(council) == []
    assert member.fetch(laid.page(2)).status_code == 200


def test_page_whose_master_is_gone_is_told_as_damaged(council: Council) -> None:
    laid = lay(council)
    replace_object(council, page_name(laid.version, 1), None)

    answer = council.browser("member1").get(laid.page(), headers={"sec-fetch-dest": "image"})

    assert (answer.status_code, answer.json()["code"]) == (500, "S500")
    assert issued(council) == []


def test_page_of_another_place_is_no_page_of_this_one(council: Council) -> None:
    laid = lay(council)
    replace_object(council, page_name(laid.version, 1), objects_of(council, page_name(laid.version, 2)))

    assert council.browser("member1").fetch(laid.page()).json()["code"] == "S500"


def test_former_version_is_closed_to_members_and_open_to_the_clerk(council: Council) -> None:
    laid = lay(council)
    newer = Laid(laid.material, add_version(council, laid.material, number=2))
    member = council.browser("member1")

    assert [member.fetch(path).status_code for path in (laid.page(), laid.thumbnail(), laid.text())] == [404] * 3
    assert member.fetch(newer.page()).status_code == 200
    assert council.browser("clerk1").fetch(laid.page()).status_code == 200


def test_version_in_conversion_is_the_clerks_alone(council: Council) -> None:
    laid = lay(council)
    coming = Laid(laid.material, add_version(council, laid.material, number=2, state="converting"))
    member, clerk = council.browser("member1"), council.browser("clerk1")

    assert member.fetch(coming.page()).status_code == 404
    assert clerk.fetch(coming.page(2)).status_code == 200
    assert [clerk.fetch(coming.page(number)).status_code for number in (3, 10**20)] == [404, 404]


def test_page_of_a_withdrawn_paper_is_told_as_withdrawn(council: Council) -> None:
    laid = lay(council)
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()

    assert council.browser("member1").fetch(laid.page()).json()["code"] == "P410"
    assert council.browser("executive").fetch(laid.page()).json()["code"] == "E404"


def test_looks_of_one_person_do_not_stand_before_everybodys(council: Council) -> None:
    many, one = lay(council, pages=40), lay(council, pages=1)
    hasty = council.browser("member1")

    asked = [hasty.fetch(f"{many.page(number)}/sharpness/2").json()["sharpness"] for number in range(1, 41)]
    council.browser("member2").fetch(f"{one.page()}/sharpness/2")

    assert set(asked) == {"coming"}
    with council.services.database.read() as unit:
        assert [job.subject for job in open_jobs(unit)].index(f"{one.version}:1") == 4


def test_looks_of_one_stranger_do_not_take_the_places_of_another_network(council: Council) -> None:
    laid = lay(council, level="1", is_released=True, pages=30)
    place = "/sharpness/4"

    for address, number in [("203.0.113.9", each) for each in range(1, 7)] + [("198.51.100.7", 20)]:
        assert browser_at(council, address).fetch(laid.page(number) + place).json() == {"sharpness": "coming"}

    with council.services.database.read() as unit:
        asked = [job.subject.split(":")[1] for job in open_jobs(unit, LOOKED_AT.values())]
    assert sorted(asked, key=int) == ["1", "2", "3", "4", "20"]
    for number in range(7, 19):
        browser_at(council, f"192.0.{number}.9").fetch(laid.page(number) + place)
    with council.services.database.read() as unit:
        assert len(open_jobs(unit, LOOKED_AT.values())) == 12
    assert council.browser("member1").fetch(laid.page(30) + place).json() == {"sharpness": "coming"}
    with council.services.database.read() as unit:
        assert any(job.subject.startswith(f"{laid.version}:30") for job in open_jobs(unit, LOOKED_AT.values()))
