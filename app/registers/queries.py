"""Finds entries of a register: its list, counts, and the history of one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app import days
from app.members.models import Person
from app.registers.acts import typed_of
from app.registers.declaration import EntryState, Register
from app.registers.models import RegisterChange, RegisterEntry
from app.seals import tell_missing

PAGE_OF_ENTRIES = 50
ALTERED = EntryState("", "書き換えの疑い", tone="stop")
"""The state that lists and exports show for an entry that does not fit its seal, without any of its content."""

_CELL_CHARACTERS = 60


@dataclass(frozen=True)
class ListedEntry:
    """An entry as a list shows it. `cells`: the texts of the register's columns; empty ones when it was altered."""

    entry: RegisterEntry
    state: EntryState
    is_overdue: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListedChange:
    """One change of an entry: who made it, the state after it, and the fields that it changed as (label, words)."""

    change: RegisterChange
    who: str
    state: EntryState
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wanted:
    """Which entries of a register: only those in this `state` unless it is "", only those `made_by` this person.

    `without`: ids of those that are kept from whoever looks.
    """

    state: str = ""
    made_by: str | None = None
    without: frozenset[str] = frozenset()

    def of(self, register: Register) -> ColumnElement[bool]:
        """The condition on entries."""
        conditions = [RegisterEntry.register == register.key]
        if self.state:
            conditions.append(RegisterEntry.state == self.state)
        if self.made_by is not None:
            conditions.append(RegisterEntry.created_by == self.made_by)
        if self.without:
            conditions.append(RegisterEntry.id.not_in(self.without))
        return and_(*conditions)


ALL = Wanted()


def entries(session: Session, register: Register, wanted: Wanted = ALL, *, page: int | None = 1) -> list[ListedEntry]:
    """A register's entries: overdue ones first, then open, then closed ones; in each group the newest first.

    In a register with `order`, the open ones come in that order instead. `page`: from 1, with PAGE_OF_ENTRIES each;
    None for all.
    """
    today = days.today().isoformat()
    is_open = RegisterEntry.state.in_(register.open)
    is_overdue = and_(is_open, RegisterEntry.due_on != "", RegisterEntry.due_on < today)
    rank = case((is_overdue, 0), (is_open, 1), else_=2)
    query = select(RegisterEntry).where(wanted.of(register)).order_by(rank, RegisterEntry.number.desc())
    if register.order:
        ordered = sorted(session.scalars(query), key=partial(_place, register))
        if page is not None:
            ordered = ordered[(page - 1) * PAGE_OF_ENTRIES : page * PAGE_OF_ENTRIES]
        return [listed(register, entry, today) for entry in ordered]
    if page is not None:
        query = query.limit(PAGE_OF_ENTRIES).offset((page - 1) * PAGE_OF_ENTRIES)
    return [listed(register, entry, today) for entry in session.scalars(query)]


def count(session: Session, register: Register, wanted: Wanted = ALL) -> int:
    """How many of these entries a register has."""
    return session.scalar(select(func.count()).select_from(RegisterEntry).where(wanted.of(register))) or 0


def overdue(session: Session, register: Register, wanted: Wanted = ALL) -> int:
    """How many of these entries are open and past their day."""
    return _open_until(session, register, wanted, RegisterEntry.due_on < days.today().isoformat())


def due(register: Register, session: Session, remind_days: int) -> int:
    """How many entries are open and have their day today or within `remind_days`."""
    today = days.today()
    last = today + timedelta(days=remind_days)
    return _open_until(session, register, ALL, RegisterEntry.due_on.between(today.isoformat(), last.isoformat()))


def _open_until(session: Session, register: Register, wanted: Wanted, when: ColumnElement[bool]) -> int:
    is_open = and_(RegisterEntry.state.in_(register.open), RegisterEntry.due_on != "")
    return session.scalar(select(func.count()).where(wanted.of(register), is_open, when)) or 0


def is_whole(session: Session, entry: RegisterEntry) -> bool:
    """Whether the entry and each step of its history fit their seals, and no step is missing.

    The entry holds the number of steps. A missing step is reported like an altered one. Steps are read after the entry.
    So there can be more than it says, when another unit has changed it in between: then both are read again.
    """
    steps = _steps(session, entry)
    if len(steps) > entry.changes + 1:
        session.refresh(entry)
        steps = _steps(session, entry)
    missing = set(range(entry.changes + 1)) - set(steps) if entry.is_intact else set()
    for number in sorted(missing):
        tell_missing(session, RegisterChange, (entry.id, number))
    last = steps.get(entry.changes)
    return (
        entry.is_intact
        and not missing
        and all(step.is_intact for step in steps.values())
        and last is not None
        and (last.state, last.typed, len(steps)) == (entry.state, entry.typed, entry.changes + 1)
    )


def _steps(session: Session, entry: RegisterEntry) -> dict[int, RegisterChange]:
    of_entry = select(RegisterChange).where(RegisterChange.entry_id == entry.id)
    return {change.number: change for change in session.scalars(of_entry)}


def history(session: Session, register: Register, entry: RegisterEntry) -> list[ListedChange]:
    """All changes of an entry, the newest first; each names only the fields that it changed."""
    query = (
        select(RegisterChange, Person)
        .join(Person, Person.id == RegisterChange.by)
        .where(RegisterChange.entry_id == entry.id)
        .order_by(RegisterChange.number)
    )
    listed: list[ListedChange] = []
    former: Mapping[str, Sequence[str]] = {}
    for change, person in session.execute(query).all():
        typed = typed_of(change)
        fields = tuple(
            (field.look.label, field.look.words(_new_in(register, name, former, typed)) or "（なし）")
            for name, field in register.form.fields.items()
            if list(former.get(name, ())) != typed.get(name, [])
        )
        listed.append(ListedChange(change, person.display_name, register.state(change.state), fields))
        former = typed
    return listed[::-1]


def _new_in(
    register: Register, name: str, former: Mapping[str, Sequence[str]], typed: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """What a change shows for a field: its new value; for ticks, those added and those taken back."""
    now, before = typed.get(name, ()), former.get(name, ())
    if register.ticks is None or name != register.ticks.ticked:
        return now
    return [each for each in now if each not in before] + [f"{each}を取り消し" for each in before if each not in now]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _CELL_CHARACTERS else f"{line[:_CELL_CHARACTERS]}…"


def _place(register: Register, entry: RegisterEntry) -> tuple[bool, int, int]:
    """The sort key in a register with `order`: open ones first, then by the number typed, then by age."""
    typed = typed_of(entry).get(register.order, []) if entry.is_intact else []
    number = next((int(text) for text in typed if text.isdecimal()), 0)
    return entry.state not in register.open, number, entry.number


def listed(register: Register, entry: RegisterEntry, today: str) -> ListedEntry:
    """The entry as a list shows it on the day `today` ("2026-12-31")."""
    if not entry.is_intact:
        return ListedEntry(entry, ALTERED, is_overdue=False, cells=("",) * len(register.columns))
    typed = typed_of(entry)
    cells = tuple(_short(register.form.fields[name].look.words(typed.get(name, ()))) for name in register.columns)
    is_overdue = entry.state in register.open and bool(entry.due_on) and entry.due_on < today
    return ListedEntry(entry, register.state(entry.state), is_overdue, cells)
