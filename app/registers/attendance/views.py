"""The screen of training by person, and the same as a file."""

from starlette.responses import Response

from app.access.actions import Action
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.registers.attendance.queries import all_attendance
from app.registers.declaration import Register
from app.registers.views import note_taken, seen_by
from app.web import answers, spreadsheets
from app.web.call import Call


def show(call: Call) -> Response:
    """Who has attended what, and who has not yet."""
    register = call.loaded(Register)
    found = all_attendance(call.session, seen_by(call, register))
    may_export = call.may(Action.REGISTER_EXPORT, call.facts)
    return answers.html(call, "registers/attendance.html", register=register, found=found, may_export=may_export)


def export(call: Call) -> Response:
    """The same as CSV: a line a person, a column a training. The record is durable before the file is sent."""
    register = call.loaded(Register)
    found = all_attendance(call.session, seen_by(call, register))
    taken = event(call.by, EventKind.REGISTER_EXPORTED, register=register.title, entries=len(found.people))
    note_taken(call, register, taken)
    columns = ["ID", "氏名", *(f"第{one.number}号 {one.words}" for one in found.held), "まだの数"]
    rows = [
        [one.login, one.name, *(one.by_number.get(each.number, "") for each in found.held), str(len(one.missed))]
        for one in found.people
    ]
    return spreadsheets.answer("研修と訓練の人ごとの一覧", columns, rows)
