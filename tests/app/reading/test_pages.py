"""Pages, thumbnails and sharper cells: each is its reader's own, and recorded before it leaves."""

import io
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from app import clock
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.auth.sessions.models import SessionRow
from app.jobs.models import Job
from app.jobs.queries import open_jobs
from app.materials.models import Material, Version
from app.materials.pages.jobs import LOOKED_AT
from app.members.people import add_person
from app.vault.objects import cell_name, page_name
from tests.app.auth.signing import browser_at
from tests.app.conftest import SetClock
from tests.app.reading.shelf import HEIGHT, WIDTH, Laid, add_version, lay, objects_of, replace_object, unmarked
from tests.support.council import Council
from viewer.marking.lattice import PageCell
from viewer.stamp import Mark

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")

SIZE = (WIDTH, HEIGHT)
ISSUED = ("page.issued", "thumbnail.issued", "region.issued", "text.issued", "contents.issued", "original.issued")


def issued(council: Council) -> list[dict[str, Any]]:
    """Records of bytes that left."""
    return [record for record in council.ledger() if record["kind"] in ISSUED]


def pixels(body: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(body)).convert("L"), np.int16)


def jobs(council: Council) -> list[tuple[str, str]]:
    with council.services.database.read() as unit:
        return [(job.kind, job.subject) for job in unit.scalars(select(Job))]


def end_jobs(council: Council, state: str) -> None:
    """As the worker leaves jobs that did not make what they were for."""
    with council.services.database.write() as unit:
        for job in unit.scalars(select(Job).where(Job.state == "queued")):
            job.state = state


def test_page_differs_from_the_plain_one_for_every_person_and_every_session(council: Council) -> None:
    laid = lay(council)
    one, again, two = (council.browser(login) for login in ("member1", "member1", "member2"))

    bodies = [browser.fetch(laid.page()).content for browser in (one, again, two)]

    assert len({*bodies, unmarked(council, laid)}) == 4
    plain = pixels(unmarked(council, laid))
    assert all((pixels(body) != plain).mean() > 0.001 for body in bodies)
    codes = [record["code"] for record in issued(council)]
    assert len(set(codes)) == 3


def test_page_asked_for_again_in_its_session_is_the_same_bytes_under_the_same_code(
    council: Council, at: SetClock
) -> None:
    laid = lay(council)
    member = council.browser("member1")
    start = clock.now()

    first = member.fetch(laid.page())
    at(f"{clock.jst(start) + timedelta(minutes=2):%Y-%m-%d %H:%M:%S}")
    small, second = member.fetch(laid.thumbnail()), member.fetch(laid.page())
    other = member.fetch(laid.page(2))

    assert (second.content, {small.status_code, other.status_code}) == (first.content, {200})
    bearer, *others, page_two = issued(council)
    assert [(each.get("code"), each["detail"]["mark"]) for each in others] == [(None, bearer["code"])] * 2
    assert page_two["code"] != bearer["code"], "another page has another code"


def test_code_that_another_page_has_is_given_to_no_second_one(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = lay(council)
    member = council.browser("member1")
    draw = council.services.stamper.draw
    monkeypatch.setattr(council.services.stamper, "draw", lambda *words: draw(words[-1]))  # one code for all pages

    answers = [member.fetch(laid.page(number)).status_code for number in (1, 2, 2)]

    assert answers == [200, 503, 200], "it is refused once; the next one is another"
    codes = [record["code"] for record in issued(council)]
    assert len(set(codes)) == len(codes) == 2


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


def test_cells_carry_the_code_and_the_time_of_their_page(council: Council, at: SetClock) -> None:
    laid = lay(council, zoom=4)
    member = council.browser("member1")
    start = began(council, member.session_id)
    member.fetch(laid.page())
    at(f"{clock.jst(clock.now()) + timedelta(minutes=2):%Y-%m-%d %H:%M:%S}")

    answers = [member.fetch(laid.cell(*cell)) for cell in ((2, 0, 0), (2, 1, 0), (4, 3, 2))]

    page, *cells = issued(council)
    assert [record["detail"]["cell"] for record in cells] == ["z2-0-0", "z2-1-0", "z4-3-2"]
    assert [(record.get("code"), record["detail"]["mark"]) for record in cells] == [(None, page["code"])] * 3
    for answer, part in zip(
        answers, (PageCell(2, 0, 0, *SIZE), PageCell(2, 1, 0, *SIZE), PageCell(4, 3, 2, *SIZE)), strict=True
    ):
        assert answer.content == marked_cell(council, laid, part, page["code"], start)


def began(council: Council, session_id: str) -> datetime:
    """When a session began."""
    with council.services.database.read() as unit:
        return unit.get_one(SessionRow, session_id).created_at


def marked_cell(council: Council, laid: Laid, part: PageCell, code: str, start: datetime) -> bytes:
    """A cell as the member gets it whose page has this code in a session that began then."""
    member = council.people["member1"]
    with council.services.database.read() as unit:
        key = unit.get_one(Version, laid.version).sealed_key or ""
    name = cell_name(laid.version, 1, part.scale, part.column, part.row)
    words = council.handling.level_words(Confidentiality.C2, is_released=False)
    mark = Mark(member.display_name, f"第{member.seat_number}番", clock.stamp_text(start), code, words)
    has_box = part.column == part.row == 0
    return council.services.stamper.issue(
        council.services.vault.master(key, laid.version, name),
        mark,
        page_id=f"{member.id}/{laid.version}/1",
        part=part,
        has_level_box=has_box,
    ).body


def test_cell_carries_no_code_but_its_own_pages_in_its_own_session(council: Council) -> None:
    laid = lay(council, zoom=2)
    member, elsewhere, other = council.browser("member1"), council.browser("member1"), council.browser("member2")
    for browser, path in ((elsewhere, laid.page(1)), (other, laid.page(1)), (member, laid.page(2))):
        browser.fetch(path)
    codes = {record["code"] for record in issued(council)}

    member.fetch(laid.cell(2, 0, 0))
    member.fetch(laid.cell(2, 1, 0))

    first, second = issued(council)[3:]
    assert first["code"] not in codes
    assert (second.get("code"), second["detail"]["mark"]) == (None, first["code"])


def test_page_that_was_shown_at_another_level_gives_its_cells_no_code(council: Council) -> None:
    laid = lay(council, zoom=2)
    member = council.browser("member1")
    member.fetch(laid.page())
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = "3C"

    member.fetch(laid.cell(2, 0, 0))

    page, cell = issued(council)
    assert cell["code"] != page["code"]


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
