"""Writing into a register: entering a matter, correcting it, putting it into its next state. Each act is recorded."""

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.db import rows_changed
from app.numbers import next_number
from app.registers.declaration import Register
from app.registers.errors import ChangedMeanwhile, NotNext
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.subjects import about_entry
from app.web.forms.form import Form


def enter(session: Session, by: By, register: Register, form: Form) -> RegisterEntry:
    """A new entry in the register's first state, under the next number. The form holds."""
    entry = RegisterEntry(
        register=register.key,
        number=next_number(session, f"register:{register.key}"),
        state=register.first_state.value,
        typed=json.dumps(form.typed, ensure_ascii=False),
        due_on=_due_on(register, form),
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(entry)
    session.flush()
    _keep(session, by, entry)
    note(session, by, EventKind.REGISTER_ENTERED, about_entry(register, entry))
    return entry


def correct(session: Session, by: By, register: Register, entry: RegisterEntry, form: Form, *, seen: int) -> None:
    """What the entry says from now on. Raises ChangedMeanwhile when it is not what was `seen` any more."""
    former = typed_of(entry)
    if former == {name: list(texts) for name, texts in form.typed.items()} and entry.changes == seen:
        return  # nothing was corrected, so nothing is noted
    typed = json.dumps(form.typed, ensure_ascii=False)
    _change(session, entry, seen, {"typed": typed, "due_on": _due_on(register, form)})
    _keep(session, by, entry)
    changed = ",".join(sorted(name for name in form.fields if former.get(name) != list(form.typed[name])))
    note(session, by, EventKind.REGISTER_CORRECTED, about_entry(register, entry), fields=changed)


def move(session: Session, by: By, register: Register, entry: RegisterEntry, to: str, *, seen: int) -> None:
    """Into the state `to`. Raises NotNext, ChangedMeanwhile."""
    former = register.state(entry.state)
    if to not in former.leads_to:
        raise NotNext(cause=f"{former.value} does not lead to {to}")
    now = register.state(to)
    _change(session, entry, seen, {"state": to})
    _keep(session, by, entry)
    note(session, by, EventKind.REGISTER_MOVED, about_entry(register, entry), former=former.words, now=now.words)


def typed_of(row: RegisterEntry | RegisterChange) -> dict[str, list[str]]:
    """What the form of an entry, or of one of its changes, holds: field → texts as they were typed."""
    stored = json.loads(row.typed)
    return {str(name): [str(text) for text in texts] for name, texts in stored.items()}


def _change(session: Session, entry: RegisterEntry, seen: int, values: Mapping[str, str]) -> None:
    """The condition in the statement is the guard: of two who saw the same, one changes it."""
    guard = (RegisterEntry.id == entry.id, RegisterEntry.changes == seen)
    if not rows_changed(session, update(RegisterEntry).where(*guard).values(**values, changes=seen + 1)):
        session.refresh(entry)  # whoever is told sees what the other has written
        raise ChangedMeanwhile(cause=f"entry {entry.id} was not at change {seen}")
    session.refresh(entry)


def _keep(session: Session, by: By, entry: RegisterEntry) -> None:
    session.add(
        RegisterChange(
            entry_id=entry.id,
            number=entry.changes,
            state=entry.state,
            typed=entry.typed,
            at=clock.now(),
            by=by.person_id,
        )
    )


def _due_on(register: Register, form: Form) -> str:
    day = form.value_of(register.due) if register.due else None
    return day.isoformat() if isinstance(day, date) else ""
