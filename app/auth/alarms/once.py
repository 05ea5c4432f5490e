"""Alarms about findings that the worker makes again at each look. Each finding raises one alarm."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import Role
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database


class ToTell(NamedTuple):
    """A finding. `detail` says what it is about, by which it is known again: so no number stands there that moves.

    `person_id`: the one person informed; None: the offices that look after the alarm's kind. `offices`: only these of
    them.
    """

    detail: str
    person_id: str | None = None
    offices: frozenset[Role] | None = None


Look = Callable[[Session], Sequence[ToTell]]
"""Returns every present finding, those with an alarm already among them."""


def raise_once(database: Database, kind: AlarmKind, look: Look) -> None:
    """Raise an alarm for each finding that has none yet. Opens no writing unit when there is none."""
    with database.read() as session:
        if not _untold(session, kind, look):
            return
    with database.write() as session:
        for detail, person_id, some in _untold(session, kind, look):
            offices = some if person_id is None else frozenset[Role]()
            raise_alarm(session, kind, person_id=person_id, address="", detail=detail, offices=offices)


def _untold(session: Session, kind: AlarmKind, look: Look) -> list[ToTell]:
    found = look(session)
    query = select(Alarm).where(Alarm.kind == kind.value)
    told = {(alarm.detail, alarm.person_id) for alarm in session.scalars(query) if alarm.is_intact} if found else set()
    return [one for one in found if (one.detail, one.person_id) not in told]
