"""A device as the ledger's records speak of one."""

from app.audit.notes import RecordSubject
from app.auth.devices.models import Device


def about_device(device: Device) -> RecordSubject:
    """An act on a device: which, whose, and what its holder calls it."""
    return RecordSubject(detail={"device": device.id, "holder": device.person_id, "name": device.name})
