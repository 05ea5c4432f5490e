"""Which alarms stand on a screen: the person's own on each open session, and how many wait for the secretariat."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.auth.alarms.models import Alarm, AlarmAnswer
from app.auth.alarms.raising import AlarmKind
from app.auth.alarms.words import WORDS
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words
from app.web.call import Call

_REMEMBERED = timedelta(days=7)
_AT_MOST = 3


@dataclass(frozen=True)
class Told:
    """One alarm as a page shows it."""

    id: str
    title: str
    text: str

    def as_json(self) -> dict[str, str]:
        """For the script that keeps the bar up to date."""
        return {"id": self.id, "title": self.title, "text": self.text}


def told_to(session: Session, person_id: str, session_id: str) -> list[Told]:
    """What this session has not answered yet, newest first; what came while nobody was there waits for a week.

    An answer on one browser quiets it there only: whoever holds a stolen ID could answer too. Who changed a way of
    signing in here and now is not asked here whether it was them; every other session of theirs is.
    """
    moment = clock.now()
    since = select(SessionRow.created_at).where(SessionRow.id == session_id).scalar_subquery()
    answered = exists().where(AlarmAnswer.alarm_id == Alarm.id)
    rows = session.execute(
        select(Alarm, SessionRow.browser, SessionRow.address)
        .outerjoin(SessionRow, SessionRow.id == Alarm.session_id)
        .where(
            Alarm.person_id == person_id,
            Alarm.handled_at.is_(None),
            Alarm.at > moment - _REMEMBERED,
            ~answered.where(AlarmAnswer.session_id == session_id),
            or_(
                Alarm.kind != AlarmKind.FACTOR_CHANGED.value,
                Alarm.session_id.is_(None),
                Alarm.session_id != session_id,
            ),
            or_(Alarm.at >= since, and_(Alarm.at < since, ~answered)),
        )
        .order_by(Alarm.at.desc(), Alarm.id)
        .limit(_AT_MOST)
    ).all()
    return [_told(row[0], row.browser, row.address, session_id) for row in rows]


def _told(alarm: Alarm, browser: str | None, address: str | None, session_id: str) -> Told:
    kind = AlarmKind(alarm.kind)
    words = WORDS[kind]
    at = f"{clock.moment_text(alarm.at)}　"
    if kind is AlarmKind.SECOND_PLACE and alarm.session_id == session_id:
        return Told(alarm.id, words.member, f"{at}この端末でサインインしたとき、ほかの端末でもサインイン中でした。")
    source = f"{browser_words(browser)}（{address}）。" if browser is not None else f"接続元 {alarm.address}。"
    return Told(alarm.id, words.member, f"{at}{source}{words.text}")


def waiting_for_office(session: Session) -> int:
    """How many alarms the secretariat has not dealt with."""
    return session.scalar(select(func.count()).select_from(Alarm).where(Alarm.handled_at.is_(None))) or 0


@dataclass(frozen=True)
class AlarmBar:
    """What every page's bar shows: the person's own, and how many wait for the secretariat."""

    own: list[Told]
    office: int


def for_frame(call: Call) -> AlarmBar:
    """The bar of this page; `office` is 0 for those who do not look after alarms."""
    viewer = call.identity.viewer
    if viewer is None:
        return AlarmBar([], 0)
    office = waiting_for_office(call.session) if call.actor.holds(Role.ADMINISTRATOR) else 0
    return AlarmBar(told_to(call.session, viewer.person_id, viewer.session_id), office)
