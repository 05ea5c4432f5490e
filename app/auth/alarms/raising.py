"""Alarms: what the member and the secretariat must hear of at once. Whoever notices something calls `raise_alarm`."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm


class AlarmKind(StrEnum):
    """What is worth an alarm; the value stands in the table and in the ledger."""

    SECOND_PLACE = "second_place"
    COOKIE_REPLAYED = "cookie_replayed"
    RENEWAL_FORGED = "renewal_forged"
    KEY_COUNTER = "key_counter"
    REVOKED_DEVICE = "revoked_device"
    FORMER_MEMBER = "former_member"
    FACTOR_CHANGED = "factor_changed"
    MANY_FAILURES = "many_failures"
    LETTER_USED = "letter_used"


_ONCE_A = timedelta(seconds=60)
_ONCE_A_LONG = {AlarmKind.MANY_FAILURES: timedelta(minutes=15)}


def raise_alarm(
    session: Session, kind: str, *, person_id: str | None, session_id: str | None = None, address: str, detail: str = ""
) -> None:
    """Raise an alarm about a person, in the caller's unit; the same one of one session at most once a minute.

    `kind`: a value of AlarmKind. `session_id`: the session that it is about, None where none was opened. `detail` goes
    to the ledger and the secretariat only. Raises ValueError for a kind that is not known.
    """
    known = AlarmKind(kind)
    moment = clock.now()
    recent = select(Alarm.id).where(
        Alarm.kind == known.value,
        Alarm.person_id == person_id,
        Alarm.session_id == session_id,
        Alarm.at > moment - _ONCE_A_LONG.get(known, _ONCE_A),
        Alarm.at <= moment,
    )
    if session.scalars(recent.limit(1)).first() is not None:
        return
    alarm = Alarm(
        kind=known.value,
        person_id=person_id,
        session_id=session_id,
        address=address[:64],
        at=moment,
        detail=detail[:100],
    )
    session.add(alarm)
    session.flush()
    of_person = By.person(person_id, session_id, address)
    note(session, of_person, EventKind.ALARM, alarm=known.value, about=detail)
