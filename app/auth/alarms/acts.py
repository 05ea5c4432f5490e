"""Answering an alarm as the person it is about, and dealing with it as the secretariat."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm, AlarmAnswer
from app.auth.alarms.raising import AlarmKind
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.auth.sessions.subjects import about_session
from app.db import rows_changed

OWN, FOREIGN = "own", "foreign"


def answer(session: Session, by: By, alarm: Alarm, *, is_own: bool, may_end: bool) -> list[str]:
    """What the person says of an alarm on this session; "not me" ends the other session. Returns the ended ones' ids.

    `may_end`: False on a device that nobody approved: a stranger there must not throw the member out. The secretariat
    is told all the same. An answer is given once a session.
    """
    given, session_id = OWN if is_own else FOREIGN, by.session_id or ""
    try:
        with session.begin_nested():
            session.add(AlarmAnswer(alarm_id=alarm.id, session_id=session_id, answer=given, at=clock.now()))
    except IntegrityError:
        return []
    ended = [] if is_own or not may_end else [one for one in _others(session, alarm, session_id) if _end(session, one)]
    note(session, by, EventKind.ALARM_ANSWERED, alarm=alarm.kind, answer=given, sessions=len(ended))
    for one in ended:
        about = about_session(one)
        note(session, by, EventKind.SESSION_ENDED, about, because="not_mine", from_session=session_id)
    return ended


def _others(session: Session, alarm: Alarm, session_id: str) -> list[str]:
    """The session that the alarm is about; where that is this one, all the others that were open with it."""
    if alarm.session_id is not None and alarm.session_id != session_id:
        return [alarm.session_id]
    if alarm.kind != AlarmKind.SECOND_PLACE:
        return []
    query = select(SessionRow.id).where(
        SessionRow.person_id == alarm.person_id, SessionRow.ended_at.is_(None), SessionRow.id != session_id
    )
    return list(session.scalars(query))


def _end(session: Session, session_id: str) -> bool:
    return sessions.end_session(session, session_id, "not_mine")


def handle(session: Session, by: By, alarm_id: str, words: str) -> bool:
    """The secretariat has dealt with it: who, when, what came of it. False when somebody had before."""
    changed = rows_changed(
        session,
        update(Alarm)
        .where(Alarm.id == alarm_id, Alarm.handled_at.is_(None))
        .values(handled_by=by.person_id, handled_at=clock.now(), note=words[:200]),
    )
    if not changed:
        return False
    alarm = session.get_one(Alarm, alarm_id, populate_existing=True)
    detail: Detail = {"alarm": alarm.kind, "person": alarm.person_id, "note": words[:200]}
    note(session, by, EventKind.ALARM_HANDLED, **detail)
    return True
