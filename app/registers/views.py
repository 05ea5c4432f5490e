"""The screens of registers: which there are, a list, an entry with its history, entering, correcting, exporting.

Only translates. One set of screens serves every register: what differs is declared.
"""

from starlette.responses import Response

from app import clock
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.registers import acts, queries
from app.registers.declaration import Register, Registers
from app.registers.errors import ChangedMeanwhile, NotNext
from app.registers.facts import EntryOf
from app.web import answers, spreadsheets
from app.web.call import Call
from app.web.forms import fields
from app.web.forms.form import Form


class SeenForm(Form):
    """Which of an entry's changes the sender had before them."""

    seen = fields.number("変更の番号", least=0, most=999_999)


class MoveForm(SeenForm):
    """Into which state an entry is put."""

    to = fields.text("状態", most=16)


class ListForm(Form):
    """What a list is asked for."""

    state = fields.text("状態", most=16, required=False)
    page = fields.maybe(fields.number("ページ", least=1, most=9_999))


def show_index(registers: Registers, call: Call) -> Response:
    """The registers that the person may read: how many entries each has, and how many of them are overdue."""
    mine = [register for register in registers if call.actor.holds(*register.readers)]
    listed = [(each, queries.count(call.session, each), queries.overdue(call.session, each)) for each in mine]
    return answers.html(call, "registers/index.html", registers=listed)


def show_list(call: Call) -> Response:
    """A register's entries, overdue ones first."""
    register, asked = call.loaded(Register), ListForm.asked(call)
    state = asked.state if asked.has("state") and asked.state in {each.value for each in register.states} else ""
    page = (asked.page or 1) if asked.has("page") else 1
    total = queries.count(call.session, register, state=state)
    return answers.html(
        call,
        "registers/list.html",
        register=register,
        labels=[register.form.fields[name].look.label for name in register.columns],
        entries=queries.entries(call.session, register, state=state, page=page),
        state=state,
        page=page,
        pages=max(1, -(-total // queries.PAGE_OF_ENTRIES)),
        may_write=call.actor.holds(*register.writers),
    )


def show_new(call: Call) -> Response:
    """The empty form."""
    register = call.loaded(Register)
    return _form_page(call, register, register.form())


def enter(call: Call) -> Response:
    """A new entry, or the form again with what is wrong."""
    register = call.loaded(Register)
    form = register.form.read(call)
    if form.errors:
        return _form_page(call, register, form, status=422)
    entry = acts.enter(call.session, call.by, register, form)
    return answers.see_other(f"/registers/{register.key}/{entry.number}")


def show_entry(call: Call) -> Response:
    """One entry: what it says, where it can go from here, and all that was done to it."""
    return _entry_page(call, call.loaded(EntryOf))


def show_correction(call: Call) -> Response:
    """The form with what the entry says."""
    of = call.loaded(EntryOf)
    known = of.register.form.fields  # what a former declaration asked for is left to the history
    kept = {name: texts for name, texts in acts.typed_of(of.entry).items() if name in known}
    return _form_page(call, of.register, of.register.form(**kept), of)


def correct(call: Call) -> Response:
    """The entry says something else; or the form again, with what is wrong or what somebody else has changed."""
    of = call.loaded(EntryOf)
    form, seen = of.register.form.read(call), SeenForm.demand(call).seen
    if form.errors:
        return _form_page(call, of.register, form, of, status=422, seen=seen)
    try:
        acts.correct(call.session, call.by, of.register, of.entry, form, seen=seen)
    except ChangedMeanwhile as stopped:
        return _form_page(call, of.register, form, of, stopped=stopped, status=stopped.status)
    return answers.see_other(f"/registers/{of.register.key}/{of.entry.number}")


def move(call: Call) -> Response:
    """The entry is put into its next state."""
    of, form = call.loaded(EntryOf), MoveForm.demand(call)
    try:
        acts.move(call.session, call.by, of.register, of.entry, form.to, seen=form.seen)
    except (NotNext, ChangedMeanwhile) as stopped:
        return _entry_page(call, of, stopped)
    return answers.see_other(f"/registers/{of.register.key}/{of.entry.number}")


def export_list(call: Call) -> Response:
    """The whole register as a file for a spreadsheet; that it was taken is recorded first."""
    register = call.loaded(Register)
    rows = queries.entries(call.session, register, page=None)
    taken = event(call.by, EventKind.REGISTER_EXPORTED, register=register.title, entries=len(rows))
    call.services.ledger.commit_now(taken)
    form = register.form.fields
    columns = ["番号", "状態", *(each.look.label for each in form.values()), "記録した日時"]
    return spreadsheets.answer(register.title, columns, [_cells(register, row) for row in rows])


def _cells(register: Register, row: queries.ListedEntry) -> list[str]:
    typed = acts.typed_of(row.entry)
    said = [each.look.words(typed.get(name, ())) for name, each in register.form.fields.items()]
    return [str(row.entry.number), row.state.words, *said, clock.stamp_text(row.entry.created_at)]


def _entry_page(call: Call, of: EntryOf, stopped: AppError | None = None) -> Response:
    register, entry = of.register, of.entry
    state = register.state(entry.state)
    return answers.html(
        call,
        "registers/entry.html",
        stopped.status if stopped else 200,
        register=register,
        entry=entry,
        state=state,
        said=_said(of),
        next_states=[register.state(value) for value in state.leads_to],
        history=queries.history(call.session, register, entry),
        may_write=call.actor.holds(*register.writers),
        stopped=stopped,
    )


def _said(of: EntryOf) -> list[tuple[str, str]]:
    typed = acts.typed_of(of.entry)
    return [(each.look.label, each.look.words(typed.get(name, ()))) for name, each in of.register.form.fields.items()]


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
    )
