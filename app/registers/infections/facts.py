"""Loads the facts by which the policy decides who may stop a device as infected."""

from dataclasses import replace

from sqlalchemy import select

from app.access.facts import DeviceFacts
from app.auth.devices.facts import of_device
from app.auth.sessions.models import SessionRow
from app.web.call import Call


def of_suspect(call: Call) -> DeviceFacts:
    """The facts of the device in the path, including whether the request comes from it. Raises NotFound."""
    at_hand = id_at_hand(call)  # asked first: what is not there costs as much as what is
    return replace(of_device(call), is_here=at_hand == call.path("device"))


def id_at_hand(call: Call) -> str | None:
    """The id of the device that the person is signed in on."""
    session_id = call.identity.session_id
    return call.session.scalar(select(SessionRow.device_id).where(SessionRow.id == session_id))
