"""「端末更新」: number after number by keyboard or barcode reader, the list of who is done, and a list from a file."""

import base64
from dataclasses import dataclass, field
from urllib.parse import quote

from sqlalchemy import select
from starlette.responses import Response

from app import days
from app.access.actions import Action
from app.auth.devices.errors import TabletInfected
from app.auth.devices.facts import facts_of_next
from app.auth.devices.fleet import acts, queries
from app.auth.devices.fleet.forms import AssetForm, FleetTabletForm, HandOutForm
from app.auth.devices.fleet.lists import COLUMNS, FleetLine, read_list
from app.auth.devices.fleet.models import FleetTablet
from app.errors import AppError, BadInput
from app.members.models import Person
from app.web import answers
from app.web.call import Call
from app.web.spreadsheets import SpreadsheetForm, UnreadableSpreadsheet

_SCREEN = "/admin/devices/fleet"
_DONE = {
    "approved": "承認しました。次の端末の管理番号を入力してください。前の端末は、新しい端末が使われると終わります。",
    "imported": "一覧を登録しました。端末を 1 台ずつ承認してください。",
    "undone": "取り消しました。前の端末は、そのまま使えます。",
}
_STATES = {
    queries.LISTED: ("run", "これから"),
    queries.APPROVED: ("warn", "承認済み・まだ使っていない"),
    queries.USED: ("ok", "済み"),
    queries.UNDONE: ("stop", "取り消し"),
}


@dataclass(frozen=True)
class Tried:
    """A list as it was sent, and its lines; `fault`: why it cannot be read, "" when it can."""

    form: SpreadsheetForm
    lines: list[FleetLine] = field(default_factory=list)
    fault: str = ""


def show(call: Call) -> Response:
    """The list, and the form for one number; with `asset` in the address, the form for that tablet."""
    form = AssetForm.asked(call)
    return _page(call, asset=form.asset if not form.errors else "")


def list_one(call: Call) -> Response:
    """A tablet that is in no list: its person, then the number on its screen."""
    form = FleetTabletForm.read(call)
    person = None
    if not form.errors:
        person = call.session.scalars(select(Person).where(Person.login == form.login)).one_or_none()
        if not (wrong := queries.objections(call.session, form.asset, person)):
            acts.lock_list(call.session)
            wrong = queries.objections(call.session, form.asset, person)  # somebody else may have listed it meanwhile
        for name, sentence in wrong.items():
            form.blame(name, sentence)
    if person is None or form.errors:
        return _page(call, asset=form.typed["asset"][0] if form.typed["asset"] else "", new=form, status=422)
    ends_on = form.ends_on.isoformat() if form.ends_on else ""
    row = acts.list_tablet(call.session, call.by, asset=form.asset, person_id=person.id, ends_on=ends_on)
    return answers.see_other(f"{_SCREEN}?asset={quote(row.asset, safe='')}")


def hand_out(call: Call) -> Response:
    """Approve the tablet by its number, and go on to the next."""
    form, row = HandOutForm.read(call), call.loaded(FleetTablet)
    device = queries.waiting_of(call.session, row.person_id)
    if device is None:
        form.blame(
            "number",
            "この人から、支給された端末としての申し込みがまだありません。新しい端末でサインインして申し込んでください。"
            "自分の端末の申し込みは、端末の一覧で決めます。",
        )
    if device is None or form.errors:
        return _page(call, asset=row.asset, given=form, status=422)
    wrong: AppError | None
    try:
        wrong = acts.hand_out(call.session, call.by, row, device, form.number, shown=form.shown)
    except TabletInfected as infected:
        wrong = infected
    if wrong is not None:
        form.blame("number", wrong.sentence)
        return _page(call, asset=row.asset, given=form, status=wrong.status)
    return answers.see_other(f"{_SCREEN}?done=approved")


def undo(call: Call) -> Response:
    """Take a tablet back that was not used yet."""
    acts.undo(call.session, call.by, call.loaded(FleetTablet))
    return answers.see_other(f"{_SCREEN}?done=undone")


def dry_run(call: Call) -> Response:
    """What the list would do. Nothing is written."""
    form = SpreadsheetForm.read(call)
    try:
        found = _lines(call, form)
    except UnreadableSpreadsheet as fault:
        return _page(call, tried=Tried(form, fault=fault.told), status=422)
    return _page(call, tried=Tried(form, found), status=422 if any(each.fault for each in found) else 200)


def carry_out(call: Call) -> Response:
    """The same list again, checked again, and taken in whole or not at all."""
    form = SpreadsheetForm.read(call)
    try:
        found = _lines(call, form)
    except UnreadableSpreadsheet as fault:
        raise BadInput(fault.told) from fault
    if not any(each.fault for each in found):
        acts.lock_list(call.session)
        found = _lines(call, form)  # somebody else may have listed one of them meanwhile
    if any(each.fault for each in found):
        return _page(call, tried=Tried(form, found), status=422)
    for each in found:
        acts.list_tablet(call.session, call.by, asset=each.asset, person_id=each.person_id, ends_on="")
    return answers.see_other(f"{_SCREEN}?done=imported")


def _lines(call: Call, form: SpreadsheetForm) -> list[FleetLine]:
    if form.errors:
        raise UnreadableSpreadsheet("".join(form.errors.values()))
    return read_list(call.session, form.untrusted)


def _page(
    call: Call,
    *,
    asset: str = "",
    new: FleetTabletForm | None = None,
    given: HandOutForm | None = None,
    tried: Tried | None = None,
    status: int = 200,
) -> Response:
    row = queries.open_with(call.session, asset) if asset else None
    return answers.html(
        call,
        "auth/devices_fleet.html",
        status,
        done=_DONE.get(call.query.one("done"), ""),
        asset=asset,
        at_hand=None if row is None else _at_hand(call, row),
        finding=AssetForm(),
        new=new or FleetTabletForm(asset=asset),
        given=given or HandOutForm(),
        listed=tried.form if tried else SpreadsheetForm(),
        lines=tried.lines if tried else [],
        encoded=base64.b64encode(tried.form.untrusted).decode() if tried and tried.lines else "",
        fault=tried.fault if tried else "",
        columns=COLUMNS,
        rows=[_row(row, person, queries.lister_of(call.session, row)) for row, person in queries.tablets(call.session)],
        people=call.session.execute(select(Person.login, Person.name).where(Person.state == "active")).all(),
        may_renew=call.may(Action.DEVICE_FLEET),
    )


def _at_hand(call: Call, row: FleetTablet) -> dict[str, object]:
    person, former = call.session.get_one(Person, row.person_id), queries.former_of(call.session, row.person_id)
    return {
        "id": row.id,
        "asset": row.asset,
        "holder": person.display_name,
        "former": f"{former.name}　{former.serial}" if former else "",
        "mark": queries.shown_mark(row, former),
        "ends_on": days.written_words(row.ends_on),
        "is_listed": row.state == queries.LISTED,
        "may": row.is_intact and call.may(Action.DEVICE_APPROVE, facts_of_next(call, row.person_id)),
    }


def _row(row: FleetTablet, person: Person, lister: Person) -> dict[str, object]:
    tone, words = ("stop", row.doubt) if row.doubt else _STATES[row.state]
    return {
        "id": row.id,
        "asset": row.asset,
        "holder": person.display_name,
        "tone": tone,
        "state": words,
        "at": row.moved_at,
        "listed_at": row.listed_at if row.is_intact else None,
        "lister": lister.display_name,
        "ends_on": days.written_words(row.ends_on),
        "can_undo": row.is_intact and row.state in queries.OPEN,
    }
