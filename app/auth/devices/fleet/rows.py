"""Addresses of the screen on which a fleet of tablets is handed out."""

from app.access.actions import Action
from app.auth.devices.fleet import views
from app.auth.devices.fleet.facts import of_tablet
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page

ROWS: Rows = at(
    Place.PEOPLE,
    page("/admin/devices/fleet", views.show, Action.DEVICE_DESK),
    act("/admin/devices/fleet/new", views.list_one, Action.DEVICE_FLEET),
    act("/admin/devices/fleet/check", views.dry_run, Action.DEVICE_FLEET, unit=Unit.READ, lane=Lane.LONG),
    act("/admin/devices/fleet/import", views.carry_out, Action.DEVICE_FLEET),
    act("/admin/devices/fleet/{tablet}/hand-out", views.hand_out, Action.DEVICE_APPROVE, of_tablet),
    act("/admin/devices/fleet/{tablet}/undo", views.undo, Action.DEVICE_FLEET, of_tablet),
)
