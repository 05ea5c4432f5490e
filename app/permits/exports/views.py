"""The register of exceptions as CSV and as PDF. The record of it is durable before the file is sent."""

from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.facts import ListFacts
from app.access.remits.remit import EXCEPTIONS
from app.access.roles import SECRETARIAT, Role
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.auth.alarms.taking import note_taken
from app.permits.exports.records import COLUMNS, Record, TakenRegister, records, register_for
from app.web import answers, spreadsheets
from app.web.call import Call


def taken(call: Call) -> ListFacts | None:
    """The highest level in the register, as far as it goes to whoever asks; None for who gets nothing of it.

    `call.subject` becomes the register.
    """
    if not call.judge(Action.PERMIT_EXPORT).is_allowed:
        return None
    call.subject = register = register_for(call.session, call.actor)
    return ListFacts(register.level)


def as_list(call: Call) -> Response:
    """The register as CSV, a line an exception."""
    register = call.loaded(TakenRegister)
    found = records(call.session, call.actor, register.permits)
    _note(call, found)
    name = f"{EXCEPTIONS.title}_{register.level.words}"
    return spreadsheets.answer(name, COLUMNS, [[one.get(name, "") for name in COLUMNS] for one in found])


def as_print(call: Call) -> Response:
    """The register on paper, an exception below the other."""
    from app.web.printing import sheets  # noqa: PLC0415 - what writes PDF takes 15 MB, for a print now and then

    register, moment = call.loaded(TakenRegister), clock.now()
    found, level = records(call.session, call.actor, register.permits), register.level
    made = f"{clock.stamp_text(moment)}　{call.viewer.display_name} が作成\n{len(found)} 件"
    made += f"　区分 {level.words}（載せた資料のうち最高度の分類）"
    parts = [sheets.PrintedPart(_heading(one), _said(one)) for one in found]
    body = sheets.draw(call.services.settings.council.name, EXCEPTIONS.title, made, parts)
    _note(call, found)
    name = f"{EXCEPTIONS.title}_{level.words}_{clock.jst(moment):%Y%m%d}.pdf"
    headers = {"content-disposition": answers.attachment(name)}
    return Response(body, media_type="application/pdf", headers=headers)


def _heading(record: Record) -> str:
    return "　".join(filter(None, (record.get(name, "") for name in ("番号", "種類", "結果"))))


def _said(record: Record) -> list[tuple[str, str]]:
    return [(name, record[name]) for name in COLUMNS if name not in {"番号", "種類", "結果"} and record.get(name)]


def _note(call: Call, found: list[Record]) -> None:
    level = call.loaded(TakenRegister).level.value
    told = event(call.by, EventKind.REGISTER_EXPORTED, register=EXCEPTIONS.title, entries=len(found), level=level)
    note_taken(call, EXCEPTIONS.title, told, is_of_office=call.actor.holds(Role.CHAIR, *SECRETARIAT))
