"""Acts on registers: make an entry, correct it, put it into its next state. Each keeps a change and a ledger record."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days, seals
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import raise_alarm
from app.errors import BadInput
from app.numbers import next_number
from app.registers.concern.persons import must_be_known
from app.registers.declaration import EntryState, Register
from app.registers.errors import ChangedMeanwhile, NeedsAnother, NeedsMore, NotCorrected, NotNext, StillHeld
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.subjects import about_entry
from app.web.forms.form import Form


def enter(session: Session, by: By, register: Register, form: Form, evidence: str = "") -> RegisterEntry:
    """Make an entry in the register's first state, with the next number. `form`: `register.asked`, without errors.

    `evidence`: the present counts as text, for a register that keeps them. Raises BadInput as `_must_hold`.
    """
    _must_hold(session, register, form, {})
    kept = {register.evidence: [evidence]} if register.evidence else {}
    entry = _put(session, by, register, {**form.typed, **kept}, _due_on(register, form, clock.now()))
    if register.alarm is not None:
        told = f"{register.title}に第{entry.number}号が記録されました"
        raise_alarm(session, register.alarm, person_id=None, address=by.address or "", detail=told)
    return entry


def _put(
    session: Session, by: By, register: Register, typed: Mapping[str, Sequence[str]], due_on: str
) -> RegisterEntry:
    entry = RegisterEntry(
        register=register.key,
        number=next_number(session, f"register:{register.key}"),
        state=register.first_state.value,
        typed=json.dumps(typed, ensure_ascii=False),
        due_on=due_on,
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(entry)
    session.flush()
    _keep(session, by, entry)
    note(session, by, EventKind.REGISTER_ENTERED, about_entry(register, entry))
    return entry


def correct(session: Session, by: By, register: Register, entry: RegisterEntry, form: Form, *, seen: int) -> None:
    """Replace what an entry holds by `form` (read without errors). Does nothing when nothing is different.

    An entry that a second person has confirmed goes back to its state before, since the confirmation was for the former
    content. `seen`: the entry's `changes` when the form was opened. Raises ChangedMeanwhile when it was changed since,
    NotCorrected for an entry that cannot be corrected, BadInput when a field is emptied that the entry's state needs.
    """
    _lock(session, entry, seen)
    must_be_correctable(register, entry)
    present = register.state(entry.state)
    former = typed_of(entry)
    _must_hold(session, register, form, former)
    said = _said(register, former, form)
    _keep_what_is_listed(register, entry, former, said)
    if emptied := [need.field for need in present.needs if need.is_missing(said)]:
        raise BadInput(fields=dict.fromkeys(emptied, "いまの状態では、空にできません。"))
    if former == said:
        return  # Nothing has changed, so there is nothing to record.
    typed = json.dumps(said, ensure_ascii=False)
    state = _state_before(session, entry) if present.by_another else entry.state
    _change(session, entry, {"typed": typed, "due_on": _due_on(register, form, entry.created_at), "state": state})
    _keep(session, by, entry)
    changed = ",".join(sorted(name for name in form.fields if former.get(name) != said[name]))
    note(session, by, EventKind.REGISTER_CORRECTED, about_entry(register, entry), fields=changed)
    if present.by_another:
        now = register.state(state).words
        note(session, by, EventKind.REGISTER_MOVED, about_entry(register, entry), former=present.words, now=now)
    _follow(session, by, register, entry)


def _follow(session: Session, by: By, register: Register, entry: RegisterEntry) -> None:
    if register.follow is not None:
        register.follow(session, by, entry)


def _must_hold(session: Session, register: Register, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Raise BadInput for what only the database can tell: an unknown person, or what the register's own check finds."""
    must_be_known(session, register, form, former)
    if register.must_hold is not None:
        register.must_hold(session, form, former)


def must_be_correctable(register: Register, entry: RegisterEntry) -> None:
    """Raise NotCorrected for an entry that cannot be corrected."""
    if register.is_fixed(entry.state):
        raise NotCorrected(cause=f"entry {entry.id} is fixed in {entry.state}")


def move(
    session: Session, by: By, register: Register, entry: RegisterEntry, to: str, *, seen: int, among: frozenset[str]
) -> None:
    """Put an entry into the state `to`. `among`: the states that this person may choose. `seen`: as for `correct`.

    Raises NotNext, NeedsAnother, NeedsMore, StillHeld, ChangedMeanwhile.
    """
    _lock(session, entry, seen)
    former = register.state(entry.state)
    if to not in former.leads_to or to not in among:
        raise NotNext(cause=f"{former.value} does not lead to {to}")
    now = register.state(to)
    if now.by_another and by.person_id in no_seconds(session, entry):
        raise NeedsAnother(cause=f"{by.person_id} has written in entry {entry.id}, or asked for this")
    if missing := missing_for(register, entry, now):
        raise NeedsMore(missing)
    _must_not_be_barred(session, register, entry, to)
    _change(session, entry, {"state": to} | _drawn(session, register, entry, to))
    _keep(session, by, entry)
    note(session, by, EventKind.REGISTER_MOVED, about_entry(register, entry), former=former.words, now=now.words)
    if register.every_months and not now.leads_to:
        _put_next(session, by, register, entry)
    _follow(session, by, register, entry)


def _must_not_be_barred(session: Session, register: Register, entry: RegisterEntry, to: str) -> None:
    if register.bar is None:
        return
    barred = register.bar(session, typed_of(entry), is_locked=True)
    if to in barred.states:
        raise StillHeld(sentence=barred.because)


