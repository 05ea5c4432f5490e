"""The address of the page of clauses. It leads to the screens of all domains, so it is made of their rows."""

from collections.abc import Iterable
from functools import partial

from app.access.actions import Action
from app.clauses import views
from app.clauses.screens import ScreensOfClauses
from app.web.evidence.tallies import Evidence
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Row, Rows, at, page


def rows(offered: Iterable[Evidence], others: Iterable[Row]) -> Rows:
    """The row of the page, with what is counted on it, among the rows of all others."""
    show = partial(views.show, tuple(offered), ScreensOfClauses(others))
    return at(Place.LEDGER, page("/clauses", show, Action.CLAUSES_READ, lane=Lane.LONG))
