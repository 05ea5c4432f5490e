"""How a ledger record names the device that an act was about."""

from app.audit.notes import RecordSubject
from app.auth.devices.models import Device


def about_device(device: Device) -> RecordSubject:
    """The subject of a record about this device: its id, its holder's id, and the name its holder gave it."""
    return RecordSubject(detail={"device": device.id, "holder": device.person_id, "name": device.name})
