"""Addresses of the screen of the stop, which also answers while everything else is stopped."""

from app.access.actions import Action
from app.board.halting import facts, views
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = at(
    Place.CONNECTIONS,
    page("/halt", views.show, Action.STANDING_READ),
    act("/halt/begin", views.begin, Action.HALT_BEGIN),
    act("/halt/{halt}/lift", views.ask_lift, Action.HALT_LIFT),
    act("/halt/lifts/{lift}/decide", views.decide, Action.HALT_LIFT_CONFIRM, facts.of_lift),
    act("/halt/lifts/{lift}/withdraw", views.withdraw, Action.HALT_LIFT_WITHDRAW, facts.of_lift),
)
