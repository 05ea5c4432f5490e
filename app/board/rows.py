"""Addresses of the board: who is connected, and what looks stolen."""

from app.access.actions import Action
from app.board import views
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = at(
    Place.CONNECTIONS,
    page("/admin/connections", views.show, Action.CONNECTIONS_READ),
    page("/admin/connections/state", views.state, Action.CONNECTIONS_READ, is_background=True),
    page("/admin/connections/alarms", views.show_handled, Action.CONNECTIONS_READ),
    act("/admin/connections/{session}/end", views.end, Action.CONNECTIONS_END),
    act("/admin/connections/{session}/device", views.stop_device, Action.CONNECTIONS_END),
    act("/admin/alarms/{alarm}/handle", views.handle_alarm, Action.ALARM_HANDLE),
)
