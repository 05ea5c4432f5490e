"""Alarms: what the member and the secretariat must hear of at once. Whoever notices something calls `raise_alarm`."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.models import LedgerRecord
from app.audit.vocabulary import Event, Kind

_ONCE_A = timedelta(seconds=60)


def raise_alarm(
    session: Session, kind: str, *, person_id: str | None, session_id: str | None = None, address: str, detail: str = ""
) -> None:
    """Raise an alarm about a person, in the caller's unit; the same one of one session at most once a minute.

    `kind`: second_place, cookie_replayed, renewal_forged, key_counter, revoked_device, former_member, factor_changed,
    many_failures, letter_used. `detail` goes to the ledger only.
    """
    if _was_told(session, kind, person_id, session_id):
        return
    event = Event(
        Kind.ALARM,
        actor_id=person_id,
        session_id=session_id,
        address=address,
        detail={"alarm": kind, "about": detail},
    )
    record(session, event)


def _was_told(session: Session, kind: str, person_id: str | None, session_id: str | None) -> bool:
    recent = select(LedgerRecord.body).where(
        LedgerRecord.kind == Kind.ALARM.value,
        LedgerRecord.actor_id == person_id,
        LedgerRecord.at > clock.now() - _ONCE_A,
    )
    bodies = session.scalars(recent).all()
    return any(f'"alarm":"{kind}"' in body and (session_id is None or session_id in body) for body in bodies)
