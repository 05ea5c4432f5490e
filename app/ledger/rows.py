"""Addresses of the ledger's screens."""

from app.access.actions import Action
from app.ledger import facts, views
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

_OWN: Rows = at(Place.ACCOUNT, page("/account/record", views.show_own, Action.OWN_RECORD_READ))

_LEDGER: Rows = at(
    Place.LEDGER,
    page("/ledger", views.show, Action.LEDGER_READ, facts.of_records),
    page("/ledger/codes/{code}", views.code, Action.LEDGER_READ, facts.of_code),
    page("/ledger/export", views.export, Action.LEDGER_EXPORT, lane=Lane.LONG),
    act("/ledger/extract", views.extract, Action.LEDGER_EXTRACT, lane=Lane.LONG),
)

ROWS: Rows = (*_OWN, *_LEDGER)
