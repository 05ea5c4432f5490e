"""When a cookie looks copied: the device's proof is void, and an alarm is raised. The session does not end.

The right browser proves its key again by itself, unnoticed; any other one cannot. So a stranger with a copied cookie
is kept out at once, and cannot use the copy to sign the member out.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.reasons import Reason
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.alarms.raising import AlarmSource
from app.auth.sessions import places
from app.auth.sessions.models import SessionRow
from app.seals import change_all
from app.web.call import Call

_ALARM_OF = {"cookie_replayed": "cookie_replayed", "second_browser": "cookie_replayed"}


def act_on_suspicion(call: Call) -> None:
    """Void the session's proof and raise the alarm for a request whose identity has `suspicion` set.

    In a unit of its own, because the unit of the refused request is rolled back. A place from which the key was not
    proven yet ("unproven_place") is no alarm: a tablet that has just changed its network is at one.
    """
    identity = call.identity
    if identity.suspicion == "unproven_place":
        if call.decision is not None and call.decision.reason is Reason.RENEWAL:
            with call.services.database.write() as unit:
                places.refuse(unit, identity.session_id, call.address, call.request.headers.get("user-agent", ""))
        return
    with call.services.database.write() as unit:
        if identity.suspicion != "cookie_replayed":  # a replaced cookie opens nothing: the present one may stay valid
            void_proof(unit, identity.session_id, address=call.address, because=identity.suspicion)
        owner = unit.scalar(select(SessionRow.person_id).where(SessionRow.id == identity.session_id))
        alarms.raise_alarm(
            unit,
            _ALARM_OF[identity.suspicion],
            person_id=owner,
            session_id=identity.session_id,
            address=call.address,
            detail=identity.suspicion,
            source=AlarmSource(call.request.headers.get("user-agent", "")),
        )


def void_proof(session: Session, session_id: str, *, address: str, because: str) -> None:
    """From now on the session shows nothing, with any of its cookies, until its device has proven its key again.

    Recorded with `because`. Does nothing when the proof is void already, or the session has ended.
    """
    proven = select(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
    changed = change_all(session, proven.where(SessionRow.renewed_at.is_not(None)), renewed_at=None, former_until=None)
    if changed:
        owner = session.scalar(select(SessionRow.person_id).where(SessionRow.id == session_id))
        note(session, By.person(owner, session_id, address), EventKind.DEVICE_UNPROVEN, because=because)
