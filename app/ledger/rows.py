"""Addresses of the ledger's screens."""

from functools import partial

from app.access.actions import Action
from app.ledger import facts, views
from app.ledger.lookups import KeptEntries
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page


def rows(kept: KeptEntries) -> Rows:
    """The rows. `kept`: which entries of registers whoever looks must not hear of."""
    return (
        *at(Place.ACCOUNT, page("/account/record", partial(views.show_own, kept), Action.OWN_RECORD_READ)),
        *at(
            Place.LEDGER,
            page("/ledger", partial(views.show, kept), Action.LEDGER_READ, facts.of_records),
            page("/ledger/codes/{code}", partial(views.code, kept), Action.LEDGER_READ, facts.of_code),
            page("/ledger/export", views.export, Action.LEDGER_EXPORT, lane=Lane.LONG),
            act("/ledger/extract", partial(views.extract, kept), Action.LEDGER_EXTRACT, lane=Lane.LONG),
        ),
    )
