"""Which tablets of a fleet are listed, handed out and used, and what each takes the place of."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import DeviceKind
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import IN_HAND, Device, DeviceState
from app.members.models import Person
from app.web.forms.merging import mark

LISTED, APPROVED, USED, UNDONE = "listed", "approved", "used", "undone"
OPEN = (LISTED, APPROVED)


def tablets(session: Session) -> list[tuple[FleetTablet, Person]]:
    """All of them with their persons: those that are open first, each by its number."""
    query = select(FleetTablet, Person).join(Person, Person.id == FleetTablet.person_id)
    found = [(row[0], row[1]) for row in session.execute(query.order_by(FleetTablet.asset))]
    return sorted(found, key=lambda each: each[0].state not in OPEN)


def lister_of(session: Session, row: FleetTablet) -> Person:
    """Who has entered the tablet in the list; the same few people again and again, whom the session has read."""
    return session.get_one(Person, row.listed_by)


def open_with(session: Session, asset: str) -> FleetTablet | None:
    """The open row with this number, None without one."""
    query = select(FleetTablet).where(FleetTablet.asset == asset, FleetTablet.state.in_(OPEN))
    return session.scalars(query.limit(1)).first()


def open_of(session: Session, person_id: str) -> FleetTablet | None:
    """The row by which the person is to get a tablet, None without one."""
    query = select(FleetTablet).where(FleetTablet.person_id == person_id, FleetTablet.state.in_(OPEN))
    return session.scalars(query.limit(1)).first()


def objections(session: Session, asset: str, person: Person | None) -> dict[str, str]:
    """Why a tablet cannot be listed for a person: a sentence by the field it is about, empty when it can be."""
    if person is None or not person.is_active:
        return {"login": "この ID の人がいないか、いま使えません。"}
    if open_with(session, asset) is not None:
        return {"asset": "この管理番号は、もう更新の一覧にあります。"}
    if open_of(session, person.id) is not None:
        return {"login": "この人には、もう別の端末が予定されています。"}
    return {}


def waiting_of(session: Session, person_id: str) -> Device | None:
    """The device for which the person asks approval as an issued one, the newest request; locked for one act.

    One that they call their own is none of the council's: it is decided on by itself, with an end.
    """
    asked = (
        Device.person_id == person_id,
        Device.state == DeviceState.REQUESTED,
        Device.kind == DeviceKind.ISSUED.value,
    )
    query = select(Device).where(*asked)
    return session.scalars(query.order_by(Device.requested_at.desc()).limit(1).with_for_update()).first()


def former_of(session: Session, person_id: str) -> Device | None:
    """The issued device of the person that was used last, which the new one takes the place of."""
    held = (Device.person_id == person_id, Device.kind == DeviceKind.ISSUED.value, Device.state.in_(IN_HAND))
    return session.scalars(select(Device).where(*held).order_by(Device.last_seen_at.desc()).limit(1)).first()


def heir_of(session: Session, former: Device, row: FleetTablet) -> Device | None:
    """The device that was bound again in the former one's place since the hand-out: the same tablet with another key.

    None while none was.
    """
    since = (Device.approved_at > row.moved_at, Device.state.in_(IN_HAND), Device.id != row.device_id)
    same = (Device.person_id == row.person_id, Device.name == former.name, Device.serial == former.serial)
    return session.scalars(select(Device).where(*since, *same).limit(1).with_for_update()).first()


def shown_mark(row: FleetTablet, former: Device | None) -> str:
    """The mark of what the desk shows of a tablet: which one, and which former device it ends."""
    return mark(row.id, "" if former is None else former.id)


def handed_out(session: Session) -> Sequence[str]:
    """The ids of rows whose tablet is approved and whose former device has not ended yet."""
    return session.scalars(select(FleetTablet.id).where(FleetTablet.state == APPROVED)).all()
