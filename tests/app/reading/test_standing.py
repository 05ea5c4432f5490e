"""An open paper hears of what becomes of it: replaced, withdrawn, taken from its reader, opened again."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from app.access.facts import Actor, DeviceKind
from app.access.roles import Role
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.materials import acts, readers
from app.materials.models import Material, Version
from app.materials.subjects import about_paper
from app.web.live import hub
from tests.app.live.hearing import SOME_SWEEPS_SECONDS, settled
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Council
from tests.support.sockets import Served, served

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")

READER = "/live?ask=paper&paper="


@pytest.fixture
def hall(council: Council, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    with served(council) as one:
        yield one


def _clerk(council: Council) -> By:
    return By(Actor(council.people["clerk1"].id, frozenset({Role.CLERK})))


def change(council: Council, laid: Laid, act: Callable[[Session, Material], object]) -> None:
    with council.services.database.write() as unit:
        act(unit, unit.get_one(Material, laid.material))


def withdraw(council: Council, laid: Laid) -> None:
    change(council, laid, lambda unit, paper: acts.withdraw(unit, _clerk(council), paper, "誤りがありました"))


def replace(council: Council, laid: Laid) -> str:
    """A second version has become the one that readers get, as the last stage of its intake does it."""
    second = add_version(council, laid.material, number=2)
    with council.services.database.write() as unit:
        about = about_paper(unit.get_one(Material, laid.material), unit.get_one(Version, second))
        note(unit, SYSTEM, EventKind.MATERIAL_READY, about, pages=2, warnings="", replaced=1)
    return second


def test_reader_is_told_at_once_that_the_paper_was_withdrawn(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 600.0)  # what is told now was pushed
    council, laid = hall.council, lay(hall.council)
    tablet = council.browser("member1")
    with hall.line(tablet, path=READER + laid.material) as line:
        line.hear()

        withdraw(council, laid)

        assert line.hear() == {"paper": True}
    refused = tablet.fetch(f"/papers/{laid.material}/standing")
    assert (refused.status_code, refused.json()["code"]) == (410, "P410")


def test_paper_raised_above_a_persons_own_tablet_stands_there_no_more(council: Council) -> None:
    laid, own = lay(council), council.browser("member1", device=DeviceKind.PERSONAL)
    assert own.fetch(f"/papers/{laid.material}/standing").status_code == 200

    change(council, laid, lambda _unit, paper: setattr(paper, "confidentiality", "3B"))

    refused = own.fetch(f"/papers/{laid.material}/standing")
    assert (refused.status_code, refused.json()["code"]) == (403, "P411")


def test_reader_is_told_at_once_that_the_paper_was_replaced(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 600.0)
    council, laid = hall.council, lay(hall.council)
    tablet = council.browser("member1")
    assert tablet.fetch(f"/papers/{laid.material}/standing").json() == {"version": laid.version}
    with hall.line(tablet, path=READER + laid.material) as line:
        line.hear()

        second = replace(council, laid)

        assert line.hear() == {"paper": True}
    assert tablet.fetch(f"/papers/{laid.material}/standing").json() == {"version": second}


def test_reader_who_is_no_longer_in_the_audience_is_told(hall: Served) -> None:
    council, laid = hall.council, lay(hall.council)
    tablet = council.browser("member1")
    with hall.line(tablet, path=READER + laid.material) as line:
        settled(line, "paper")

        others = [council.people["member2"].id]
        change(
            council,
            laid,
            lambda unit, paper: readers.set_readers(unit, _clerk(council), paper, group_ids=[], person_ids=others),
        )

        assert line.hear() == {"paper": True}
    assert tablet.fetch(f"/papers/{laid.material}/standing").status_code == 404


def test_nobody_hears_of_papers_that_are_not_open_or_not_theirs(hall: Served) -> None:
    council = hall.council
    open_one, other = lay(council), lay(council)
    secret = lay(council, level="3A", groups=(), people=("member2",))
    path = f"{READER}{open_one.material}&paper={secret.material}"
    with hall.line(council.browser("member1"), path=path) as line:
        settled(line, "paper")

        withdraw(council, other)
        withdraw(council, secret)

        assert line.is_silent(SOME_SWEEPS_SECONDS)


def test_page_that_names_too_many_papers_hears_of_the_first_ones(hall: Served) -> None:
    council = hall.council
    laid = [lay(council) for _ in range(6)]
    path = READER + "&paper=".join(one.material for one in laid)
    with hall.line(council.browser("member1"), path=path) as line:
        settled(line, "paper")

        withdraw(council, laid[5])
        assert line.is_silent(SOME_SWEEPS_SECONDS)
        withdraw(council, laid[0])
        assert line.hear() == {"paper": True}


def test_standing_that_a_page_asks_for_by_itself_leaves_no_record(council: Council) -> None:
    laid = lay(council)
    tablet = council.browser("member1")
    before = len(council.ledger())

    assert tablet.fetch(f"/papers/{laid.material}/standing").status_code == 200

    assert len(council.ledger()) == before
