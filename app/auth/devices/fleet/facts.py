"""Loads the facts by which the policy decides who hands out a tablet of the fleet."""

from app.access.facts import DeviceFacts
from app.auth.devices.facts import facts_about
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import Device
from app.errors import NotFound
from app.web.call import Call


def of_tablet(call: Call) -> DeviceFacts:
    """The facts of a device of the person who gets the tablet in the path, whose row is `call.subject`.

    Raises NotFound.
    """
    row = call.session.get(FleetTablet, call.path("tablet"), with_for_update=call.request.method == "POST" or None)
    facts = facts_about(call, None if row is None else Device(person_id=row.person_id))
    if row is None or not row.is_intact:
        raise NotFound(cause="no such tablet")
    call.subject = row
    return facts
