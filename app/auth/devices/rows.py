"""Addresses of devices: proving the key, asking for approval, and the screens on which that is decided."""

from functools import partial

from app.access.actions import Action
from app.auth.devices import views, views_desk
from app.auth.devices.facts import of_device
from app.auth.devices.proving import views as proving
from app.auth.devices.slips.views import print_slip
from app.auth.devices.slips.words import DeviceSlip
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = (
    *at(
        Place.PEOPLE,
        page("/admin/devices", views_desk.show_desk, Action.DEVICE_DESK),
        act("/admin/devices/{device}/approve", views_desk.approve, Action.DEVICE_APPROVE, of_device),
        act("/admin/devices/{device}/bind", views_desk.bind_again, Action.DEVICE_REBIND, of_device),
        act("/admin/devices/{device}/refuse", views_desk.refuse, Action.DEVICE_APPROVE, of_device),
        act("/admin/devices/{device}/suspend", views_desk.suspend, Action.DEVICE_STOP, of_device),
        act("/admin/devices/{device}/resume", views_desk.resume, Action.DEVICE_APPROVE, of_device),
        act("/admin/devices/{device}/revoke", views_desk.revoke, Action.DEVICE_STOP, of_device),
        *(
            page(
                f"/admin/devices/{{device}}/{slip.value}.pdf",
                partial(print_slip, slip),
                Action.DEVICE_DESK,
                of_device,
                lane=Lane.LONG,
            )
            for slip in DeviceSlip
        ),
    ),
    page("/session/renew", proving.show_renewal, Action.SIGN_IN, is_background=True),
    act("/session/renew", proving.renew, Action.SESSION_RENEW, is_background=True),
    page("/devices/request", views.show_request, Action.DEVICE_REQUEST),
    act("/devices/request", views.submit_request, Action.DEVICE_REQUEST),
    act("/devices/request/again", views.submit_again, Action.DEVICE_REQUEST),
    act("/devices/request/withdraw", views.withdraw_request, Action.DEVICE_REQUEST),
    page("/devices/request/state", views.request_state, Action.DEVICE_REQUEST, is_background=True),
    act("/devices/{device}/lost", views.report_lost, Action.DEVICE_REPORT_LOST, of_device),
    page("/devices/sitting", views_desk.show_sitting, Action.DEVICE_SITTING_DESK),
    act("/devices/{device}/sitting", views_desk.decide_sitting, Action.DEVICE_SITTING_APPROVE, of_device),
)
