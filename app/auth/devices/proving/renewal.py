"""Renewing a session: the device signs the session's nonce, and the session gets a new cookie and a new nonce.

A copy of the former cookie is worthless after that, because only the device can sign.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.alarms.raising import AlarmSource
from app.auth.devices.models import Device
from app.auth.devices.proving.proof import DeviceKey, ProofPurpose
from app.auth.devices.proving.suspicion import void_proof
from app.auth.sessions import acts as sessions
from app.auth.sessions import places
from app.auth.sessions.models import SessionRow
from app.standards.queries import in_force

_FORMER_COOKIE_SECONDS = 60


@dataclass(frozen=True)
class RenewalProof:
    """What the script sent: the nonce that it signed, and the signature in base64 ("": this browser holds no key)."""

    untrusted_nonce: str
    untrusted_signature: str


@dataclass(frozen=True)
class Sender:
    """Where a proof came from: hash of the cookie that came with it, the peer's address, User-Agent."""

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
    """The proof was for a nonce that is not the present one (another tab was first, the page is old): sign `nonce`."""

    nonce: str


@dataclass(frozen=True)
class Unproven:
    """The browser is not the session's device. An alarm was raised, and the session awaits a proof by the right one."""


@dataclass(frozen=True)
class NothingToRenew:
    """The session has no device, or it has just ended."""


Outcome = Renewed | SignThis | Unproven | NothingToRenew


def renew(session: Session, key: bytes, *, session_id: str, sender: Sender, proof: RenewalProof) -> Outcome:
    """Check the proof and change the cookie, in the caller's writing unit. Of two requests at once one gets SignThis.

    After a renewal in time the former cookie is valid for another minute, because requests for images are on their way
    with it. After an overdue one it is void at once: else somebody who copied it while the tablet slept would be let in
    when the tablet wakes up and renews.
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
    # No signature at all is never answered with a nonce to sign: it is a browser without the key.
    if proof.untrusted_signature and proof.untrusted_nonce != row.renewal_nonce:
        return SignThis(row.renewal_nonce)
    device_key = DeviceKey.read(device.public_key)
    is_its_key = device_key is not None and device_key.hash == device.key_hash  # the seal is over the hash
    if (
        device_key is None
        or not is_its_key
        or not device_key.has_signed(ProofPurpose.RENEWAL, row.renewal_nonce, proof.untrusted_signature)
    ):
        return _refuse(session, row, sender, has_key=bool(proof.untrusted_signature))
    if sender.token_hash != row.token_hash and row.is_confirmed:
        return _end_cloned(session, row, sender)
    return _go_on(session, key, row, device, sender)


def _go_on(session: Session, key: bytes, row: SessionRow, device: Device, sender: Sender) -> Renewed:
    moment, limits = clock.now(), in_force(session).sessions
    is_in_time = row.renewed_at is not None and moment - row.renewed_at <= timedelta(
        seconds=limits.renew_seconds + limits.renew_grace_seconds
    )
    token, nonce = sessions.new_token(key, row.id), secrets.token_urlsafe(32)
    # Only when the present cookie becomes the former one. A second renewal with the former cookie itself, as two tabs
    # that wake together send it, must not give that cookie another minute.
    if sender.token_hash == row.token_hash:
        row.former_until = moment + timedelta(seconds=_FORMER_COOKIE_SECONDS) if is_in_time else moment
    if row.next_settled_at is None or moment - row.next_settled_at > sessions.ON_ITS_WAY:
        row.settled_at, row.next_settled_at = row.next_settled_at, moment
    row.token_hash, row.former_token_hash = sessions.token_hash(key, token), sender.token_hash
    # Not confirmed until the browser sends the new cookie: should the answer be lost, the old one can still renew.
    row.renewed_at, row.renewal_nonce, row.is_confirmed = moment, nonce, False
    places.prove(session, row, sender.address, sender.browser)
    device.last_seen_at = moment
    session.flush()
    return Renewed(token, nonce)


def _refuse(session: Session, row: SessionRow, sender: Sender, *, has_key: bool) -> Unproven:
    """A wrong signature over the right nonce, or none at all: the cookie is a copy. Raises the alarm.

    If the cookie is still valid, the session's proof is void from now on. With a replaced cookie the session is left as
    it is, because that cookie opens nothing anyway.
    """
    kind = "renewal_forged" if has_key else "cookie_replayed"
    if sessions.is_present_cookie(row, sender.token_hash):
        void_proof(session, row.id, address=sender.address, because=kind)
    else:
        by = By.person(row.person_id, row.id, sender.address)
        note(session, by, EventKind.DEVICE_UNPROVEN, because=f"{kind}, superseded")
    alarms.raise_alarm(
        session,
        kind,
        person_id=row.person_id,
        session_id=row.id,
        address=sender.address,
        source=AlarmSource(sender.browser),
    )
    return Unproven()


def _end_cloned(session: Session, row: SessionRow, sender: Sender) -> Unproven:
    """The right key signed, but with a cookie that its browser has already replaced: the key is in two browsers.

    The session ends, and both have to sign in again, since nothing tells which of them is the copy.
    """
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
        source=AlarmSource(sender.browser),
    )
    return Unproven()
