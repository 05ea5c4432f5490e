"""Two acts on alarms: the person it is about answers it, and an office that looks after it notes what it did."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.auth.alarms.raising import COPIES, OFFICES_WITH_ALARMS, AlarmKind
from app.auth.alarms.responsible import is_alone_in, offices_of
from app.auth.sessions import acts as sessions
from app.auth.sessions import begun
from app.auth.sessions.models import SessionRow
from app.auth.sessions.subjects import about_session
from app.seals import change_all

OWN, FOREIGN = "own", "foreign"


def answer(session: Session, by: By, alarm: Alarm, *, is_own: bool, may_end: bool) -> list[str]:
    """Keep the person's answer to an alarm, and return the ids of the sessions that it ended.

    `is_own` False ("not me") ends the other session, and all sign-ins and recoveries that are half done under the
    person's ID, if `may_end`: False on a device that nobody approved, where a stranger could throw the member out. The
    offices in charge are informed in both cases. A second answer in the same session is ignored.
    """
    given, session_id = OWN if is_own else FOREIGN, by.session_id or ""
    try:
        # A savepoint: a second answer at the same moment violates the primary key, and only this insert is undone.
        with session.begin_nested():
            session.add(AlarmAnswer(alarm_id=alarm.id, session_id=session_id, answer=given, at=clock.now()))
    except IntegrityError:
        return []
    ended = [] if is_own or not may_end else [one for one in _others(session, alarm, session_id) if _end(session, one)]
    if not is_own and may_end and alarm.person_id is not None:
        # Also when no session was ended: the stranger may have begun a sign-in that has opened none yet.
        begun.end(session, alarm.person_id)
    note(session, by, EventKind.ALARM_ANSWERED, alarm=alarm.kind, answer=given, sessions=len(ended), row=alarm.id)
    for one in ended:
        about = about_session(one)
        note(session, by, EventKind.SESSION_ENDED, about, because="not_mine", from_session=session_id)
    return ended


def _others(session: Session, alarm: Alarm, session_id: str) -> list[str]:
    """Ids of the sessions that "not me" ends: usually the one that the alarm is about.

    Empty for a copied cookie: its session is the person's own, and the copy has no session that could be ended. An
    alarm about a second place ends all of the person's other sessions when it is answered in the very session that it
    is about, or when it counts further devices.
    """
    if alarm.kind in COPIES:
        return []
    if alarm.session_id is not None and alarm.session_id != session_id and not alarm.further:
        return [alarm.session_id]
    if alarm.kind != AlarmKind.SECOND_PLACE:
        return []
    query = select(SessionRow.id).where(
        SessionRow.person_id == alarm.person_id, SessionRow.ended_at.is_(None), SessionRow.id != session_id
    )
    return list(session.scalars(query))


def _end(session: Session, session_id: str) -> bool:
    return sessions.end_session(session, session_id, "not_mine")


def is_for(session: Session, alarm: Alarm, roles: Collection[Role]) -> bool:
    """Whether one of these offices looks after this alarm, or has done so."""
    watches = select(AlarmWatch).where(
        AlarmWatch.alarm_id == alarm.id, AlarmWatch.role.in_([one.value for one in roles])
    )
    return session.scalars(watches.limit(1)).first() is not None


def handle(session: Session, by: By, alarm: Alarm, words: str) -> bool:
    """Note that the offices of this person have dealt with an alarm; `words`: what came of it.

    False when they had done so before, or do not look after this alarm. It stays on the board of other offices: what
    the administrator writes does not take it from the chair's. An office that only the person concerned holds deals
    with it through this one. Not checked here: that the alarm is not about whoever acts.
    """
    roles = [role.value for role in offices_of(by.actor)]
    waiting = select(AlarmWatch).where(AlarmWatch.alarm_id == alarm.id, AlarmWatch.handled_at.is_(None))
    if session.scalars(waiting.where(AlarmWatch.role.in_(roles)).limit(1)).first() is not None:
        roles += [role.value for role in OFFICES_WITH_ALARMS if is_alone_in(session, role, alarm.person_id)]
    waiting = waiting.where(AlarmWatch.role.in_(roles))
    values: dict[str, object] = {"handled_by": by.person_id, "handled_at": clock.now(), "note": words[:200]}
    if not change_all(session, waiting, **values):
        return False
    detail: Detail = {"alarm": alarm.kind, "person": alarm.person_id, "note": words[:200], "row": alarm.id}
    note(session, by, EventKind.ALARM_HANDLED, **detail)
    return True


def left_to_nobody(session: Session, alarm_id: str, person_id: str) -> list[str]:
    """The offices before which an alarm about this person can be put, since they alone hold every office that has it.

    So where somebody came into the office after the alarm was raised. Empty where somebody else can deal with it.
    """
    watching = set(session.scalars(select(AlarmWatch.role).where(AlarmWatch.alarm_id == alarm_id)))
    is_alone = all(is_alone_in(session, Role(role), person_id) for role in watching)
    return sorted(OFFICES_WITH_ALARMS - watching) if is_alone else []


def pass_on(session: Session, by: By, alarm: Alarm) -> bool:
    """Put an alarm about this person before another office, where nobody else has it; False where somebody has."""
    if not (others := left_to_nobody(session, alarm.id, by.person_id)):
        return False
    session.add_all(AlarmWatch(alarm_id=alarm.id, role=role) for role in others)
    names = " ".join(others)
    note(session, by, EventKind.ALARM, alarm=alarm.kind, about=alarm.detail, row=alarm.id, offices=names)
    return True
