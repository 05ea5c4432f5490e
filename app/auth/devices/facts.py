"""Facts loader of the routes that name a device."""

from app.access.facts import DeviceFacts
from app.access.roles import Role
from app.auth.devices.models import Device
from app.errors import NotFound
from app.members.people import offices_now
from app.web.call import Call


def of_device(call: Call) -> DeviceFacts:
    """Of {device}: `call.subject` is its row, locked where the route changes it. Raises NotFound."""
    device = call.session.get(Device, call.path("device"), with_for_update=call.request.method == "POST" or None)
    if device is None:
        raise NotFound(cause="no such device")
    call.subject = device
    holder = device.person_id
    is_administrator = holder is not None and Role.ADMINISTRATOR in offices_now(call.session, holder)
    return DeviceFacts(is_own=holder == call.actor.person_id, holder_is_administrator=is_administrator)
