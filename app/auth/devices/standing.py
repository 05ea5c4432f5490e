"""Find or create the device of a proven key, and decide what a device counts as for a person at this moment."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.devices.models import SPARE, Device, DeviceState
from app.auth.devices.proving.proof import DeviceKey
from app.settings import Settings
from app.web.addresses import is_this_machine
from app.web.forms.merging import mark


@dataclass(frozen=True)
class Standing:
    """The columns of a device that decide what it counts as. All are None for a session without a device."""

    state: str | None
    kind: str | None
    holder_id: str | None
    starts_at: datetime | None
    expires_at: datetime | None


def standing_of(device: Device) -> Standing:
    """The deciding columns of a device's row; of one that was altered, none."""
    if not device.is_intact:
        return Standing(None, None, None, None, None)
    return Standing(device.state, device.kind, device.person_id, device.starts_at, device.expires_at)


def kind_of(standing: Standing, person_id: str) -> DeviceKind:
    """What a device counts as when this person uses it now.

    Issued or personal when it is approved, its period has begun and not ended, and it has this holder or none;
    otherwise unknown. A spare needs the holder.
    """
    moment = clock.now()
    if standing.state != DeviceState.APPROVED or standing.kind is None:
        return DeviceKind.UNKNOWN
    if standing.holder_id not in ({person_id} if standing.kind == SPARE else {None, person_id}):
        return DeviceKind.UNKNOWN
    if standing.starts_at is None or moment < standing.starts_at:
        return DeviceKind.UNKNOWN
    if standing.expires_at is not None and moment >= standing.expires_at:
        return DeviceKind.UNKNOWN
    return DeviceKind.ISSUED if standing.kind == SPARE else DeviceKind(standing.kind)


def put_away(device: Device) -> None:
    """A spare is nobody's again: approved, and open to nobody until it is lent."""
    device.state, device.person_id, device.match_number = DeviceState.APPROVED, None, ""
    device.starts_at = device.expires_at = None


def is_back(kind: str | None, expires_at: datetime | None, opened_at: datetime) -> bool:
    """Whether a session was opened on a spare for a time that is over: it ends then, whoever puts the spare away."""
    return kind == SPARE and expires_at is not None and opened_at < expires_at <= clock.now()


def stop_mark(device: Device) -> str:
    """The mark of one stop as infected: who stopped the device, and when."""
    return mark(device.id, str(device.stopped_by), str(device.stopped_at))


def find(session: Session, key: DeviceKey) -> Device | None:
    """The device with this key, None when there is none."""
    return session.scalars(select(Device).where(Device.key_hash == key.hash)).one_or_none()


def meet(session: Session, key: DeviceKey, *, person_id: str, browser: str) -> Device:
    """The device of a key that was just proven at a sign-in, locked; created in the state "seen" when it is new.

    A device in that state gives no access, and belongs to the person who signed in on it last.
    """
    query = select(Device).where(Device.key_hash == key.hash)
    device = session.scalars(query.with_for_update()).one_or_none()  # so that `forget_seen` does not delete it now
    if device is None:
        device = Device(public_key=key.public_key, key_hash=key.hash, created_at=clock.now(), person_id=person_id)
        session.add(device)
    if device.state == DeviceState.SEEN:
        device.person_id = person_id
    device.browser, device.last_seen_at = browser[:200], clock.now()
    session.flush()
    return device


def enrols(settings: Settings, address: str) -> bool:
    """True when signing in makes a browser an issued tablet: only in the demo council, only on this machine."""
    return settings.is_demo and settings.enrols_browsers and is_this_machine(address)


def enrol_at_once(session: Session, device: Device, *, person_id: str, address: str) -> None:
    """Approve a device without a request, as issued for whoever signs in on it; for the demo council only.

    The ledger's record gives "demo" as the reason. Devices that were decided on before stay as they are.
    """
    if device.state not in {DeviceState.SEEN, DeviceState.REQUESTED}:
        return
    moment = clock.now()
    device.person_id, device.kind, device.state = None, DeviceKind.ISSUED.value, DeviceState.APPROVED
    device.name, device.serial = "この端末（見本）", "見本"
    device.approved_at = device.starts_at = moment
    by = By.person(person_id, address=address)
    note(session, by, EventKind.DEVICE_APPROVED, device=device.id, kind=DeviceKind.ISSUED.value, because="demo")
    session.flush()


def new_match_number() -> str:
    """Four random digits, shown on the tablet and typed by the approver."""
    return f"{secrets.randbelow(10_000):04}"
