"""Raises alarms about register entries whose day has passed, and about what registers lack. Called by the worker."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app import days
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.members import offices
from app.registers.concern.concerned import handlers
from app.registers.declaration import Register
from app.registers.models import RegisterEntry
from app.registers.queries_waiting import all_overdue
from app.registers.reminders.lacking import to_tell


def tell_overdue(database: Database, registers: Iterable[Register]) -> None:
    """Raise an alarm for each open entry whose day has passed: once for each day that was set for it.

    Where the register says so, its maker is told first, and the offices some days later. What a register that is in use
    lacks is an alarm once a month.
    """
    raise_once(database, AlarmKind.OVERDUE, partial(_overdue, registers=tuple(registers)))


def _overdue(session: Session, *, registers: Iterable[Register]) -> list[ToTell]:
    """The alarms to raise. They do not contain the entry's content, since more people may read alarms."""
    late = [one for register, entry in all_overdue(session, registers) for one in _to_tell(session, register, entry)]
    return [*late, *to_tell(session, registers)]


def _to_tell(session: Session, register: Register, entry: RegisterEntry) -> list[ToTell]:
    detail = _detail(register, entry)
    if register.concern is not None and register.concern.is_kept:
        return _of_kept(session, register, entry)
    if not register.maker_first:
        return [ToTell(detail)]
    is_for_offices = entry.due_on < (days.today() - timedelta(days=register.maker_first)).isoformat()
    return [ToTell(detail, entry.created_by), *([ToTell(detail)] if is_for_offices else [])]


def _of_kept(session: Session, register: Register, entry: RegisterEntry) -> list[ToTell]:
    """Tells the offices none of whose holders the entry is kept from; where there is none, each who deals with it."""
    detail, able = _detail(register, entry), handlers(session, register, entry)
    ids = {one.id for one in able}
    held = {role: offices.holders(session, role) for role in AlarmKind.OVERDUE.looked_after_by}
    told = frozenset(role for role, holders in held.items() if holders and holders <= ids)
    return [ToTell(detail, offices=told)] if told else [ToTell(detail, one.id) for one in able]


def _detail(register: Register, entry: RegisterEntry) -> str:
    return f"{register.title} 第{entry.number}号（期限 {entry.due_on}）"
