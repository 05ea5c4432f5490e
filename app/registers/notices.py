"""Notices: open entries that are in force from a day to their due day. Whether one is, and those on the home screen."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.facts import Actor
from app.meetings.home.queries import HomeNews, HomeTouch, NewsSource
from app.registers.acts import typed_of, writers_of
from app.registers.declaration import Register
from app.registers.kept.takeouts import LONGEST, TAKEOUTS, TakenOut
from app.registers.models import RegisterEntry
from app.registers.queries import is_whole, listed

_TABLETS = frozenset({TakenOut.TABLET.value, TakenOut.BOTH.value})


def has_notice(session: Session, person_id: str) -> bool:
    """Whether this person's notice that they take their tablet out is in force today.

    Not counted are notices that were altered beside the service, in themselves or their history, that another person
    has written in, or that are older than the longest time. (In earlier editions notices could be corrected, and had no
    end.)
    """
    today = days.today()
    for entry in _open_of(session, TAKEOUTS, person_id):
        if entry.due_on < today.isoformat() or not is_whole(session, entry):
            continue
        typed = typed_of(entry)
        begins = days.read_day(typed[TAKEOUTS.since][0])
        is_now = begins <= today <= begins + LONGEST
        if is_now and not _TABLETS.isdisjoint(typed["thing"]) and writers_of(session, entry) == {person_id}:
            return True
    return False


def notice_news(registers: Iterable[Register]) -> NewsSource:
    """A source of news for the home screen: a line for each open notice of the person, with a link to end it."""
    notices = tuple(register for register in registers if register.since)

    def news(session: Session, actor: Actor) -> Sequence[HomeNews]:
        today = days.today().isoformat()
        found = [(each, entry) for each in notices for entry in _open_of(session, each, actor.person_id or "")]
        return [_line(register, entry, today) for register, entry in found if entry.is_intact]

    return news


def touches_of(registers: Iterable[Register]) -> tuple[HomeTouch, ...]:
    """The buttons of the home screen that lead to a new entry."""
    kept = [register for register in registers if register.at_home]
    return tuple(HomeTouch(each.at_home, f"/registers/{each.key}/new", each.reporters) for each in kept)


def _line(register: Register, entry: RegisterEntry, today: str) -> HomeNews:
    row = listed(register, entry, today)
    until = f"{days.written_words(entry.due_on)}まで"
    return HomeNews(
        tag="期限切れ" if row.is_overdue else row.state.words,
        tone="warn",
        title=f"{register.title} 第{entry.number}号",
        text=f"{row.cells[0]}　{until}{'。期限を過ぎています' if row.is_overdue else ''}",
        href=f"/registers/{register.key}/{entry.number}",
        at=entry.created_at,
        lasts=True,
    )


def _open_of(session: Session, register: Register, person_id: str) -> list[RegisterEntry]:
    mine = (RegisterEntry.register == register.key, RegisterEntry.created_by == person_id)
    query = select(RegisterEntry).where(*mine, RegisterEntry.state.in_(register.open))
    return list(session.scalars(query.order_by(RegisterEntry.due_on, RegisterEntry.number)))
