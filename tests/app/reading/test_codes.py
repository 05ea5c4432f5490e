"""Codes of pages: one for each page in each session, on the page, its small picture and its cells."""

import io
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import clock
from app.access.levels import Confidentiality
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, Version
from app.vault.objects import cell_name
from tests.app.conftest import SetClock
from tests.app.reading.shelf import HEIGHT, WIDTH, Laid, issued, lay, unmarked
from tests.support.council import Council
from viewer.marking.lattice import PageCell
from viewer.stamp import Mark

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")

SIZE = (WIDTH, HEIGHT)


def pixels(body: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(body)).convert("L"), np.int16)


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

    answers = [member.fetch(laid.page(number)) for number in (1, 2, 2, 1)]

    assert [answer.status_code for answer in answers] == [200, 503, 200, 200], "refused once; the next one is another"
    assert answers[3].content == answers[0].content, "whoever has a code keeps it"
    one, two, one_again = issued(council)
    assert (one["code"] != two["code"], one_again["detail"]["mark"]) == (True, one["code"])


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
