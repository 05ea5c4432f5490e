"""Addresses of permits: asked for, decided, used."""

from app.access.actions import Action
from app.materials.facts import facts_of_material
from app.permits import booklet, views
from app.permits.facts import of_decision, of_use
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page, paper_act

ROWS: Rows = (
    *at(
        Place.HOME,
        page("/papers/{material}/permit", views.ask_form, Action.PERMIT_ASK, facts_of_material),
        act("/papers/{material}/permit", views.ask, Action.PERMIT_ASK, facts_of_material),
    ),
    *at(
        Place.DECIDE,
        page("/permits/decide", views.to_decide, Action.PERMIT_DESK),
        act("/permits/{permit}/decide", views.decide, Action.PERMIT_DECIDE, of_decision),
    ),
    *at(
        Place.PERMITS,
        page("/permits", views.mine, Action.PERMIT_LIST),
        paper_act("/permits/{permit}/download", booklet.download, Action.PERMIT_DOWNLOAD, of_use),
    ),
)
