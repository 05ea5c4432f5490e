"""A register, and one entry with its history, as a PDF. The record of it is durable before the file is sent."""

from collections.abc import Sequence

from starlette.responses import Response

from app import clock, days
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.errors import NotFound
from app.registers import acts, queries
from app.registers.declaration import Register, WallSheet
from app.registers.facts import EntryOf
from app.registers.reminders.lacking import lacks_in_words
from app.registers.views import ListForm, lacking_for, note_taken, seen_by
from app.web import answers
from app.web.call import Call


def print_list(call: Call) -> Response:
    """The register's entries, of the state that the list on the screen was narrowed to."""
    from app.web.printing import sheets  # noqa: PLC0415 - what writes PDF takes 15 MB, for a print now and then

    register, asked = call.loaded(Register), ListForm.asked(call)
    state = asked.state if asked.has("state") and asked.state in {each.value for each in register.states} else ""
    rows = queries.entries(call.session, register, seen_by(call, register, state), page=None)
    written = sorted(row.entry.created_at for row in rows)
    period = f"{clock.stamp_text(written[0])} から {clock.stamp_text(written[-1])} まで" if written else "なし"
    chosen = f"状態：{register.state(state).words if state else 'すべて'}　記録された期間：{period}　{len(rows)} 件"
    blocks = [sheets.PrintedPart(_heading(row), _said(register, row)) for row in rows]
    body = sheets.draw(*_frame(call, register.title, chosen), blocks)
    taken = event(call.by, EventKind.REGISTER_EXPORTED, register=register.title, entries=len(rows))
    note_taken(call, register, taken)
    return _answer(register.title, body)


def print_entry(call: Call) -> Response:
    """One entry, and below it each step of its history."""
    from app.web.printing import sheets  # noqa: PLC0415 - as above

    of = call.loaded(EntryOf)
    row = queries.listed(of.register, of.entry, days.today().isoformat())
    title = f"{of.register.title} 第{of.entry.number}号"
    blocks = [sheets.PrintedPart(_heading(row), _said(of.register, row))]
    for step in queries.history(call.session, of.register, of.entry):
        heading = f"これまでの記録　{clock.stamp_text(step.change.at)}　{step.who}　{step.state.words}"
        blocks.append(sheets.PrintedPart(heading, step.fields))
    taken = event(call.by, EventKind.REGISTER_EXPORTED, register=of.register.title, entry=of.entry.number, entries=1)
    note_taken(call, of.register, taken)
    return _answer(title, sheets.draw(*_frame(call, title, "1 件と、その履歴"), blocks))


def print_wall(call: Call) -> Response:
    """The open entries as a sheet for the wall, in large letters. Raises NotFound for a register without one."""
    from app.web.printing import sheets  # noqa: PLC0415 - as above

    register = call.loaded(Register)
    if register.wall is None:
        raise NotFound(cause=f"nothing of {register.key} hangs on the wall")
    found = queries.entries(call.session, register, seen_by(call, register), page=None)
    rows = [row for row in found if row.entry.state in register.open or not row.entry.is_intact]
    parts = [sheets.PrintedPart(*_hung(register, register.wall, row)) for row in rows]
    body = sheets.draw_wall(*_frame(call, register.title, _wall_words(call, register, rows)), parts)
    note_taken(call, register, event(call.by, EventKind.REGISTER_EXPORTED, register=register.title, entries=len(rows)))
    return _answer(f"{register.title}_壁に貼る紙", body)


def _wall_words(call: Call, register: Register, rows: Sequence[queries.ListedEntry]) -> str:
    """What to do with the sheet, by which day it is printed anew, and what the register lacks."""
    days_set = sorted(row.entry.due_on for row in rows if row.entry.is_intact and row.entry.due_on)
    renewed = [f"{days.written_words(days_set[0])}までに確かめて、新しい紙に替えてください。"] if days_set else []
    says = [register.wall.says] if register.wall is not None else []
    return "\n".join([*says, *renewed, *lacks_in_words(lacking_for(call, register))])


def _hung(register: Register, wall: WallSheet, row: queries.ListedEntry) -> tuple[str, list[tuple[str, str]]]:
    """The heading of an entry on the wall, and its lines as pairs of label and words."""
    if not row.entry.is_intact:
        return f"第{row.entry.number}号　{row.state.words}", []
    typed = acts.typed_of(row.entry)

    def words(name: str) -> str:
        return register.form.fields[name].look.words(typed.get(name, ()))

    said = [(register.form.fields[name].look.label, words(name)) for name in wall.lines]
    return "　".join(words(name) for name in wall.heading), said


def _heading(row: queries.ListedEntry) -> str:
    if not row.entry.is_intact:
        return f"第{row.entry.number}号　{row.state.words}"
    due = f"　期限 {days.written_words(row.entry.due_on)}" if row.entry.due_on else ""
    late = "（期限を過ぎています）" if row.is_overdue else ""
    return f"第{row.entry.number}号　{row.state.words}{due}{late}　{clock.stamp_text(row.entry.created_at)} 記録"


def _said(register: Register, row: queries.ListedEntry) -> list[tuple[str, str]]:
    typed = acts.typed_of(row.entry) if row.entry.is_intact else {}
    said = [(each.look.label, each.look.words(typed.get(name, ()))) for name, each in register.form.fields.items()]
    return [(label, words) for label, words in said if words.strip()]


def _frame(call: Call, title: str, chosen: str) -> tuple[str, str, str]:
    made = f"{clock.stamp_text(clock.now())}　{call.viewer.display_name} が作成\n{chosen}"
    return call.services.settings.council.name, title, made


def _answer(title: str, body: bytes) -> Response:
    name = f"{title}_{clock.jst(clock.now()):%Y%m%d}.pdf"
    headers = {"content-disposition": answers.attachment(name)}
    return Response(body, media_type="application/pdf", headers=headers)
