"""Addresses of reports."""

from app.access.actions import Action
from app.reports import views
from app.reports.facts import of_period
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, at, page

ROWS: Rows = at(
    Place.LEDGER,
    page("/reports", views.show_index, Action.REPORT_READ),
    page("/reports/{period}", views.show_report, Action.REPORT_READ, of_period, lane=Lane.LONG),
    page("/reports/{period}/report.pdf", views.save_report, Action.REPORT_READ, of_period, lane=Lane.LONG),
)
