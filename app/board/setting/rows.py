"""Addresses of the values that the council decides."""

from app.access.actions import Action
from app.board.setting import facts, views
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = at(
    Place.RULES,
    page("/standards", views.show, Action.STANDARD_READ),
    page("/standards/{standard}", views.show_one, Action.STANDARD_ASK, facts.of_standard),
    act("/standards/{standard}", views.ask, Action.STANDARD_ASK, facts.of_standard),
    act("/standards/changes/{wanted}/decide", views.decide, Action.STANDARD_CONFIRM, facts.of_change),
    act("/standards/changes/{wanted}/withdraw", views.withdraw, Action.STANDARD_WITHDRAW, facts.of_change),
)
