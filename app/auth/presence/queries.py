"""Sessions joined with person, device and offices: the query of each request, and that of the sweep over sockets."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from app.db import Column, labelled
from app.members.models import Office, Person
from app.seals import fits


class FoundSession(NamedTuple):
    """One row of `of_sessions`: a session together with one office of its person.

    The device's columns are None for a session without a device.
    """

    id: str
    person_id: str
    token_hash: str
    former_token_hash: str | None
    former_until: datetime | None
    settled_at: datetime | None
    elsewhere_at: datetime | None
    created_at: datetime
    seen_at: datetime
    strong_at: datetime
    strong_with: str
    renewed_at: datetime | None
    renewal_nonce: str
    is_confirmed: bool
    previous_sign_in_at: datetime | None
    ended_at: datetime | None
    ended_because: str | None
    address: str
    browser: str
    device_id: str | None
    device_state: str | None
    device_kind: str | None
    device_holder_id: str | None
    device_from: datetime | None
    device_until: datetime | None
    chair_approved_at: datetime | None
    login: str
    name: str
    title: str
    seat_number: int | None
    person_state: str
    has_accommodation: bool
    enrolled_by: str | None
    person_seal: str
    session_seal: str
    device_key_hash: str | None
    device_replaces: str | None
    device_stopped_by: str | None
    device_stopped_while: str | None
    device_approved_by: str | None
    device_seal: str | None
    office_id: str
    office_seal: str
    role: str
    office_from: datetime
    office_until: datetime | None
    office_scope: str
    office_given_at: datetime | None
    office_end_given_at: datetime | None
    office_remit: str


_COLUMNS: Mapping[str, Column] = {
    "id": SessionRow.id,
    "person_id": SessionRow.person_id,
    "token_hash": SessionRow.token_hash,
    "former_token_hash": SessionRow.former_token_hash,
    "former_until": SessionRow.former_until,
    "settled_at": SessionRow.settled_at,
    "elsewhere_at": SessionRow.elsewhere_at,
    "created_at": SessionRow.created_at,
    "seen_at": SessionRow.seen_at,
    "strong_at": SessionRow.strong_at,
    "strong_with": SessionRow.strong_with,
    "renewed_at": SessionRow.renewed_at,
    "renewal_nonce": SessionRow.renewal_nonce,
    "is_confirmed": SessionRow.is_confirmed,
    "previous_sign_in_at": SessionRow.previous_sign_in_at,
    "ended_at": SessionRow.ended_at,
    "ended_because": SessionRow.ended_because,
    "address": SessionRow.address,
    "browser": SessionRow.browser,
    "device_id": SessionRow.device_id,
    "device_state": Device.state,
    "device_kind": Device.kind,
    "device_holder_id": Device.person_id,
    "device_from": Device.starts_at,
    "device_until": Device.expires_at,
    "chair_approved_at": Device.chair_approved_at,
    "login": Person.login,
    "name": Person.name,
    "title": Person.title,
    "seat_number": Person.seat_number,
    "person_state": Person.state,
    "has_accommodation": Person.has_accommodation,
    "enrolled_by": Person.enrolled_by,
    "person_seal": Person.seal,
    "session_seal": SessionRow.seal,
    "device_key_hash": Device.key_hash,
    "device_replaces": Device.replaces_id,
    "device_stopped_by": Device.stopped_by,
    "device_stopped_while": Device.stopped_while,
    "device_approved_by": Device.approved_by,
    "device_seal": Device.seal,
    "office_id": Office.id,
    "office_seal": Office.seal,
    "role": Office.role,
    "office_from": Office.starts_at,
    "office_until": Office.ends_at,
    "office_scope": Office.scope,
    "office_given_at": Office.given_at,
    "office_end_given_at": Office.end_given_at,
    "office_remit": Office.remit,
}


def of_sessions() -> Select[*tuple[object, ...]]:
    """The query whose rows make FoundSession: one row for each session and office, offices of other times included."""
    return (
        select(*labelled(FoundSession._fields, _COLUMNS))
        .join(Person, Person.id == SessionRow.person_id)
        .join(Office, Office.person_id == Person.id)
        .outerjoin(Device, Device.id == SessionRow.device_id)
    )


def in_office(session: Session, found: Iterable[FoundSession], moment: datetime) -> list[FoundSession]:
    """The rows whose office has begun and not ended at `moment`, and was given by the service (its seal fits)."""
    begun = (row for row in found if row.office_from <= moment and _is_given(session, row))
    held = [row for row in begun if row.office_until is None or row.office_until > moment]
    return _of_untouched(session, held)


def _of_untouched(session: Session, held: list[FoundSession]) -> list[FoundSession]:
    """The rows whose session, person and device fit their seals. One HMAC for each session, however many offices."""
    good = {row.id for row in {row.id: row for row in held}.values() if _is_untouched(session, row)}
    return [row for row in held if row.id in good]


def _is_untouched(session: Session, row: FoundSession) -> bool:
    opened_by = (row.token_hash, row.former_token_hash, row.person_id, row.device_id, row.strong_with)
    signed_in = (*opened_by, row.created_at, row.strong_at, row.renewed_at, row.ended_at, row.ended_because)
    person = (row.person_state, row.has_accommodation, row.enrolled_by, row.login, row.name, row.title, row.seat_number)
    is_untouched = fits(session, SessionRow, (row.id,), signed_in, row.session_seal)
    is_untouched &= fits(session, Person, (row.person_id,), person, row.person_seal)
    if row.device_id is None:
        return is_untouched
    held_by = (row.device_holder_id, row.device_kind, row.device_state, row.device_key_hash, row.device_approved_by)
    periods = (row.chair_approved_at, row.device_from, row.device_until, row.device_replaces)
    device = (*held_by, *periods, row.device_stopped_by, row.device_stopped_while)
    return is_untouched & fits(session, Device, (row.device_id,), device, row.device_seal or "")


def _is_given(session: Session, row: FoundSession) -> bool:
    term = (row.office_from, row.office_until, row.office_scope, row.office_given_at, row.office_end_given_at)
    values = (row.person_id, row.role, *term, row.office_remit)
    return fits(session, Office, (row.office_id,), values, row.office_seal)


def device_kind(row: FoundSession) -> DeviceKind:
    """What the session's device counts as at this moment, for its person."""
    standing = devices.Standing(
        row.device_state, row.device_kind, row.device_holder_id, row.device_from, row.device_until
    )
    return devices.kind_of(standing, row.person_id)
