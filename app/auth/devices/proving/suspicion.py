"""When a cookie looks copied: the device's proof counts no more, and the alarm is raised. Nobody is thrown out.

The right browser proves its key again by itself, unnoticed; any other one cannot. So a stranger with a copy is shut
out at once and has no way to end a member's session.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.sessions.models import SessionRow
from app.db import rows_changed
from app.web.call import Call

_ALARM_OF = {"cookie_replayed": "cookie_replayed", "second_browser": "cookie_replayed"}


def act_on_suspicion(call: Call) -> None:
    """After a refused request, in a unit of its own."""
    identity = call.identity
    with call.services.database.write() as unit:
        if identity.suspicion != "cookie_replayed":  # a superseded cookie opens nothing: the present one may stay
            void_proof(unit, identity.session_id, address=call.address, because=identity.suspicion)
        owner = unit.scalar(select(SessionRow.person_id).where(SessionRow.id == identity.session_id))
        alarms.raise_alarm(
            unit,
            _ALARM_OF[identity.suspicion],
            person_id=owner,
            session_id=identity.session_id,
            address=call.address,
            detail=identity.suspicion,
        )


def void_proof(session: Session, session_id: str, *, address: str, because: str) -> None:
    """From now on nothing is shown in this session until its device has proven its key, whatever cookie is sent."""
    changed = rows_changed(
        session,
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None), SessionRow.renewed_at.is_not(None))
        .values(renewed_at=None, former_until=None),
    )
    if changed:
        owner = session.scalar(select(SessionRow.person_id).where(SessionRow.id == session_id))
        note(session, By.person(owner, session_id, address), EventKind.DEVICE_UNPROVEN, because=because)
