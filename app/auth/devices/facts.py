"""Loads the facts by which the policy decides on routes that name a device."""

from app.access.decisions import Denied, deny
from app.access.facts import DeviceFacts
from app.access.reasons import Reason
from app.auth.devices.models import Device
from app.errors import NotFound
from app.members import offices
from app.members.models import Person
from app.web.call import Call


def of_device(call: Call) -> DeviceFacts:
    """The facts of the device in the path; `call.subject` becomes its row. Raises NotFound.

    On a POST the row is locked, so that the act decides on a state that nobody changes meanwhile.
    """
    device = call.session.get(Device, call.path("device"), with_for_update=call.request.method == "POST" or None)
    facts = facts_about(call, device)  # asked of no device, too: what is not there costs as much as what is
    if device is None:
        raise NotFound(cause="no such device")
    if not device.is_intact:
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    call.subject = device
    return facts


def facts_of_next(call: Call, person_id: str) -> DeviceFacts:
    """The facts of a device that this person is to get, and that has not asked yet."""
    return facts_about(call, Device(person_id=person_id))


def facts_about(call: Call, device: Device | None) -> DeviceFacts:
    """The facts of a device for the caller; for None, those of a device without a holder."""
    holder = device.person_id if device is not None else None
    person = call.session.get(Person, holder or "")
    has_power = offices.holds_power(call.session, holder or "")
    return DeviceFacts(
        is_own=holder == call.actor.person_id,
        holder_has_power=person is not None and has_power,
        is_stopper=device is not None and device.stopped_by == call.actor.person_id,
        is_letter_issuer=person is not None and (not person.is_intact or person.enrolled_by == call.actor.person_id),
    )
