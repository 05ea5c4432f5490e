"""The device's part of every way of signing in: which device proved its key, and whether it may be used.

The code that completes a sign-in calls `stopped_device` first, and `present` when it opens the session.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import DeviceKind
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.attempts.errors import DeviceStopped
from app.auth.devices import standing as devices
from app.auth.devices.models import STOPPED, Device
from app.auth.devices.proving.proof import DeviceKey, ProofPurpose
from app.auth.devices.spares import acts as spares_acts
from app.auth.devices.spares import queries as spares_queries
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.settings import Settings


@dataclass(frozen=True)
class DeviceClaim:
    """What the page's script sent with the second factor: its key, and the proof over the page's nonce. Untrusted."""

    untrusted_key: str = ""
    untrusted_proof: str = ""

    def proven(self, nonce: str) -> DeviceKey | None:
        """The key when it signed the nonce of this sign-in; None when key or proof are missing or wrong."""
        key = DeviceKey.read(self.untrusted_key)
        return key if key is not None and key.has_signed(ProofPurpose.SIGN_IN, nonce, self.untrusted_proof) else None


NO_CLAIM = DeviceClaim()


@dataclass(frozen=True)
class Present:
    """The device that a session opens on: its row's id, None without one, and what it counts as now."""

    device_id: str | None
    kind: DeviceKind


def stopped_device(
    session: Session, claim: DeviceClaim, nonce: str, *, person_id: str, address: str
) -> DeviceStopped | None:
    """The refusal to raise when the proven device is suspended or revoked; None for every other one, and for none.

    The alarm about it is raised in the caller's unit; that is why the refusal is returned, and raised after the commit.
    """
    key = claim.proven(nonce)
    device = devices.find(session, key) if key is not None else None
    if device is None or device.state not in STOPPED:
        return None
    alarms.raise_alarm(session, "revoked_device", person_id=person_id, address=address, detail=device.id)
    return DeviceStopped(cause=f"{device.state}_device")


def present(
    session: Session,
    settings: Settings,
    claim: DeviceClaim,
    nonce: str,
    *,
    person_id: str,
    address: str,
    browser: str,
) -> Present:
    """The device whose key was proven, kept as new when it was never seen. Its row is locked in the caller's unit.

    The person's former session on it ends: a browser has one at a time. In the demo a device on this machine is
    approved at once.
    """
    key = claim.proven(nonce)
    if key is None:
        return Present(None, DeviceKind.UNKNOWN)
    device = devices.meet(session, key, person_id=person_id, browser=browser)
    if devices.enrols(settings, address):
        devices.enrol_at_once(session, device, person_id=person_id, address=address)
    if spares_queries.is_over(device):
        spares_acts.take_back(session, SYSTEM, device, because="over")
    _end_former(session, device, person_id, address)
    return Present(device.id, devices.kind_of(devices.standing_of(device), person_id))


def _end_former(session: Session, device: Device, person_id: str, address: str) -> None:
    still_open = (SessionRow.device_id == device.id, SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
    ids = session.scalars(select(SessionRow.id).where(*still_open)).all()
    for session_id in ids:
        sessions.end_session(session, session_id, "replaced")
        note(session, By.person(person_id, session_id, address), EventKind.SESSION_ENDED, because="replaced")
