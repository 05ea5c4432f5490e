"""Addresses of the desk of spares."""

from app.access.actions import Action
from app.auth.devices.facts import of_device
from app.auth.devices.spares import views
from app.auth.devices.spares.facts import of_all
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = at(
    Place.PEOPLE,
    page("/admin/devices/spares", views.show, Action.DEVICE_DESK),
    act("/admin/devices/spares/all-back", views.take_all_back, Action.DEVICE_STOP, of_all),
    act("/admin/devices/{device}/spare", views.keep_ready, Action.DEVICE_APPROVE, of_device),
    act("/admin/devices/{device}/lend", views.lend, Action.DEVICE_APPROVE, of_device),
    act("/admin/devices/{device}/back", views.take_back, Action.DEVICE_STOP, of_device),
)
