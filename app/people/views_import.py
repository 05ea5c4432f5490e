"""The list of people as a file: a dry run with a report line by line, the import, the export."""

import base64
from hashlib import sha256

from starlette.responses import Response

from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.members import queries
from app.members.checks import drawable_with
from app.members.subjects import about_person
from app.people import roster, roster_acts, roster_plan
from app.people.forms import RosterForm
from app.people.roster_plan import Plan
from app.web import answers, spreadsheets
from app.web.call import Call
from app.web.spreadsheets import UnreadableSpreadsheet

_DOUBTS = "重なりのある行を確かめ、下の欄にしるしを付けてから登録してください。"
_CHANGED_SINCE = (
    "確かめたあとに、ほかの人が登録を変えたため、結果が変わりました。まだ何も登録していません。"
    "下の一覧をもう一度確かめて、登録してください。"
)


def show(call: Call) -> Response:
    """The screen on which a file is chosen, or a list pasted."""
    return _page(call, RosterForm())


def dry_run(call: Call) -> Response:
    """Show what importing would do. Nothing is written."""
    form = RosterForm.read(call)
    if form.errors:
        return _page(call, form, 422, error="".join(form.errors.values()))
    untrusted = form.untrusted
    try:
        plan = _plan(call, untrusted)
    except UnreadableSpreadsheet as fault:
        return _page(call, form, 422, error=fault.told)
    encoded = base64.b64encode(untrusted).decode()
    return _page(call, form, 200 if plan.is_clean else 422, plan=plan, encoded=encoded, digest=_digest(untrusted))


def carry_out(call: Call) -> Response:
    """Check the same file again, and import it whole, if it still gives the report that was shown.

    If the register has changed meanwhile, the new report is shown instead.
    """
    form = RosterForm.demand(call)
    untrusted = form.untrusted
    if _digest(untrusted) != form.digest:
        raise BadInput("確かめた一覧と違います。もう一度、ファイルを選んで確かめてください。", cause="digest")
    try:
        plan = _plan(call, untrusted)
    except UnreadableSpreadsheet as fault:
        return _page(call, form, 422, error=fault.told)
    if not plan.is_clean or plan.shown != form.shown or plan.doubts != form.meant:
        encoded = base64.b64encode(untrusted).decode()
        error = ""
        if plan.is_clean:
            error = _DOUBTS if plan.shown == form.shown else _CHANGED_SINCE
        return _page(call, form, 422, plan=plan, error=error, encoded=encoded, digest=_digest(untrusted))
    roster_acts.take_in(call.session, call.by, plan, _council(call), digest=_digest(untrusted))
    return answers.see_other("/admin/people?done=imported")


def export(call: Call) -> Response:
    """Download all people in office, in the columns of the import."""
    rows = queries.export_rows(call.session)
    exported = event(call.by, EventKind.PEOPLE_EXPORTED, about_person(""), rows=len(rows))
    call.services.ledger.commit_now(exported)
    return spreadsheets.answer("名簿", roster.COLUMNS, rows)


def _plan(call: Call, untrusted: bytes) -> Plan:
    return roster_plan.check(
        call.session, roster.read_roster(untrusted), _council(call), by_person=call.viewer.person_id
    )


def _council(call: Call) -> roster_plan.CouncilRules:
    drawable, is_demo = drawable_with(call.services.stamper), call.services.settings.is_demo
    return roster_plan.CouncilRules(drawable, is_demo, call.standards.administrators_at_most)


def _digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def _page(
    call: Call,
    form: RosterForm,
    status: int = 200,
    *,
    plan: Plan | None = None,
    error: str = "",
    encoded: str = "",
    digest: str = "",
) -> Response:
    return answers.html(
        call,
        "admin/people_import.html",
        status,
        plan=plan,
        error=error,
        encoded=encoded,
        digest=digest,
        columns=roster.COLUMNS,
        form=form,
    )
