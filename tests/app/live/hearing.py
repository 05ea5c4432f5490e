"""What the tests of the live channel share: alarms, and waiting for what is said of them."""

import time
from typing import Any

from sqlalchemy import select

from app.auth.alarms.raising import raise_alarm
from app.auth.sessions.models import SessionRow
from tests.support.council import Council
from tests.support.sockets import Line

AT_ONCE_SECONDS = 2.0


def put_alarm(council: Council, login: str = "member1") -> None:
    with council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=council.people[login].id, address="203.0.113.9")


def heard(line: Line, seconds: float = AT_ONCE_SECONDS) -> Any:
    """The first message that tells of an alarm."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = line.hear(deadline - time.monotonic())
        if said["alarms"]["own"] or said["alarms"]["office"]:
            return said
    raise AssertionError("no alarm in time")


def settled(line: Line, *topics: str) -> None:
    """The question is answered, and the first sweep over."""
    line.ask(*topics)
    while not line.is_silent(1.3):
        pass


def rows_of(council: Council, session_id: str) -> Any:
    with council.services.database.read() as unit:
        return unit.scalars(select(SessionRow).where(SessionRow.id == session_id)).one()
