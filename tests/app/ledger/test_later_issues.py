"""A code that several issues of a page share: the look-up tells of all of them, and within a remit of those within."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access.remits.remit import Remit
from app.members.models import Office
from tests.app.conftest import SetClock
from tests.app.ledger.conftest import NewPaper, Shown
from tests.support.council import Council

CODE = "K7QM-3FRT"


@pytest.fixture
def twice(council: Council, paper: NewPaper, shown: Shown, at: SetClock) -> None:
    """A page shown at nine and at eleven in one session; the investigator looks into what was after ten."""
    version = paper()
    at("2026-11-30 09:00:00")
    shown(version, "member1", 12, CODE, ahead=True)
    at("2026-11-30 11:00:05")
    shown(version, "member1", 12, CODE)
    remit = Remit(
        frozenset({council.people["member1"].id}),
        clock.now() - timedelta(hours=1),
        clock.now() + timedelta(days=1),
    )
    with council.services.database.write() as unit:
        held = select(Office).where(Office.person_id == council.people["investigator"].id)
        unit.scalars(held).one().remit = remit.text()


@pytest.mark.usefixtures("twice")
def test_page_that_was_shown_twice_is_told_of_with_both_moments(council: Council) -> None:
    page = council.browser("admin").get(f"/ledger/codes/{CODE}").text

    assert "2&nbsp;件見つかりました" in page
    told = page.split("この発行コードで送った記録")[1].split("</table>")[0]
    assert ("09:00:00" in told, "11:00:05" in told) == (True, True)
    assert "どの時のものかは分かりません" in page


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("path", [f"/ledger/codes/{CODE}", "/ledger?code=K7Q?-3FRT"])
def test_investigator_finds_the_issue_within_the_remit_though_the_first_lies_outside(
    council: Council, path: str
) -> None:
    answer = council.browser("investigator").get(path)

    assert answer.status_code == 200
    assert CODE in answer.text
    assert "11:00" in answer.text
    assert "09:00" not in answer.text, "neither the first issue nor the sign-in lies within"


def test_page_that_was_shown_too_often_to_list_is_said_to_have_been(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    version = paper()
    for _ in range(101):
        shown(version, "member1", 12, CODE)

    page = council.browser("admin").get(f"/ledger/codes/{CODE}").text

    assert "100&nbsp;件以上見つかりました" in page
    assert "はじめの 100&nbsp;件です" in page
