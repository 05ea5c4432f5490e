"""Addresses about devices that are infected, or may be."""

from app.access.actions import Action
from app.auth.devices.facts import of_device
from app.registers.infections import views
from app.registers.infections.facts import of_suspect
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = at(
    Place.ACCOUNT,
    page("/devices/infected", views.show, Action.DEVICE_REPORT_INFECTED),
    act("/devices/{device}/infected", views.stop, Action.DEVICE_REPORT_INFECTED, of_suspect),
    act("/devices/{device}/clear", views.clear, Action.DEVICE_CLEAR, of_device),
)
