"""Which alarms a screen shows: the person's own in each open session, and how many are waiting for an office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.roles import Role
from app.auth.alarms.ends import ends_of, further_words
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.auth.alarms.raising import OFFICES_WITH_ALARMS, AlarmKind
from app.auth.alarms.responsible import offices_of
from app.auth.alarms.words import WORDS
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words
from app.web.call import Call

_REMEMBERED = timedelta(days=7)
_AT_MOST = 3
_QUESTIONS = [kind.value for kind in AlarmKind if WORDS[kind].is_question]


@dataclass(frozen=True)
class Told:
    """One alarm as a page shows it."""

    id: str
    title: str
    text: str
    is_question: bool = True

    def as_json(self) -> dict[str, str | bool]:
        """The alarm as JSON, for the script that keeps the bar up to date."""
        return {"id": self.id, "title": self.title, "text": self.text, "is_question": self.is_question}


@dataclass(frozen=True)
class OwnAlarms:
    """A person's own alarms in one session: those to show, newest first, and how many older ones wait behind them."""

    shown: list[Told]
    more: int


def told_to(session: Session, person_id: str, session_id: str) -> OwnAlarms:
    """A person's own alarms to show in this session, at most three at once.

    Shown are those of the last seven days that this session has not answered. What an office has noted about an alarm
    does not hide it, or an office could keep it from the person concerned. An answer in another session hides it only
    when it is older than this session, because a thief with the person's ID could have given that answer. A change of
    factors is asked about in the session that made it as well, because a thief with a copied cookie is in that session.
    """
    mine = select(Alarm).where(
        Alarm.person_id == person_id,
        Alarm.at > clock.now() - _REMEMBERED,
        # What was done in this session by itself is told in the others; a question is asked here as well.
        or_(Alarm.session_id.is_(None), Alarm.session_id != session_id, Alarm.kind.in_(_QUESTIONS)),
    )
    # Most people have no alarm at all, and every screen asks.
    alarms = [alarm for alarm in session.scalars(mine.order_by(Alarm.at.desc(), Alarm.id)) if alarm.is_intact]
    own = session.get(SessionRow, session_id) if alarms else None
    if own is None:
        return OwnAlarms([], 0)
    everywhere, here = _answered(session, [alarm.id for alarm in alarms], session_id)
    waiting = [alarm for alarm in alarms if alarm.id not in (here if alarm.at >= own.created_at else everywhere)]
    return OwnAlarms([_told(session, alarm, session_id) for alarm in waiting[:_AT_MOST]], len(waiting[_AT_MOST:]))


def _answered(session: Session, alarm_ids: Collection[str], session_id: str) -> tuple[set[str], set[str]]:
    """Which of the alarms were answered in any session, and which in this one, by answers that fit their seals.

    An answer that was put there by SQL keeps no alarm from its person.
    """
    given = session.scalars(select(AlarmAnswer).where(AlarmAnswer.alarm_id.in_(alarm_ids)))
    answers = [answer for answer in given if answer.is_intact]
    here = {answer.alarm_id for answer in answers if answer.session_id == session_id}
    return {answer.alarm_id for answer in answers}, here


def _told(session: Session, alarm: Alarm, session_id: str) -> Told:
    kind = AlarmKind(alarm.kind)
    about = session.get(SessionRow, alarm.session_id) if alarm.session_id is not None else None
    other = session.get(SessionRow, alarm.other_session_id) if alarm.other_session_id is not None else None
    words = WORDS[kind]
    at = f"{clock.moment_text(alarm.at)}　"
    if not words.is_question:
        return Told(alarm.id, words.member, f"{at}{alarm.detail}。{words.text}", is_question=False)
    if ends := ends_of(alarm, about, other):
        said = "".join(end.words(session_id) for end in ends) + further_words(alarm)
        return Told(alarm.id, words.member, f"{at}{said}{words.text}")
    if kind is AlarmKind.SECOND_PLACE and alarm.session_id == session_id:
        return Told(alarm.id, words.member, f"{at}この端末でサインインしたとき、ほかの端末でもサインイン中でした。")
    source = f"{browser_words(about.browser)}（{about.address}）。" if about else f"接続元 {alarm.address}。"
    return Told(alarm.id, words.member, f"{at}{source}{words.text}")


def waits(roles: Collection[Role]) -> ColumnElement[bool]:
    """The condition on `Alarm` that at least one of these offices looks after it and has not dealt with it yet."""
    return exists().where(
        AlarmWatch.alarm_id == Alarm.id,
        AlarmWatch.role.in_([role.value for role in roles]),
        AlarmWatch.handled_at.is_(None),
    )


def waiting_for(session: Session, roles: Collection[Role]) -> int:
    """How many alarms wait for one of these offices."""
    return session.scalar(select(func.count()).select_from(Alarm).where(waits(roles))) or 0


@dataclass(frozen=True)
class AlarmBar:
    """What every page's bar shows: the person's own alarms, and how many (`office`) wait for the offices they hold.

    `more`: how many of the person's own wait behind those in `own`.
    `can_answer`: False on a device from which the policy accepts no answer; the bar then says where one can answer.
    """

    own: list[Told]
    more: int
    office: int
    can_answer: bool = False


def for_frame(call: Call) -> AlarmBar:
    """The alarm bar of the page being rendered. `office` is 0 for people without an office that looks after alarms."""
    viewer = call.identity.viewer
    if viewer is None:
        return AlarmBar([], 0, 0)
    roles = offices_of(call.actor)
    office = 0 if roles.isdisjoint(OFFICES_WITH_ALARMS) else waiting_for(call.session, roles)
    own = told_to(call.session, viewer.person_id, viewer.session_id)
    return AlarmBar(own.shown, own.more, office, call.may(Action.ALARM_ANSWER))
