"""Finds the entries of all registers that wait for a person: the next step of an office, due soon, or overdue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from app import days
from app.access.facts import Actor
from app.registers.concern.concerned import awaiting_instead, concerning
from app.registers.declaration import Register
from app.registers.models import RegisterEntry
from app.registers.queries import ListedEntry, listed
from app.settings import MOST_REMIND_DAYS


@dataclass(frozen=True)
class WaitingEntries:
    """The entries that one person's offices have to deal with, in three groups: overdue, due soon, and the others."""

    overdue: Sequence[tuple[Register, ListedEntry]]
    soon: Sequence[tuple[Register, ListedEntry]]
    others: Sequence[tuple[Register, ListedEntry]]


def count_in(session: Session, register: Register, actor: Actor) -> int:
    """How many entries of a register wait for the next step of one of this person's offices."""
    instead = RegisterEntry.id.in_(awaiting_instead(session, (register,), actor))
    wanted = or_(and_(_are_in(register.awaited(actor)), _are_others(session, (register,), actor)), instead)
    return session.scalar(select(func.count()).select_from(RegisterEntry).where(wanted)) or 0


def any_waits(registers: Iterable[Register]) -> ColumnElement[bool]:
    """A condition in SQL: whether anything may wait in these registers for anybody today. Independent of the time."""
    kept = tuple(registers)
    last: BindParameter[str] = bindparam("last_day", callable_=lambda: _last_day(MOST_REMIND_DAYS), type_=String())
    awaited = [place for register in kept for place in register.awaited_by_any]
    return exists().where(or_(_are_in(awaited), _are_due([place for each in kept for place in each.open_places], last)))


def count_waiting(session: Session, registers: Iterable[Register], actor: Actor, remind_days: int) -> int:
    """How many entries `waiting` finds."""
    condition = _wait_for(session, tuple(registers), actor, remind_days)
    return session.scalar(select(func.count()).select_from(RegisterEntry).where(condition)) or 0


def waiting(session: Session, registers: Iterable[Register], actor: Actor, remind_days: int) -> WaitingEntries:
    """The entries that wait for the next step of one of this person's offices, and due entries of registers that they
    write, in the order of days.

    Due are open entries whose day has passed or comes within `remind_days`; in a register with `maker_first`, only
    those whose day has passed by so many days.
    """
    by_key = {register.key: register for register in registers}
    order = {key: place for place, key in enumerate(by_key)}
    query = select(RegisterEntry).where(_wait_for(session, tuple(by_key.values()), actor, remind_days))
    rows = sorted(session.scalars(query), key=lambda row: (order[row.register], row.number))
    today, last = days.today().isoformat(), _last_day(remind_days)
    found = [(by_key[row.register], listed(by_key[row.register], row, today)) for row in rows]
    due = sorted((one for one in found if "" < one[1].entry.due_on <= last), key=lambda one: one[1].entry.due_on)
    return WaitingEntries(
        [one for one in due if one[1].entry.due_on < today],
        [one for one in due if one[1].entry.due_on >= today],
        [one for one in found if one not in due],
    )


def all_overdue(session: Session, registers: Iterable[Register]) -> list[tuple[Register, RegisterEntry]]:
    """The open entries of these registers whose day has passed, the oldest day first; none that was altered."""
    by_key = {register.key: register for register in registers}
    places = [place for register in by_key.values() for place in register.open_places]
    query = select(RegisterEntry).where(_are_due(places, _last_day(-1)))
    rows = session.scalars(query.order_by(RegisterEntry.due_on, RegisterEntry.register, RegisterEntry.number))
    return [(by_key[row.register], row) for row in rows if row.is_intact]


def _are_others(session: Session, registers: Sequence[Register], actor: Actor) -> ColumnElement[bool]:
    """Entries that are not about this person: nothing of theirs waits for themselves."""
    own = concerning(session, registers, actor)
    return RegisterEntry.id.not_in(own) if own else true()


def _wait_for(session: Session, registers: Sequence[Register], actor: Actor, remind_days: int) -> ColumnElement[bool]:
    awaited = [place for register in registers for place in register.awaited(actor)]
    written = [each for each in registers if actor.holds(*each.writers)]
    reminded = [place for each in written if not each.maker_first for place in each.open_places]
    late = [_are_due(each.open_places, _last_day(-1 - each.maker_first)) for each in written if each.maker_first]
    waits = or_(_are_in(awaited), _are_due(reminded, _last_day(remind_days)), *late)
    instead = RegisterEntry.id.in_(awaiting_instead(session, registers, actor))
    return or_(and_(waits, _are_others(session, registers, actor)), instead)


def _last_day(days_ahead: int) -> str:
    return (days.today() + timedelta(days=days_ahead)).isoformat()


def _are_in(places: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    return tuple_(RegisterEntry.register, RegisterEntry.state).in_(places) if places else false()


def _are_due(places: Sequence[tuple[str, str]], last_day: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Entries in these states that are due on that day or before."""
    return and_(_are_in(places), RegisterEntry.due_on != "", RegisterEntry.due_on <= last_day)
