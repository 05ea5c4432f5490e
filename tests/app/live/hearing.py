"""What the tests of the live channel share: alarms, and waiting for what is said of them."""

from typing import Any

from sqlalchemy import select

from app.auth.alarms.raising import raise_alarm
from app.auth.sessions.models import SessionRow
from tests.support.council import Council
from tests.support.sockets import Line
from tests.support.waiting import LONG_SECONDS, eventually

AT_ONCE_SECONDS = 2.0
"""What is promised. One test of each kind holds it to this with the service's own sweep; the others only wait."""
_NOTHING_MORE_SECONDS = 0.2
SOME_SWEEPS_SECONDS = 0.5
"""In which the hall's quick sweep has come by several times."""


def put_alarm(council: Council, login: str = "member1") -> None:
    with council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=council.people[login].id, address="203.0.113.9")


def settled(line: Line, *topics: str) -> None:
    """Ask, and go on once all is answered and the server has caught up: what is heard from here on is news."""
    line.ask(*topics)
    told: set[str] = set()
    while not told.issuperset(topics):
        told |= line.hear().keys()
    quiet(line)


def quiet(line: Line) -> None:
    """Go on once the server has caught up, and nothing is on its way."""
    assert eventually(line.is_caught_up)
    while not line.is_silent(_NOTHING_MORE_SECONDS):
        pass


def heard(line: Line, seconds: float = LONG_SECONDS) -> Any:
    """The first message that tells of an alarm, none of them later than so many seconds after the one before."""
    while True:
        said = line.hear(seconds)
        if said["alarms"]["own"] or said["alarms"]["office"]:
            return said


def rows_of(council: Council, session_id: str) -> Any:
    with council.services.database.read() as unit:
        return unit.scalars(select(SessionRow).where(SessionRow.id == session_id)).one()
