"""The screens of registers: the list of them, a register, an entry with its history, the form, the export.

The same screens serve every register; the differences are in its declaration.
"""

from collections.abc import Sequence

from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.audit.notes import event
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms import taking
from app.errors import AppError, BadInput
from app.registers import acts, queries, queries_waiting
from app.registers.concern.concerned import (
    handlers,
    is_second_instead,
    kept_from,
    missing_words,
    must_shut_nobody_out,
    seconds,
)
from app.registers.concern.persons import choices, fields_of
from app.registers.declaration import Barred, Lack, Register, Registers
from app.registers.errors import ChangedMeanwhile, NeedsAnother, NeedsMore, NotNext, StillHeld
from app.registers.facts import EntryOf
from app.registers.lent import out_of_reach
from app.registers.reminders.lacking import lacking, lacks_in_words
from app.web import answers, spreadsheets
from app.web.call import Call
from app.web.evidence.tallies import Evidence, as_text
from app.web.forms import fields
from app.web.forms.form import Form


class SeenForm(Form):
    """The entry's count of changes when the sender opened the screen (`RegisterEntry.changes`)."""

    seen = fields.number("変更の番号", least=0, most=999_999)


class MoveForm(SeenForm):
    """The state to put an entry into."""

    to = fields.text("状態", most=16)


class ListForm(Form):
    """Which entries a list shows: of one state, and which page."""

    state = fields.text("状態", most=16, required=False)
    page = fields.maybe(fields.number("ページ", least=1, most=9_999))


def show_index(registers: Registers, call: Call) -> Response:
    """The registers that the person may read: how many entries each has, how many of them are overdue,
    and how many wait for the next step of one of the person's offices.
    """
    mine = [each for each in registers if each.is_read_by(call.actor) or call.actor.holds(*each.reporters)]
    session, seen = call.session, {each.key: seen_by(call, each) for each in mine}
    listed = [
        {
            "register": each,
            "entries": queries.count(session, each, seen[each.key]),
            "overdue": queries.overdue(session, each, seen[each.key]),
            "waiting": queries_waiting.count_in(session, each, call.actor),
            "lacking": len(lacking_for(call, each)),
        }
        for each in mine
    ]
    takes = call.may(Action.PERMIT_EXPORT)
    return answers.html(call, "registers/index.html", registers=listed, may_take_exceptions=takes)


def show_waiting(registers: Registers, call: Call) -> Response:
    """The entries of all registers that wait for one of the person's offices, and those that are due."""
    remind_days = call.services.settings.reminders.days_before
    found = queries_waiting.waiting(call.session, registers, call.actor, remind_days)
    return answers.html(call, "registers/waiting.html", waiting=found, remind_days=remind_days)


