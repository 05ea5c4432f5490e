"""While a hold or a stop stands, no notes that an inquiry may need are destroyed, whatever was done beside us."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.materials.models import Version
from app.members.models import Office
from app.worker import TIDYING
from tests.app.board.halting.stopping import stop
from tests.app.materials.test_holds import lift, place
from tests.app.notes.test_notes import TEXT, keep, left, notes
from tests.app.reading.shelf import lay
from tests.support.council import Council


def tidy(council: Council) -> None:
    shop: Any = SimpleNamespace(database=council.services.database, note_days=14)
    TIDYING["notes that nobody may read any more"](shop)


def test_notes_on_a_held_paper_outlast_a_key_that_was_deleted_beside_the_service(council: Council) -> None:
    laid, other, member = lay(council), lay(council), council.browser("member1")
    keep(member, notes(laid), TEXT)
    keep(member, notes(other), TEXT)
    with council.services.database.read() as unit:
        version = unit.get_one(Version, laid.version)
    place(council, version)
    with council.services.database.write() as unit:
        unit.execute(update(Version).values(sealed_key=None))

    tidy(council)
    assert left(council) == [(council.people["member1"].id, laid.version)]
    lift(council)
    tidy(council)

    assert left(council) == []


def test_notes_of_who_has_left_stay_while_reading_is_stopped(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")
    keep(member, notes(laid), TEXT)
    with council.services.database.write() as unit:
        for office in unit.scalars(select(Office).where(Office.person_id == council.people["member1"].id)):
            office.ends_at = clock.now() - timedelta(days=20)
    assert stop(council).status_code == 303

    tidy(council)

    assert left(council) == [(council.people["member1"].id, laid.version)]
