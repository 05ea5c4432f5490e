"""Who is connected at this moment, from which device and with which page open; and the numbers above the board."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm
from app.auth.alarms.queries import waits
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from app.auth.sessions.words import browser_words
from app.materials.models import Material, ReadingPosition
from app.materials.visible import WITHHELD_TITLE
from app.meetings import sittings
from app.meetings.models import MeetingGroup
from app.members.belonging import able_in
from app.members.models import Person
from app.standards.effective import Standards
from app.standards.queries import in_force
from app.web.addresses import is_in

_PAGE_IS_OPEN = timedelta(minutes=20)
_COUNTED_REFUSALS = 1000
"""The most refusals of a day that are counted: in a flood of them, counting all every few seconds would add load."""
_RENEWAL_IS_LATE = timedelta(seconds=60)


@dataclass
class OpenConnection:
    """One open session as the board shows it. `page_words` "" when no paper is open."""

    session_id: str
    person_id: str
    who: str
    seat_number: int | None
    kind: DeviceKind
    device_id: str | None
    device_words: str
    place: str
    since: datetime
    last_seen: datetime
    is_present: bool
    page_words: str = ""
    alarms: list[str] = field(default_factory=list)

    @property
    def since_words(self) -> str:
        """「09:48」."""
        return _hour(self.since)

    @property
    def seen_words(self) -> str:
        """When the device last sent a request; a sleeping tablet sends none."""
        return _hour(self.last_seen) if self.is_present else f"{_hour(self.last_seen)}（休止）"

    @property
    def device_icon(self) -> str:
        """The name of the icon for the device."""
        if "iPhone" in self.device_words or "Android" in self.device_words:
            return "phone"
        return "tablet" if self.kind is DeviceKind.ISSUED or "iPad" in self.device_words else "pc"


def _hour(moment: datetime) -> str:
    return f"{clock.jst(moment):%H:%M}"


@dataclass(frozen=True)
class Sitting:
    """The sitting that is on, and how many people attend it."""

    title: str
    attendees: frozenset[str]


def open_connections(session: Session, *, may_see_papers: bool) -> list[OpenConnection]:
    """All sessions that are still valid: those that an alarm is about first, then by seat.

    `may_see_papers`: False leaves out which paper is open. Titles of 3A papers are named to nobody here.
    """
    moment = clock.now()
    standards = in_force(session)
    limits = standards.sessions
    rows = session.execute(
        select(SessionRow, Device, Person)
        .join(Person, Person.id == SessionRow.person_id)
        .outerjoin(Device, Device.id == SessionRow.device_id)
        .where(
            SessionRow.ended_at.is_(None),
            SessionRow.created_at > moment - timedelta(seconds=limits.absolute_seconds),
            SessionRow.seen_at > moment - timedelta(seconds=limits.idle_seconds),
            Person.state == "active",
        )
    ).all()
    found = [_connection(standards, *row) for row in rows]
    _add_pages(session, found, may_see_papers=may_see_papers)
    _add_alarms(session, found)
    return sorted(found, key=lambda one: (not one.alarms, one.seat_number is None, one.seat_number or 0, one.who))


def _connection(standards: Standards, row: SessionRow, device: Device | None, person: Person) -> OpenConnection:
    kind = devices.kind_of(devices.standing_of(device), person.id) if device is not None else DeviceKind.UNKNOWN
    last_seen = max(row.seen_at, row.renewed_at or row.seen_at)
    limits = standards.sessions
    quiet = timedelta(seconds=limits.renew_seconds + limits.renew_grace_seconds) + _RENEWAL_IS_LATE
    return OpenConnection(
        session_id=row.id,
        person_id=person.id,
        who=person.display_name,
        seat_number=person.seat_number,
        kind=kind,
        device_id=row.device_id,
        device_words=_device_words(kind, device, row.browser),
        place=place_words(standards, row.address),
        since=row.created_at,
        last_seen=last_seen,
        is_present=clock.now() - last_seen <= quiet,
    )


def _device_words(kind: DeviceKind, device: Device | None, browser: str) -> str:
    if kind is DeviceKind.UNKNOWN or device is None:
        return f"未登録の {browser_words(browser)}"
    name = device.name or browser_words(browser)
    if kind is DeviceKind.ISSUED:
        return f"支給　{name}"
    return f"個人　{name}" if device.chair_approved_at is not None else f"個人　{name}（会議では未承認）"


def place_words(standards: Standards, address: str) -> str:
    """「議会のネットワーク 10.1.2.3」, 「外部 203.0.113.9」; without configured zones the address alone."""
    if not standards.handling.zones_are_configured:
        return address
    return f"{'議会の中' if is_in(address, standards.trusted_zones) else '議会の外'}　{address}"


def _add_pages(session: Session, found: list[OpenConnection], *, may_see_papers: bool) -> None:
    """Note the page that each session has open: the person's last place of reading, if it is recent."""
    people = Counter(one.person_id for one in found if one.kind is not DeviceKind.UNKNOWN)
    rows = session.execute(
        select(ReadingPosition, Material.title, Material.confidentiality)
        .join(Material, Material.id == ReadingPosition.material_id)
        .where(ReadingPosition.person_id.in_(people), ReadingPosition.updated_at > clock.now() - _PAGE_IS_OPEN)
        .order_by(ReadingPosition.updated_at)
    ).all()
    latest = {position.person_id: (position, title, level) for position, title, level in rows}
    for one in found:
        if one.person_id not in latest or not one.is_present or one.kind is DeviceKind.UNKNOWN:
            continue
        position, title, level = latest[one.person_id]
        # Places are kept by person. Of several sessions, the ledger says which one the page was shown in.
        if people[one.person_id] > 1 and not _was_shown_in(session, one, position.version_id):
            continue
        if not may_see_papers:
            one.page_words = "資料をひらいています"
        else:
            shown = WITHHELD_TITLE if str(level) == "3A" else title
            one.page_words = f"{shown}　{position.page}"


