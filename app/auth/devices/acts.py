"""What is done to devices: ask, approve, refuse, stop, and the chair's word on personal ones in sittings.

Each act is recorded with its change. Whatever stops a device ends the sessions on it in the same transaction.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.devices import standing as devices
from app.auth.devices.errors import NotWaiting, OfSomebodyElse, WrongMatchNumber
from app.auth.devices.models import Device
from app.auth.devices.subjects import about_device
from app.auth.sessions import acts as sessions


@dataclass(frozen=True)
class Approval:
    """What the approver decides. `expires_at` None: until it is stopped, for issued devices only."""

    kind: DeviceKind
    number: str
    name: str
    serial: str
    expires_at: datetime | None


def ask(session: Session, by: By, device: Device, *, name: str, kind: DeviceKind) -> None:
    """The holder asks for approval, right after signing in on the device. Raises OfSomebodyElse."""
    if device.person_id != by.person_id and device.state != devices.SEEN:
        raise OfSomebodyElse(cause="device of somebody else")
    device.person_id = by.person_id
    device.state, device.kind, device.name = devices.REQUESTED, kind.value, name[:60]
    device.requested_at, device.requested_from = clock.now(), by.address or ""
    device.match_number = devices.new_match_number()
    device.approved_by = device.chair_approved_by = None
    device.approved_at = device.chair_approved_at = device.starts_at = device.expires_at = None
    note(session, by, EventKind.DEVICE_REQUESTED, about_device(device), kind=kind.value)


def withdraw(session: Session, by: By, device: Device) -> None:
    """The holder takes the request back."""
    if device.state == devices.REQUESTED and device.person_id == by.person_id:
        device.state, device.match_number = devices.SEEN, ""
        note(session, by, EventKind.DEVICE_REFUSED, about_device(device), because="withdrawn")


def approve(session: Session, by: By, device: Device, approval: Approval) -> WrongMatchNumber | None:
    """Approve a request, against the number on the tablet's screen. Raises NotWaiting.

    A wrong number is returned, not raised: that it was tried, and that the number is a new one, has to be kept.
    """
    if device.state != devices.REQUESTED:
        raise NotWaiting
    if not hmac.compare_digest(approval.number.encode(), device.match_number.encode()):
        device.match_number = devices.new_match_number()
        note(session, by, EventKind.DEVICE_REFUSED, about_device(device), because="wrong_number")
        return WrongMatchNumber()
    moment = clock.now()
    device.state, device.kind, device.match_number = devices.APPROVED, approval.kind.value, ""
    device.name, device.serial = approval.name[:60] or device.name, approval.serial[:40]
    device.approved_by, device.approved_at = by.actor.person_id, moment  # nobody: the command line
    device.starts_at, device.expires_at = moment, approval.expires_at
    device.ended_because = ""
    until = approval.expires_at.isoformat() if approval.expires_at else None
    note(session, by, EventKind.DEVICE_APPROVED, about_device(device), kind=approval.kind.value, until=until)
    return None


def refuse(session: Session, by: By, device: Device) -> None:
    """Do not approve; the holder may ask again. Raises NotWaiting."""
    if device.state != devices.REQUESTED:
        raise NotWaiting
    device.state, device.match_number = devices.SEEN, ""
    note(session, by, EventKind.DEVICE_REFUSED, about_device(device), because="refused")


def suspend(session: Session, by: By, device: Device) -> None:
    """Stop a device for now. Raises NotWaiting when it is not in use."""
    if device.state != devices.APPROVED:
        raise NotWaiting
    device.state = devices.SUSPENDED
    _stop(session, by, device, EventKind.DEVICE_SUSPENDED, "suspended")


def resume(session: Session, by: By, device: Device) -> None:
    """Let a suspended device be used again, within its period. Raises NotWaiting."""
    if device.state != devices.SUSPENDED:
        raise NotWaiting
    device.state, device.ended_because = devices.APPROVED, ""
    note(session, by, EventKind.DEVICE_RESUMED, about_device(device))


def revoke(session: Session, by: By, device: Device, *, because: str) -> None:
    """End a device for good (`because`: revoked, lost, returned). Its key is never accepted again."""
    if device.state == devices.REVOKED:
        return
    device.state, device.match_number = devices.REVOKED, ""
    _stop(session, by, device, EventKind.DEVICE_REVOKED, because)


def decide_sitting(session: Session, by: By, device: Device, *, is_allowed: bool) -> None:
    """The chair's word: may this personal device be used while a sitting is on (5(1)④)? Raises NotWaiting."""
    if device.state != devices.APPROVED or device.kind != DeviceKind.PERSONAL.value:
        raise NotWaiting
    device.chair_approved_by = by.person_id if is_allowed else None
    device.chair_approved_at = clock.now() if is_allowed else None
    note(session, by, EventKind.DEVICE_SITTING, about_device(device), is_allowed=is_allowed)


def _stop(session: Session, by: By, device: Device, kind: EventKind, because: str) -> None:
    device.ended_because = because
    session.flush()
    ended = sessions.end_device_sessions(session, device.id, "device_lost" if because == "lost" else "device_stopped")
    note(session, by, kind, about_device(device), because=because, sessions=ended)