def _drawn(session: Session, register: Register, entry: RegisterEntry, to: str) -> dict[str, str]:
    """The entry's column values with its list drawn; empty for a state that draws none."""
    if register.ticks is None or to != register.ticks.begins:
        return {}
    typed = typed_of(entry)
    typed |= {register.ticks.listed: register.ticks.draw(session, typed), register.ticks.ticked: []}
    return {"typed": json.dumps(typed, ensure_ascii=False)}


def _said(register: Register, former: Mapping[str, list[str]], form: Form) -> dict[str, list[str]]:
    """The form's values, together with the fields that no person writes: the evidence, and the entry's list.

    Raises BadInput for a tick that is not in the list.
    """
    said = {name: list(texts) for name, texts in form.typed.items()}
    if register.evidence:
        said[register.evidence] = former.get(register.evidence, [""])
    if register.ticks is None:
        return said
    listed = former.get(register.ticks.listed, [])
    if not set(said[register.ticks.ticked]) <= set(listed):
        raise BadInput(
            fields={register.ticks.ticked: "この一覧にないものです。画面をひらき直して、選び直してください。"}
        )
    said[register.ticks.ticked] = [each for each in listed if each in said[register.ticks.ticked]]
    return said | {register.ticks.listed: listed}


def _keep_what_is_listed(
    register: Register, entry: RegisterEntry, former: Mapping[str, list[str]], said: Mapping[str, list[str]]
) -> None:
    """Raise BadInput when a drawn list would be given another subject."""
    if register.ticks is None or not register.ticks.of or entry.state == register.first_state.value:
        return
    if said[register.ticks.of] != former.get(register.ticks.of):
        raise BadInput(fields={register.ticks.of: "一覧を取ったあとは変えられません。別の記録を作ってください。"})


def _put_next(session: Session, by: By, register: Register, entry: RegisterEntry) -> None:
    """Make the next entry of repeated work, so many months after the due day, or after today if that is later."""
    typed = typed_of(entry)
    day = days.months_later(max(days.today(), date.fromisoformat(entry.due_on)), register.every_months)
    again = {name: typed.get(name, []) for name in register.asked.fields} | {register.due: [day.isoformat()]}
    _put(session, by, register, again, day.isoformat())


def writers_of(session: Session, entry: RegisterEntry) -> frozenset[str]:
    """The ids of all people who have written in an entry, including its maker."""
    query = select(RegisterChange.by, RegisterChange.typed).where(RegisterChange.entry_id == entry.id)
    former, found = "", set[str]()
    for author, typed in session.execute(query.order_by(RegisterChange.number)):
        if typed != former:
            found.add(author)
        former = typed
    return frozenset(found)


def no_seconds(session: Session, entry: RegisterEntry) -> frozenset[str]:
    """The ids of those who are not the second person: who has written in the entry, and who asked for the step."""
    return writers_of(session, entry) | {_put_by(session, entry)}


def _put_by(session: Session, entry: RegisterEntry) -> str:
    """The id of whoever put the entry into its present state: they asked for the step that a second person takes."""
    of_entry = select(RegisterChange.state, RegisterChange.by).where(RegisterChange.entry_id == entry.id)
    last = ""
    for state, author in session.execute(of_entry.order_by(RegisterChange.number.desc())):
        if state != entry.state:
            break
        last = author
    return last


def _state_before(session: Session, entry: RegisterEntry) -> str:
    """The state from which the entry was put into its present one."""
    of_entry = (RegisterChange.entry_id == entry.id, RegisterChange.state != entry.state)
    query = select(RegisterChange.state).where(*of_entry).order_by(RegisterChange.number.desc()).limit(1)
    return session.scalars(query).one()  # No entry begins in a state that needs a second person.


def missing_for(register: Register, entry: RegisterEntry, state: EntryState) -> list[str]:
    """The labels of the fields that are empty and that this state needs."""
    typed = typed_of(entry)
    return [register.form.fields[need.field].look.label for need in state.needs if need.is_missing(typed)]


def typed_of(row: RegisterEntry | RegisterChange) -> dict[str, list[str]]:
    """The content of an entry or change: field name → texts as typed."""
    stored = json.loads(row.typed)
    return {str(name): [str(text) for text in texts] for name, texts in stored.items()}


def _lock(session: Session, entry: RegisterEntry, seen: int) -> None:
    """Lock an entry and read it again, if its count of changes is `seen`. Raises ChangedMeanwhile.

    `seen` must be the count of the entry as it was loaded, too: the policy has decided by that content.
    The query that locks the row compares the count, so that of two persons who opened the same version one succeeds.
    Callers read the values that decide about the change after this, so that no other change comes in between.
    """
    guarded = select(RegisterEntry).where(RegisterEntry.id == entry.id, RegisterEntry.changes == seen)
    locked = guarded.with_for_update(key_share=True).execution_options(populate_existing=True)
    was_decided_by = entry.changes
    if session.scalars(locked).first() is None or was_decided_by != seen:
        session.refresh(entry)  # the screen that tells of it shows what the other person has written
        raise ChangedMeanwhile(cause=f"entry {entry.id} was not at change {seen}")


def _change(session: Session, entry: RegisterEntry, values: Mapping[str, str]) -> None:
    """Change an entry that is locked. Raises RowAltered."""
    seals.change(
        session, select(RegisterEntry).where(RegisterEntry.id == entry.id), **values, changes=entry.changes + 1
    )


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


def _due_on(register: Register, form: Form, created_at: datetime) -> str:
    if register.answer_within:
        return (clock.jst(created_at).date() + timedelta(days=register.answer_within)).isoformat()
    day = form.value_of(register.due) if register.due else None
    return day.isoformat() if isinstance(day, date) else ""
