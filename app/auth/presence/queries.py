"""Sessions with their person, their device and their offices, as identification and the sweep ask for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, false, select

from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from app.db import Column, labelled
from app.members.models import Office, Person


class FoundSession(NamedTuple):
    """A session in one of its person's offices; without a device the device's columns are None.

    `in_sitting`: a sitting that the person attends is on; asked for personal devices only.
    """

    id: str
    person_id: str
    token_hash: str
    former_token_hash: str | None
    former_until: datetime | None
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
    role: str
    office_from: datetime
    office_until: datetime | None
    in_sitting: bool


_COLUMNS: Mapping[str, Column] = {
    "id": SessionRow.id,
    "person_id": SessionRow.person_id,
    "token_hash": SessionRow.token_hash,
    "former_token_hash": SessionRow.former_token_hash,
    "former_until": SessionRow.former_until,
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
    "role": Office.role,
    "office_from": Office.starts_at,
    "office_until": Office.ends_at,
}


def of_sessions(in_sitting: ColumnElement[bool] | None = None) -> Select[*tuple[object, ...]]:
    """Rows for FoundSession; a session has as many as its person has offices, those of other times included."""
    asked: Mapping[str, Column] = {**_COLUMNS, "in_sitting": false() if in_sitting is None else in_sitting}
    return (
        select(*labelled(FoundSession._fields, asked))
        .join(Person, Person.id == SessionRow.person_id)
        .join(Office, Office.person_id == Person.id)
        .outerjoin(Device, Device.id == SessionRow.device_id)
    )


def in_office(found: Iterable[FoundSession], moment: datetime) -> list[FoundSession]:
    """Those whose office has begun and not ended."""
    begun = (row for row in found if row.office_from <= moment)
    return [row for row in begun if row.office_until is None or row.office_until > moment]


def device_kind(row: FoundSession) -> DeviceKind:
    """What the session's device counts as at this moment, for its person."""
    standing = devices.Standing(
        row.device_state, row.device_kind, row.device_holder_id, row.device_from, row.device_until
    )
    return devices.kind_of(standing, row.person_id)
