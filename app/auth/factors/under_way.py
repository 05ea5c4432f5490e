"""Ends enrolments that are under way, when their letter is cancelled or the person's sessions are broken off.

Challenges are bound to the session, sign-in or enrolment that they were made for, and open nothing without it.
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.factors.models import Enrolment, EnrolmentLetter
from app.auth.sessions import begun
from app.auth.sessions.models import SessionRow
from app.seals import change_all


def cancel_letters(session: Session, person_id: str) -> list[str]:
    """Cancel the person's letters that are not used, and end what was begun with one; their ids."""
    out = unused_letters(session, person_id)
    change_all(session, _unused(person_id), cancelled_at=clock.now())
    begun.end(session, person_id)
    return out


def unused_letters(session: Session, person_id: str) -> list[str]:
    """The ids of the person's letters that are neither used nor cancelled."""
    unused = _unused(person_id).with_only_columns(EnrolmentLetter.id)
    return list(session.scalars(unused.order_by(EnrolmentLetter.id)))


def _unused(person_id: str) -> Select[EnrolmentLetter]:
    return select(EnrolmentLetter).where(
        EnrolmentLetter.person_id == person_id,
        EnrolmentLetter.burned_at.is_(None),
        EnrolmentLetter.cancelled_at.is_(None),
    )


def was_broken_off(session: Session, row: Enrolment) -> bool:
    """True when an enrolment's letter is used or void, or the person's sessions were broken off since it began.

    The acts that do so delete the row. So it exists only when it was put back by SQL, or an act forgot it.
    """
    if row.letter_id is not None:
        letter = session.get(EnrolmentLetter, row.letter_id, populate_existing=True)
        if letter is None or not letter.is_intact or letter.burned_at is not None or letter.cancelled_at is not None:
            return True
    ended = select(SessionRow.id).where(
        SessionRow.person_id == row.person_id,
        or_(SessionRow.ended_because.is_(None), SessionRow.ended_because.not_in(begun.LEFT_ALONE)),
        SessionRow.ended_at > row.started_at,
    )
    return session.scalar(ended.limit(1)) is not None
