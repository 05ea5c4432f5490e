"""Alarms about what the worker finds again at each look: each finding is told once."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import Role
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database


class ToTell(NamedTuple):
    """What an alarm's detail says. `person_id`: who alone is told; None for the offices that look after the kind."""

    detail: str
    person_id: str | None = None


Look = Callable[[Session], Sequence[ToTell]]
"""Everything that is to be told now, whether it was told before or not."""


def raise_once(database: Database, kind: AlarmKind, look: Look) -> None:
    """Raise an alarm for each finding of which there is none yet. Writes nothing where there is nothing to tell."""
    with database.read() as session:
        if not _untold(session, kind, look):
            return
    with database.write() as session:
        for detail, person_id in _untold(session, kind, look):
            offices = None if person_id is None else frozenset[Role]()
            raise_alarm(session, kind, person_id=person_id, address="", detail=detail, offices=offices)


def _untold(session: Session, kind: AlarmKind, look: Look) -> list[ToTell]:
    found = look(session)
    query = select(Alarm.detail, Alarm.person_id).where(Alarm.kind == kind.value)
    told = {(row.detail, row.person_id) for row in session.execute(query)} if found else set()
    return [one for one in found if one not in told]
