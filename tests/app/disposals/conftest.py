"""The secretariat of `tests.app.materials`, whose papers come to their end here, while no inquiry runs."""

import pytest

from app import clock
from app.access.roles import Role
from app.members.models import Office as OfficeTerm
from tests.app.materials.conftest import council, renderer
from tests.app.materials.conftest import office as at_work
from tests.app.materials.office import Office
from tests.support.council import Council

__all__ = ["at_work", "council", "renderer"]


def inquire(council: Council, *, runs: bool) -> None:
    """Let the inquiry into everybody's records run, or have it over."""
    with council.services.database.write() as unit:
        for term in unit.query(OfficeTerm).filter_by(role=Role.INVESTIGATOR.value):
            term.ends_at = None if runs else clock.now()


@pytest.fixture
def office(at_work: Office) -> Office:
    """The secretariat, with a worker's slot."""
    inquire(at_work.council, runs=False)
    return at_work
