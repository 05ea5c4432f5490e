"""The board's alarms: what happened, what the person says, which session can be ended; and those dealt with before."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, aliased

from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.alarms.ends import AlarmEnd, ends_of, further_words
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.auth.alarms.queries import waits
from app.auth.alarms.raising import HABITS, AlarmKind
from app.auth.alarms.words import ANSWERS, WORDS, ends_text, office_text, told_text
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words
from app.board.queries import place_words
from app.members.models import Person
from app.standards.effective import Standards
from app.standards.queries import in_force

_SHOWN = 40
"""More than there are kinds: one of each is always among them."""
_OTHER = aliased(SessionRow)
_NOBODYS_ACT = frozenset(
    {
        AlarmKind.LEDGER_SET_BACK,
        AlarmKind.ALTERED,
        AlarmKind.SETTINGS_CHANGED,
        AlarmKind.CLOCK,
        AlarmKind.SETUP,
        AlarmKind.INCIDENT,
        AlarmKind.OVERDUE,
    }
)
"""Kinds that tell of a state, or of what somebody reports: nobody can say of them that it was a person's own act."""


@dataclass
class ShownAlarm:
    """One alarm on the board. `ends`: sessions that can be ended, the new one first; `is_act`: of what somebody did."""

    id: str
    title: str
    text: str
    at: datetime
    person_id: str | None
    is_act: bool
    ends: list[AlarmEnd]
    answers: list[str] = field(default_factory=list)
    handled: str = ""


def unhandled(session: Session, roles: Collection[Role]) -> list[ShownAlarm]:
    """What waits for one of these offices, newest first; `_SHOWN` at most.

    Many of one kind, or about one person, push no other off: of each kind the newest comes first, of each kind about
    another person then, and so on.
    """
    turn = _turns(roles)
    query = (
        select(Alarm, Person, SessionRow, _OTHER)
        .outerjoin(Person, Person.id == Alarm.person_id)
        .outerjoin(SessionRow, SessionRow.id == Alarm.session_id)
        .outerjoin(_OTHER, _OTHER.id == Alarm.other_session_id)
        .join(turn, turn.c.id == Alarm.id)
    )
    rows = session.execute(query.order_by(turn.c.turn, Alarm.at.desc(), Alarm.id).limit(_SHOWN)).all()
    answers = _answers(session, [row[0].id for row in rows])
    shown = [_one(in_force(session), *row, answers.get(row[0].id, [])) for row in rows]
    return sorted(shown, key=lambda one: one.at, reverse=True)


def _turns(roles: Collection[Role]) -> Subquery:
    """The ids of what waits, each with its `turn` within its kind: 1 for the newest, and for one about each person
    before a second one about anybody.
    """
    newest = (Alarm.at.desc(), Alarm.id)
    of_person = func.row_number().over(partition_by=(Alarm.kind, Alarm.person_id), order_by=newest)
    waiting = select(Alarm.id, Alarm.kind, Alarm.at, of_person.label("nth")).where(waits(roles)).subquery()
    order = (waiting.c.nth, waiting.c.at.desc(), waiting.c.id)
    turn = func.row_number().over(partition_by=waiting.c.kind, order_by=order)
    return select(waiting.c.id, turn.label("turn")).subquery()


def handled(session: Session, roles: Collection[Role]) -> list[ShownAlarm]:
    """What these offices dealt with lately, by whom, and what came of it."""
    handler = aliased(Person)
    query = (
        select(Alarm, Person, SessionRow, _OTHER, AlarmWatch, handler)
        .join(AlarmWatch, AlarmWatch.alarm_id == Alarm.id)
        .outerjoin(Person, Person.id == Alarm.person_id)
        .outerjoin(SessionRow, SessionRow.id == Alarm.session_id)
        .outerjoin(_OTHER, _OTHER.id == Alarm.other_session_id)
        .join(handler, handler.id == AlarmWatch.handled_by)
        .where(AlarmWatch.role.in_([role.value for role in roles]))
    )
    rows = session.execute(query.order_by(Alarm.at.desc(), Alarm.id).limit(_SHOWN)).all()
    answers = _answers(session, [row[0].id for row in rows])
    shown = [_one(in_force(session), *row[:4], answers.get(row[0].id, [])) for row in rows]
    for one, (*_, watch, person) in zip(shown, rows, strict=True):
        one.handled = f"{person.display_name}　{watch.note}"
    return shown


def _one(
    standards: Standards,
    alarm: Alarm,
    person: Person | None,
    row: SessionRow | None,
    other: SessionRow | None,
    answers: list[str],
) -> ShownAlarm:
    kind = AlarmKind(alarm.kind)
    is_registered = row is None or row.device != DeviceKind.UNKNOWN.value
    who = person.display_name if person else "だれのものでもない ID"
    browser = browser_words(row.browser) if row is not None else ""
    place = place_words(standards, alarm.address)
    ends = ends_of(alarm, row, other)
    if ends:
        said = "".join(end.words(place=place_words(standards, end.address)) for end in ends)
        said += further_words(alarm)
        text = ends_text(kind, alarm.at, said)
    elif WORDS[kind].is_question:
        counted = alarm.detail if kind in HABITS | {AlarmKind.MANY_REFUSALS} else ""
        text = office_text(kind, alarm.at, place, browser, is_registered=is_registered, counted=counted)
    else:
        text = told_text(kind, alarm.at, alarm.detail)
        who = f"{who}（ID {person.login}）" if person else who
    return ShownAlarm(
        id=alarm.id,
        title=WORDS[kind].office.format(who=who),
        text=text,
        at=alarm.at,
        person_id=alarm.person_id,
        is_act=kind not in _NOBODYS_ACT,
        ends=[end for end in ends or _only(row) if end.session_id],
        answers=answers,
    )


def _only(row: SessionRow | None) -> tuple[AlarmEnd, ...]:
    """The one session of an alarm without two ends."""
    if row is None or row.ended_at is not None:
        return ()
    is_registered = row.device != DeviceKind.UNKNOWN.value
    return (AlarmEnd("この接続", row.browser, row.address, row.created_at, row.id, is_registered),)


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
