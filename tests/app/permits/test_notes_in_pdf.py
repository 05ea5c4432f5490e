"""A permit's PDF with its holder's own notes on the pages: asked for each time, under the permit's own rules."""

import io
import re
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select, update

from app.notes.models import NotedPage
from app.permits.booklets.bindery import written_over
from app.permits.booklets.models import Booklet
from tests.app.notes.test_notes import INK, MARK, TEXT, keep, notes
from tests.app.notes.test_sharing import share
from tests.app.permits.desk import fetch, granted, permits
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Browser, Council
from tests.support.slots import bind_all

pytestmark = [
    pytest.mark.alike("what is drawn into a PDF; who gets one is tested for every permit"),
    pytest.mark.rare("the PDF of a permit; only binding moves it"),
]

DRAWN = {"/Ink", "/Light", "/Words0"}


@pytest.fixture
def noted(council: Council) -> tuple[Council, Laid, Browser]:
    """Member 1 has written on the first of two pages, and member 2 shares notes on the second one with them."""
    laid, member, other = lay(council, level="3B"), council.browser("member1"), council.browser("member2")
    keep(member, notes(laid), INK, TEXT, MARK)
    keep(other, notes(laid, 2), TEXT)
    assert share(other, laid, of="paper", people=("member1",)).status_code == 303
    return council, laid, member


def prepared(browser: Browser, permit_id: str, **fields: str) -> Any:
    return browser.post(f"/permits/{permit_id}/pdf", fields)


def drawn(browser: Browser, body: bytes) -> list[set[str]]:
    """The names of what each page draws beside its image and its two lines."""
    found = re.search(r'<strong class="code">([A-Z0-9-]+)</strong>', browser.get("/permits").text)
    with pikepdf.open(io.BytesIO(body), password=found[1] if found else "") as pdf:
        assert pdf.check_pdf_syntax() == []
        return [set(page.obj.Resources.XObject.keys()) - {"/Page", "/Head", "/Foot"} for page in pdf.pages]


def test_own_notes_are_drawn_over_the_marked_pages_and_nobody_elses(noted: tuple[Council, Laid, Browser]) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid, uses="2")
    assert "自分のメモを入れる" in member.get("/permits").text

    assert prepared(member, permit_id, with_notes="1").status_code == 303
    bind_all(council.services)
    with_them = fetch(member, permit_id)
    prepared(member, permit_id)
    bind_all(council.services)
    without = fetch(member, permit_id)

    assert (with_them.status_code, without.status_code) == (200, 200)
    assert drawn(member, with_them.content) == [DRAWN, set()]
    assert drawn(member, without.content) == [set(), set()]
    assert [one["detail"].get("notes") for one in council.ledger("permit.issued")] == [True, None]
    assert permits(council)[-1].uses == 2


def test_choice_that_is_changed_before_it_is_fetched_is_bound_anew_and_costs_no_use(
    noted: tuple[Council, Laid, Browser],
) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid)
    prepared(member, permit_id)
    bind_all(council.services)

    prepared(member, permit_id, with_notes="1")
    bind_all(council.services)
    answer = fetch(member, permit_id)

    assert drawn(member, answer.content) == [DRAWN, set()]
    assert permits(council)[-1].uses == 1


def test_what_is_rubbed_out_before_it_is_fetched_is_in_no_pdf(noted: tuple[Council, Laid, Browser]) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid)
    prepared(member, permit_id, with_notes="1")
    bind_all(council.services)
    keep(member, notes(laid), seen=1, gone=[f"{TEXT['id']}:1"])
    assert fetch(member, permit_id).status_code != 200

    prepared(member, permit_id, with_notes="1")
    bind_all(council.services)
    answer = fetch(member, permit_id)

    assert drawn(member, answer.content) == [DRAWN - {"/Words0"}, set()]
    assert permits(council)[-1].uses == 1


def test_what_is_rubbed_out_while_it_is_bound_is_in_no_pdf(
    noted: tuple[Council, Laid, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid)
    prepared(member, permit_id, with_notes="1")
    was_rubbed: list[int] = []

    def rubbed_meanwhile(*given: Any) -> Any:
        if not was_rubbed:
            was_rubbed.append(keep(member, notes(laid), seen=1, gone=[f"{TEXT['id']}:1"]).status_code)
        return written_over(*given)

    monkeypatch.setattr("app.permits.booklets.binding.written_over", rubbed_meanwhile)
    bind_all(council.services)

    assert was_rubbed == [200]
    assert drawn(member, fetch(member, permit_id).content) == [DRAWN - {"/Words0"}, set()]


def test_issue_that_has_begun_to_leave_stays_whatever_another_tab_chooses(
    noted: tuple[Council, Laid, Browser],
) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid)
    prepared(member, permit_id, with_notes="1")
    bind_all(council.services)
    with council.services.database.write() as unit:
        begun = unit.scalars(select(Booklet)).one()
        begun.state, begun.session_id = "leaving", member.session_id

    assert prepared(member, permit_id).status_code == 303
    answer = fetch(member, permit_id)

    assert (answer.status_code, drawn(member, answer.content)) == (200, [DRAWN, set()])


@pytest.mark.both("changes rows by SQL as nobody else does")
def test_note_that_was_altered_leaves_nothing_out_in_silence(noted: tuple[Council, Laid, Browser]) -> None:
    council, laid, member = noted
    permit_id = granted(council, laid)
    with council.services.database.write() as unit:
        unit.execute(update(NotedPage).where(NotedPage.page == 1).values(sealed=b"altered"))
    prepared(member, permit_id, with_notes="1")
    for _ in range(6):
        bind_all(council.services)

    assert fetch(member, permit_id).status_code != 200
    assert permits(council)[-1].uses == 0
