"""Addresses of the own account, its sessions, and the open screen's socket."""

from app.access.actions import Action
from app.auth.presence import views, views_live
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page, socket

ROWS: Rows = (
    *at(
        Place.ACCOUNT,
        page("/account", views.show_account, Action.ACCOUNT_READ),
        act("/account/sessions/{session}/end", views.end_session, Action.SESSION_MANAGE),
    ),
    socket("/live", views_live.listen, Action.LIVE_LISTEN),
)
