"""Renewing a session: the device signs the present nonce, and the cookie changes. A copy of the cookie stays behind."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.devices.models import Device
from app.auth.devices.proving.proof import DeviceKey, ProofPurpose
from app.auth.devices.proving.suspicion import void_proof
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.settings import Settings

_FORMER_COOKIE_SECONDS = 60


@dataclass(frozen=True)
class RenewalProof:
    """What the script sent. `nonce`: which one it signed; `signature` "": this browser holds no key."""

    untrusted_nonce: str
    untrusted_signature: str


@dataclass(frozen=True)
class Sender:
    """Who sent it: the hash of the cookie that came with it, address, and what the browser calls itself."""

    token_hash: str
    address: str
    browser: str


@dataclass(frozen=True)
class Renewed:
    """The session goes on with a new cookie and a new nonce."""

    token: str
    nonce: str


@dataclass(frozen=True)
class SignThis:
    """Another nonce is the present one: another tab was first, or the page is old."""

    nonce: str


@dataclass(frozen=True)
class Unproven:
    """The browser is not the session's device. The alarm is raised and the session waits for the right one."""


@dataclass(frozen=True)
class NothingToRenew:
    """The session has no device, or it has just ended."""


Outcome = Renewed | SignThis | Unproven | NothingToRenew


def renew(
    session: Session, settings: Settings, key: bytes, *, session_id: str, sender: Sender, proof: RenewalProof
) -> Outcome:
    """Check the proof and change the cookie, in the caller's writing unit. Of two at once one gets SignThis.

    The former cookie goes on for a minute (images are on their way) when the renewal came in time. When the proof was
    overdue it ends at once: whoever copied it while the tablet slept must not be let in by the tablet's waking up.
    """
    found = session.execute(
        select(SessionRow, Device)
        .join(Device, Device.id == SessionRow.device_id)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .with_for_update(of=SessionRow)
    ).one_or_none()
    if found is None:
        return NothingToRenew()
    row, device = found[0], found[1]
    if proof.untrusted_signature and proof.untrusted_nonce != row.renewal_nonce:
        return SignThis(row.renewal_nonce)
    device_key = DeviceKey.read(device.public_key)
    if device_key is None or not device_key.has_signed(
        ProofPurpose.RENEWAL, row.renewal_nonce, proof.untrusted_signature
    ):
        return _refuse(session, row, sender, has_key=bool(proof.untrusted_signature))
    if sender.token_hash != row.token_hash and row.is_confirmed:
        return _end_cloned(session, row, sender)
    return _go_on(session, settings, key, row, device, sender)


def _go_on(
    session: Session, settings: Settings, key: bytes, row: SessionRow, device: Device, sender: Sender
) -> Renewed:
    moment = clock.now()
    is_in_time = row.renewed_at is not None and moment - row.renewed_at <= timedelta(
        seconds=settings.sessions.renew_seconds + settings.sessions.renew_grace_seconds
    )
    token, nonce = sessions.new_token(key, row.id), secrets.token_urlsafe(32)
    if sender.token_hash == row.token_hash:  # a second renewal with a former cookie must not bring that to life again
        row.former_until = moment + timedelta(seconds=_FORMER_COOKIE_SECONDS) if is_in_time else moment
    row.token_hash, row.former_token_hash = sessions.token_hash(key, token), sender.token_hash
    row.renewed_at, row.renewal_nonce, row.is_confirmed = moment, nonce, False
    row.address, row.browser = sender.address, sender.browser[:200]
    device.last_seen_at = moment
    session.flush()
    return Renewed(token, nonce)


def _refuse(session: Session, row: SessionRow, sender: Sender, *, has_key: bool) -> Unproven:
    """A wrong signature over the right nonce, or none: a copied cookie. One that is superseded changes nothing."""
    kind = "renewal_forged" if has_key else "cookie_replayed"
    if sessions.is_present_cookie(row, sender.token_hash):
        void_proof(session, row.id, address=sender.address, because=kind)
    else:
        by = By.person(row.person_id, row.id, sender.address)
        note(session, by, EventKind.DEVICE_UNPROVEN, because=f"{kind}, superseded")
    alarms.raise_alarm(session, kind, person_id=row.person_id, session_id=row.id, address=sender.address)
    return Unproven()


def _end_cloned(session: Session, row: SessionRow, sender: Sender) -> Unproven:
    """The right key with a cookie that its browser has left behind: the key is in two places. Both have to sign in."""
    sessions.end_session(session, row.id, "cloned")
    by = By.person(row.person_id, row.id, sender.address)
    note(session, by, EventKind.SESSION_ENDED, because="cloned", device=row.device_id)
    alarms.raise_alarm(
        session,
        "cookie_replayed",
        person_id=row.person_id,
        session_id=row.id,
        address=sender.address,
        detail="cloned device",
    )
    return Unproven()