def show_list(call: Call) -> Response:
    """A register's entries that the person may see, overdue ones first."""
    register, asked = call.loaded(Register), ListForm.asked(call)
    state = asked.state if asked.has("state") and asked.state in {each.value for each in register.states} else ""
    page = (asked.page or 1) if asked.has("page") else 1
    wanted = seen_by(call, register, state)
    total = queries.count(call.session, register, wanted)
    return answers.html(
        call,
        "registers/list.html",
        register=register,
        labels=[register.form.fields[name].look.label for name in register.columns],
        entries=queries.entries(call.session, register, wanted, page=page),
        state=state,
        page=page,
        pages=max(1, -(-total // queries.PAGE_OF_ENTRIES)),
        may_enter=call.actor.holds(*register.writers, *register.reporters),
        sees_all=register.is_read_by(call.actor),
        may_export=call.may(Action.REGISTER_EXPORT, call.facts),
        lacking=lacks_in_words(lacking_for(call, register)),
    )


def lacking_for(call: Call, register: Register) -> Sequence[Lack]:
    """What the register lacks, for its readers. It is said of all entries, so to nobody who is lent some of them."""
    return lacking(call.session, register) if call.actor.holds(*register.readers) else ()


def seen_by(call: Call, register: Register, state: str = "") -> queries.Wanted:
    """Which entries the person sees: readers all but those kept from them, reporters those that they have made.

    Whoever is lent the register sees those that stood within the time of their office.
    """
    is_reader = register.is_read_by(call.actor)
    kept = kept_from(call.session, (register,), call.actor) | out_of_reach(call.session, register, call.actor)
    return queries.Wanted(state, None if is_reader else call.actor.person_id, kept)


def show_new(call: Call) -> Response:
    """The form for a new entry, empty but for what the link to it has brought."""
    register = call.loaded(Register)
    return _form_page(call, register, register.blank({name: call.query.one(name) for name in register.brought}))


def enter(evidence: tuple[Evidence, ...], call: Call) -> Response:
    """Make a new entry, with the present counts if the register keeps them. A form with errors is shown again."""
    register = call.loaded(Register)
    form = register.asked.read(call)
    if form.errors:
        return _form_page(call, register, form, status=422)
    taken = as_text(call.session, evidence) if register.evidence else ""
    try:
        entry = acts.enter(call.session, call.by, register, form, taken)
    except BadInput as wrong:
        form.take(wrong)
        return _form_page(call, register, form, status=wrong.status)
    return answers.see_other(f"/registers/{register.key}/{entry.number}")


def show_entry(call: Call) -> Response:
    """One entry: what it holds, buttons for its next states, and its history."""
    return _entry_page(call, call.loaded(EntryOf))


def show_correction(call: Call) -> Response:
    """The form to correct an entry, filled with its values. Raises NotCorrected."""
    of = call.loaded(EntryOf)
    acts.must_be_correctable(of.register, of.entry)
    known = of.register.form.fields  # Fields that are no longer declared appear only in the history.
    kept = {name: texts for name, texts in acts.typed_of(of.entry).items() if name in known}
    return _form_page(call, of.register, of.register.form(**kept), of)


def correct(call: Call) -> Response:
    """Correct an entry. The form is shown again with its errors, or with another person's change in the meantime."""
    of = call.loaded(EntryOf)
    form, seen = of.register.form.read(call), SeenForm.demand(call).seen
    if form.errors:
        return _form_page(call, of.register, form, of, status=422, seen=seen)
    try:
        must_shut_nobody_out(call.session, of.register, of.entry, form)
        acts.correct(call.session, call.by, of.register, of.entry, form, seen=seen)
    except BadInput as wrong:
        form.take(wrong)
        return _form_page(call, of.register, form, of, status=wrong.status, seen=seen)
    except ChangedMeanwhile as stopped:
        return _form_page(call, of.register, form, of, stopped=stopped, status=stopped.status)
    return answers.see_other(f"/registers/{of.register.key}/{of.entry.number}")


def move(call: Call) -> Response:
    """Put an entry into its next state."""
    of, form = call.loaded(EntryOf), MoveForm.demand(call)
    try:
        acts.move(call.session, call.by, of.register, of.entry, form.to, seen=form.seen, among=_open_to(call, of))
    except NeedsAnother as stopped:
        return _entry_page(call, of, stopped.told_of(seconds(call.session, of.register, of.entry)))
    except (NotNext, NeedsMore, StillHeld, ChangedMeanwhile) as stopped:
        return _entry_page(call, of, stopped)
    return answers.see_other(f"/registers/{of.register.key}/{of.entry.number}")


def _open_to(call: Call, of: EntryOf) -> frozenset[str]:
    """The states into which the person may put the entry."""
    if call.may(Action.REGISTER_WRITE, call.facts):
        return frozenset(of.register.state(of.entry.state).leads_to)
    if is_second_instead(call.session, of.register, of.entry, call.actor):
        return of.register.by_another(of.entry.state)
    return of.register.by_maker(of.entry.state) if of.entry.created_by == call.actor.person_id else frozenset()


def export_list(call: Call) -> Response:
    """The whole register as a CSV file. The record of the export is durable before the file is sent."""
    register = call.loaded(Register)
    rows = queries.entries(call.session, register, seen_by(call, register), page=None)
    taken = event(call.by, EventKind.REGISTER_EXPORTED, register=register.title, entries=len(rows))
    note_taken(call, register, taken)
    form = register.form.fields
    columns = ["番号", "状態", *(each.look.label for each in form.values()), "記録した日時"]
    return spreadsheets.answer(register.title, columns, [_cells(register, row) for row in rows])


def note_taken(call: Call, register: Register, taken: Event) -> None:
    """Durable before the file is sent; the chair is told of what leaves by an office that is given for a matter."""
    taking.note_taken(call, register.title, taken, is_of_office=call.actor.holds(*register.readers))


def _cells(register: Register, row: queries.ListedEntry) -> list[str]:
    typed = acts.typed_of(row.entry) if row.entry.is_intact else {}
    said = [each.look.words(typed.get(name, ())) for name, each in register.form.fields.items()]
    return [str(row.entry.number), row.state.words, *said, clock.stamp_text(row.entry.created_at)]


def _entry_page(call: Call, of: EntryOf, stopped: AppError | None = None) -> Response:
    register, entry = of.register, of.entry
    state = register.state(entry.state)
    barred = _barred(call, of)
    return answers.html(
        call,
        "registers/entry.html",
        stopped.status if stopped else 200,
        register=register,
        entry=entry,
        state=state,
        said=_said(of),
        listed=_listed(of),
        next_states=[
            (each, acts.missing_for(register, entry, each))
            for each in map(register.state, state.leads_to)
            if each.value in _open_to(call, of) and each.value not in barred.states
        ],
        barred=barred,
        history=queries.history(call.session, register, entry),
        may_correct=call.may(Action.REGISTER_WRITE, call.facts) and not register.is_fixed(entry.state),
        handled_by=_handled_by(call, of),
        may_export=call.may(Action.REGISTER_EXPORT, call.facts),
        stopped=stopped,
    )


def _barred(call: Call, of: EntryOf) -> Barred:
    if of.register.bar is None or not of.register.state(of.entry.state).leads_to:
        return Barred()
    return of.register.bar(call.session, acts.typed_of(of.entry), is_locked=False)


def _handled_by(call: Call, of: EntryOf) -> dict[str, str] | None:
    """Of a register whose entries are about people: who deals with this one, or who must be named so that somebody can.

    Told to those who read the register, and to whoever reported it.
    """
    if of.register.concern is None:
        return None
    able = handlers(call.session, of.register, of.entry)
    return {"names": "、".join(one.display_name for one in able), "missing": missing_words(of.register)}


def _said(of: EntryOf) -> list[tuple[str, str]]:
    """The entry's values, as pairs of label and words; empty fields are left out."""
    typed = acts.typed_of(of.entry)
    ticks, fields_of = of.register.ticks, of.register.form.fields
    shown = {
        name: each.look for name, each in fields_of.items() if not ticks or name not in {ticks.listed, ticks.ticked}
    }
    said = [(look.label, look.words(typed.get(name, ()))) for name, look in shown.items()]
    return [(label, words) for label, words in said if words.strip()]


def _listed(of: EntryOf) -> list[tuple[str, bool]]:
    """The lines of the entry's list, each with whether it is ticked off; none without a list."""
    ticks, typed = of.register.ticks, acts.typed_of(of.entry)
    return [(each, each in typed.get(ticks.ticked, ())) for each in typed.get(ticks.listed, ())] if ticks else []


def _form_page(
    call: Call,
    register: Register,
    form: Form,
    of: EntryOf | None = None,
    *,
    stopped: AppError | None = None,
    status: int = 200,
    seen: int | None = None,
) -> Response:
    entry = of.entry if of else None
    return answers.html(
        call,
        "registers/form.html",
        status,
        register=register,
        entry=entry,
        form=form,
        seen=seen if seen is not None or entry is None else entry.changes,
        stopped=stopped,
        said=_said(of) if of and stopped else [],
        listed=_listed(of) if of else [],
        people={name: choices(call.session, form.typed.get(name, ())) for name in fields_of(register)},
    )
