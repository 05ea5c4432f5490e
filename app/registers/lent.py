"""Which entries an office that is given for a matter reaches: those that stood within its time (7)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.registers.declaration import Register
from app.registers.models import RegisterChange, RegisterEntry


def out_of_reach(session: Session, register: Register, actor: Actor) -> frozenset[str]:
    """Ids of the entries that a person to whom the register is lent does not see; none for all others.

    An entry stands from the moment it was made until it is closed. An open one stands yet.
    """
    return _out_of_reach(session, register, actor, RegisterEntry.register == register.key)


def is_out_of_reach(session: Session, register: Register, entry: RegisterEntry, actor: Actor) -> bool:
    """The same for one entry."""
    return bool(_out_of_reach(session, register, actor, RegisterEntry.id == entry.id))


def _out_of_reach(session: Session, register: Register, actor: Actor, which: ColumnElement[bool]) -> frozenset[str]:
    if actor.holds(*register.readers) or register.key not in actor.lent_registers:
        return frozenset()
    of_own = actor.person_id if actor.holds(*register.reporters) else None
    return frozenset(
        entry.id
        for entry, ends in _standing(session, register, which)
        if entry.created_by != of_own and not actor.lends(register.key, entry.created_at, ends)
    )


def _standing(
    session: Session, register: Register, which: ColumnElement[bool]
) -> Iterator[tuple[RegisterEntry, datetime | None]]:
    """Entries with the moment at which each was closed; None for open ones."""
    query = (
        select(RegisterEntry, func.max(RegisterChange.at))
        .join(RegisterChange, RegisterChange.entry_id == RegisterEntry.id)
        .where(which)
        .group_by(RegisterEntry.id)
    )
    for entry, last in session.execute(query):
        yield entry, None if entry.state in register.open else last