def _was_shown_in(session: Session, one: OpenConnection, version_id: str) -> bool:
    bodies = session.scalars(
        select(LedgerRecord.body)
        .where(LedgerRecord.actor_id == one.person_id, LedgerRecord.kind == EventKind.PAGE_ISSUED.value)
        .order_by(LedgerRecord.seq.desc())
        .limit(30)
    )
    records = (json.loads(body) for body in bodies)
    return any(record.get("session") == one.session_id and record.get("version") == version_id for record in records)


def _add_alarms(session: Session, found: Iterable[OpenConnection]) -> None:
    query = select(Alarm.session_id, Alarm.kind).where(waits(tuple(Role)), Alarm.session_id.is_not(None))
    kinds: dict[str, list[str]] = {}
    for session_id, kind in session.execute(query):
        kinds.setdefault(str(session_id), []).append(kind)
    for one in found:
        one.alarms = kinds.get(one.session_id, [])


def present_sitting(session: Session) -> Sitting | None:
    """The published meeting that began last and is still on; see `sittings.is_in_doubt`."""
    meeting = next(iter(sittings.going_on(session)), None)
    if meeting is None:
        return None
    attending = session.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id))
    people = able_in(session, [row.group_id for row in attending if row.is_intact])
    return Sitting(meeting.title, frozenset[str]().union(*people.values()))


def refusals_today(session: Session) -> int:
    """How many times somebody known was refused since midnight of the council's day, and how many sign-ins were.

    A visitor who opens a screen without signing in is led to the sign-in: that says nothing of anybody.
    """
    midnight = clock.jst(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    of_somebody = (LedgerRecord.kind == EventKind.REFUSED.value) & LedgerRecord.actor_id.is_not(None)
    refused = of_somebody | (LedgerRecord.kind == EventKind.SIGN_IN_REFUSED.value)
    newest = select(LedgerRecord.at).where(refused).order_by(LedgerRecord.seq.desc())
    lately = newest.limit(_COUNTED_REFUSALS).subquery()
    return session.scalar(select(func.count()).select_from(lately).where(lately.c.at >= midnight)) or 0


def tiles(session: Session, found: list[OpenConnection], sitting: Sitting | None) -> list[dict[str, object]]:
    """The numbers above the table."""
    present = [one for one in found if one.is_present]
    people = {one.person_id for one in present}
    of_sitting = f"/ {len(sitting.attendees)}\u00a0人" if sitting else "人"
    count = len(people & sitting.attendees) if sitting else len(people)
    used = Counter(one.kind for one in present)
    return [
        {"label": "接続中（出席する人）" if sitting else "接続中", "number": count, "unit": of_sitting},
        {"label": "支給端末", "number": used[DeviceKind.ISSUED], "unit": "台"},
        {"label": "個人の端末・未登録", "number": used[DeviceKind.PERSONAL] + used[DeviceKind.UNKNOWN], "unit": "台"},
        {"label": "今日の拒否", "number": refusals_today(session), "unit": "件", "href": "/ledger?kind=access.refused"},
    ]
