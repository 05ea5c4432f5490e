"""Browsers that the council finds too old (6-4(2)): told of at the sign-in while there is time, then not let in."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import days
from app.auth.alarms.models import DETAIL_LIMIT, Alarm, AlarmWatch
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.auth.attempts.errors import BrowserTooOld
from app.auth.sessions.claims import falls_short
from app.auth.sessions.words import browser_words
from app.auth.signin.password_step import Visitor
from app.halts.queries import may_stop
from app.members.identity import identified
from app.members.models import Person
from app.standards.browsers import FAMILIES, BrowserMinimum
from app.standards.queries import in_force
from app.web import answers
from app.web.call import Call


def too_old(session: Session, visitor: Visitor, person_id: str) -> BrowserTooOld | None:
    """Why this browser is not let in, in the caller's unit, in which the administrators are told. None: it is.

    Chair and administrators are let in and told: a version that was set too high is set right by them.
    """
    minimum = falls_short(visitor.browser, in_force(session).oldest_browsers)
    if minimum is None or days.today() < minimum.since or may_stop(session, person_id):
        return None
    _tell(session, visitor, person_id, minimum)
    return BrowserTooOld(cause="old_browser")


def _tell(session: Session, visitor: Visitor, person_id: str, minimum: BrowserMinimum) -> None:
    """Once while nobody has dealt with it, however often the person tries."""
    who = identified(session, session.get_one(Person, person_id))
    detail = f"{who}、{browser_words(visitor.browser)}（{FAMILIES[minimum.family]} {minimum.version} より古い）"
    waiting = select(Alarm.id).join(AlarmWatch, AlarmWatch.alarm_id == Alarm.id)
    waiting = waiting.where(Alarm.kind == AlarmKind.OLD_BROWSER.value, AlarmWatch.handled_at.is_(None))
    if session.scalars(waiting.where(Alarm.detail == detail[:DETAIL_LIMIT]).limit(1)).first() is None:
        raise_alarm(session, AlarmKind.OLD_BROWSER, person_id=None, address=visitor.address, detail=detail)


def show_notice(call: Call) -> Response:
    """What is told after a sign-in with a browser that is too old from a day on; then on to where one was going."""
    next_path = answers.own_path(call.query.raw("next"))
    minimum = falls_short(call.request.headers.get("user-agent", ""), call.standards.oldest_browsers)
    if minimum is None:
        return answers.see_other(next_path)
    return answers.html(
        call,
        "auth/signin_browser.html",
        next_path=next_path,
        family=FAMILIES[minimum.family],
        version=minimum.version,
        since=days.written_words(minimum.since.isoformat()),
        is_over=days.today() >= minimum.since,
    )
