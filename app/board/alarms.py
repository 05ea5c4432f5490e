"""The board's alarms: what happened, the person's answer, the sessions that can be ended; and those dealt with."""

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
from app.web.forms.merging import mark

_SHOWN = 40
"""The most alarms on the board. More than there are kinds, so that one of each kind is always shown."""
_OTHER = aliased(SessionRow)
_NOT_SURE = "対応の記録が、システムの外から書き換えられた疑いがあります。対応したかどうかは確かめられません。"
_NOBODYS_ACT = frozenset(
    {
        AlarmKind.LEDGER_SET_BACK,
        AlarmKind.ALTERED,
        AlarmKind.SETTINGS_CHANGED,
        AlarmKind.CLOCK,
        AlarmKind.SETUP,
        AlarmKind.INCIDENT,
        AlarmKind.OVERDUE,
        AlarmKind.OLD_BROWSER,
        AlarmKind.CHECK,
        AlarmKind.MARKS,
    }
)
"""Kinds about a state or a report: there is no act of which the person could say "it was me"."""


@dataclass
class ShownAlarm:
    """One alarm on the board. `ends`: sessions that can be ended, the new one first. `is_act`: about a person's act.

    `is_entry`: about an entry of a register; anything else leads to the form of a new incident.
    """

    id: str
    title: str
    text: str
    at: datetime
    person_id: str | None
    is_act: bool
    ends: list[AlarmEnd]
    answers: list[str] = field(default_factory=list)
    handled: str = ""
    is_entry: bool = False

    @property
    def mark(self) -> str:
        """The mark of what the board says of it, which grows: further devices are counted, and its person answers."""
        return mark(self.title, self.text, self.answers)


def unhandled(session: Session, roles: Collection[Role]) -> list[ShownAlarm]:
    """The alarms that wait for one of these offices, newest first; at most `_SHOWN`.

    When there are more, many alarms of one kind or about one person do not crowd out the others: chosen are first the
    newest of each kind, then the newest of each kind about another person, and so on.
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


def as_shown(session: Session, alarm: Alarm) -> ShownAlarm:
    """One alarm as the board shows it now."""
    person = session.get(Person, alarm.person_id) if alarm.person_id else None
    about, other = (session.get(SessionRow, one) if one else None for one in (alarm.session_id, alarm.other_session_id))
    answers = _answers(session, [alarm.id]).get(alarm.id, [])
    return _one(in_force(session), alarm, person, about, other, answers)


def _turns(roles: Collection[Role]) -> Subquery:
    """The ids of the waiting alarms, each with its `turn` to be chosen among those of its kind, from 1.

    The newest about each person come first, then the second about each person, and so on.
    """
    newest = (Alarm.at.desc(), Alarm.id)
    of_person = func.row_number().over(partition_by=(Alarm.kind, Alarm.person_id), order_by=newest)
    waiting = select(Alarm.id, Alarm.kind, Alarm.at, of_person.label("nth")).where(waits(roles)).subquery()
    order = (waiting.c.nth, waiting.c.at.desc(), waiting.c.id)
    turn = func.row_number().over(partition_by=waiting.c.kind, order_by=order)
    return select(waiting.c.id, turn.label("turn")).subquery()


def handled(session: Session, roles: Collection[Role]) -> list[ShownAlarm]:
    """The alarms that these offices dealt with lately, by whom, and what came of each."""
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
        one.handled = f"{person.display_name}　{watch.note}" if watch.is_intact else _NOT_SURE
    return shown


def _altered(alarm: Alarm) -> ShownAlarm:
    """In place of an alarm whose row was altered: nothing that it says is true for sure."""
    text = f"警報の番号は {alarm.id} です。触らずに、サーバーの運用者に gijo seals の結果を確かめてもらってください。"
    title = "警報の記録が、システムの外から書き換えられた疑いがあります。"
    return ShownAlarm(alarm.id, title, text, alarm.at, None, is_act=False, ends=[])


def _one(
    standards: Standards,
    alarm: Alarm,
    person: Person | None,
    row: SessionRow | None,
    other: SessionRow | None,
    answers: list[str],
) -> ShownAlarm:
    if not alarm.is_intact:
        return _altered(alarm)
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
        is_entry=kind in {AlarmKind.INCIDENT, AlarmKind.OVERDUE},
        ends=[end for end in ends or _only(row) if end.session_id],
        answers=answers,
    )


def _only(row: SessionRow | None) -> tuple[AlarmEnd, ...]:
    """The one session of an alarm about a single place."""
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
        if not answer.is_intact:
            continue
        words = f"{ANSWERS[answer.answer]}（{browser_words(browser or '')}、{address or '不明な接続元'}）。"
        found.setdefault(answer.alarm_id, []).append(words)
    return found
