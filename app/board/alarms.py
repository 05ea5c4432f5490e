"""The board's alarms: what happened, what the person says, which session can be ended; and those dealt with before."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm, AlarmAnswer
from app.auth.alarms.raising import AlarmKind
from app.auth.alarms.words import ANSWERS, WORDS, office_text
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words
from app.board.queries import place_words
from app.members.models import Person
from app.settings import Settings

_SHOWN = 20


@dataclass
class ShownAlarm:
    """One alarm on the board. `open_session`: still open, "" when there is nothing to end."""

    id: str
    title: str
    text: str
    at: datetime
    person_id: str | None
    open_session: str
    device_words: str
    answers: list[str] = field(default_factory=list)
    handled: str = ""


def unhandled(session: Session, settings: Settings) -> list[ShownAlarm]:
    """What waits for the secretariat, newest first."""
    return _shown(session, settings, is_handled=False)


def handled(session: Session, settings: Settings) -> list[ShownAlarm]:
    """What was dealt with lately, by whom, and what came of it."""
    return _shown(session, settings, is_handled=True)


def _shown(session: Session, settings: Settings, *, is_handled: bool) -> list[ShownAlarm]:
    clerk = aliased(Person)
    query = (
        select(Alarm, Person, SessionRow, clerk)
        .outerjoin(Person, Person.id == Alarm.person_id)
        .outerjoin(SessionRow, SessionRow.id == Alarm.session_id)
        .outerjoin(clerk, clerk.id == Alarm.handled_by)
        .where(Alarm.handled_at.is_not(None) if is_handled else Alarm.handled_at.is_(None))
        .order_by(Alarm.at.desc(), Alarm.id)
        .limit(_SHOWN)
    )
    rows = session.execute(query).all()
    answers = _answers(session, [row[0].id for row in rows])
    return [_one(settings, *row, answers.get(row[0].id, [])) for row in rows]


def _one(
    settings: Settings,
    alarm: Alarm,
    person: Person | None,
    row: SessionRow | None,
    clerk: Person | None,
    answers: list[str],
) -> ShownAlarm:
    kind = AlarmKind(alarm.kind)
    is_registered = row is None or row.device != DeviceKind.UNKNOWN.value
    who = person.display_name if person else "だれのものでもない ID"
    browser = browser_words(row.browser) if row is not None else ""
    return ShownAlarm(
        id=alarm.id,
        title=WORDS[kind].office.format(who=who),
        text=office_text(kind, alarm.at, place_words(settings, alarm.address), browser, is_registered=is_registered),
        at=alarm.at,
        person_id=alarm.person_id,
        open_session=row.id if row is not None and row.ended_at is None else "",
        device_words=browser,
        answers=answers,
        handled=f"{clerk.display_name if clerk else ''}　{alarm.note}" if alarm.handled_at else "",
    )


def _answers(session: Session, alarm_ids: list[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(AlarmAnswer, SessionRow.browser, SessionRow.address)
        .outerjoin(SessionRow, SessionRow.id == AlarmAnswer.session_id)
        .where(AlarmAnswer.alarm_id.in_(alarm_ids))
        .order_by(AlarmAnswer.at)
    ).all()
    found: dict[str, list[str]] = {}
    for answer, browser, address in rows:
        words = f"{ANSWERS[answer.answer]}（{browser_words(browser or '')}、{address or '不明な接続元'}）。"
        found.setdefault(answer.alarm_id, []).append(words)
    return found
