"""The screens of reports: which there are, one of them, and the same as a PDF."""

from datetime import datetime

from sqlalchemy import func, select
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.audit.models import LedgerRecord
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.errors import NotFound
from app.reports.facts import sought_of
from app.reports.period import ReportPeriod, periods_since
from app.reports.report import is_recorded, report_of
from app.web import answers
from app.web.call import Call


def show_index(call: Call) -> Response:
    """The months and years since the first record that this person may read of, the newest first."""
    found = periods_since(clock.jst(_first_moment(call)).date())
    months, years = ([one for one in each if call.may(Action.REPORT_READ, sought_of(one))] for each in found)
    return answers.html(call, "reports/index.html", months=months, years=years)


def show_report(call: Call) -> Response:
    """One report; the first look after the period's end makes it final."""
    return answers.html(call, "reports/report.html", report=report_of(call, _period(call)))


def save_report(call: Call) -> Response:
    """The report as a PDF. Whoever takes it with them is in the ledger first."""
    from app.reports.drawing import draw_report  # noqa: PLC0415 - what writes PDF takes 15 MB, for a print now and then

    report = report_of(call, _period(call))
    headers = {
        "content-disposition": answers.attachment(f"運用報告 {report.period.title}.pdf"),
        "cache-control": "no-store",
    }
    body = draw_report(report, call.services.settings.council.name)
    told = event(call.by, EventKind.REPORT_EXPORTED, period=report.period.key, digest=report.digest)
    call.services.ledger.commit_now(told)
    return Response(body, media_type="application/pdf", headers=headers)


def _period(call: Call) -> ReportPeriod:
    period = call.loaded(ReportPeriod)
    if period.begins > clock.now():
        raise NotFound(cause="no such period")
    if period.ends <= _first_moment(call) and not is_recorded(call.session, period):  # the first may be gone since then
        raise NotFound(cause="before the first record")
    return period


def _first_moment(call: Call) -> datetime:
    """When the council's first record was made: of the time before there is nothing to report."""
    return call.session.scalar(select(func.min(LedgerRecord.at))) or clock.now()
