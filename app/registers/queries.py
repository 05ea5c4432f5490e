"""Finding entries: a register's list, overdue ones first, and one entry with all that was done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app import clock
from app.members.models import Person
from app.registers.acts import typed_of
from app.registers.declaration import EntryState, Register
from app.registers.models import RegisterChange, RegisterEntry

PAGE_OF_ENTRIES = 50


@dataclass(frozen=True)
class ListedEntry:
    """An entry as a list shows it. `cells`: the texts of the register's columns."""

    entry: RegisterEntry
    state: EntryState
    is_overdue: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListedChange:
    """One step in an entry's history: who, when, into which state, and which fields then said what."""

    change: RegisterChange
    who: str
    state: EntryState
    fields: tuple[tuple[str, str], ...]


def entries(session: Session, register: Register, *, state: str = "", page: int | None = 1) -> list[ListedEntry]:
    """Overdue ones first, then those that are open, then the closed; the newest first in each. `page` None: all."""
    today = _today()
    is_open = RegisterEntry.state.not_in(register.closed)
    is_overdue = and_(is_open, RegisterEntry.due_on != "", RegisterEntry.due_on < today)
    rank = case((is_overdue, 0), (is_open, 1), else_=2)
    query = select(RegisterEntry).where(RegisterEntry.register == register.key)
    if state:
        query = query.where(RegisterEntry.state == state)
    query = query.order_by(rank, RegisterEntry.number.desc())
    if page is not None:
        query = query.limit(PAGE_OF_ENTRIES).offset((page - 1) * PAGE_OF_ENTRIES)
    return [_listed(register, entry, today) for entry in session.scalars(query)]


def count(session: Session, register: Register, *, state: str = "") -> int:
    """How many entries there are, of one state when named."""
    query = select(func.count()).select_from(RegisterEntry).where(RegisterEntry.register == register.key)
    return session.scalar(query.where(RegisterEntry.state == state) if state else query) or 0


def overdue(session: Session, register: Register) -> int:
    """How many open entries are past their day."""
    query = select(func.count()).where(
        RegisterEntry.register == register.key,
        RegisterEntry.state.not_in(register.closed),
        RegisterEntry.due_on != "",
        RegisterEntry.due_on < _today(),
    )
    return session.scalar(query) or 0


def history(session: Session, register: Register, entry: RegisterEntry) -> list[ListedChange]:
    """All that was done to an entry, the newest first; each step names only the fields that it changed."""
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
            (field.look.label, field.look.words(typed.get(name, ())))
            for name, field in register.form.fields.items()
            if list(former.get(name, ())) != typed.get(name, [])
        )
        listed.append(ListedChange(change, person.display_name, register.state(change.state), fields))
        former = typed
    return listed[::-1]


def _today() -> str:
    return clock.jst(clock.now()).date().isoformat()


def _listed(register: Register, entry: RegisterEntry, today: str) -> ListedEntry:
    typed = typed_of(entry)
    cells = tuple(register.form.fields[name].look.words(typed.get(name, ())) for name in register.columns)
    is_overdue = entry.state not in register.closed and bool(entry.due_on) and entry.due_on < today
    return ListedEntry(entry, register.state(entry.state), is_overdue, cells)
