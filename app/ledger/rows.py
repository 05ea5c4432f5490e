"""Addresses of the ledger's screens."""

from app.access.actions import Action
from app.ledger import views
from app.web.navigation import Place
from app.web.rows import Rows, at, page

ROWS: Rows = at(
    Place.LEDGER,
    page("/ledger", views.show, Action.LEDGER_READ),
    page("/ledger/codes/{code}", views.code, Action.LEDGER_READ),
    page("/ledger/export", views.export, Action.LEDGER_EXPORT),
)
