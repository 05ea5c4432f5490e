"""Lists of devices: requests that wait, devices in use, and a person's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import POWERS, Role
from app.auth.devices.models import IN_HAND, SPARE, Device, DeviceState
from app.auth.sessions.models import SessionRow
from app.members.models import Person

_IS_REQUESTED = (Device.state == DeviceState.REQUESTED) & (Device.kind != SPARE)


@dataclass(frozen=True)
class ListedDevice:
    """A device and its holder; `holder` None: issued for whoever signs in on it."""

    device: Device
    holder: Person | None

    @property
    def holder_words(self) -> str:
        """「佐藤 花子 議員」, or 共用, or 議会事務局 for a spare that nobody has."""
        shared = "議会事務局" if self.device.kind == SPARE else "共用"
        return self.holder.display_name if self.holder else shared


def _listed(session: Session, query: Select[Device, Person]) -> list[ListedDevice]:
    return [ListedDevice(*row) for row in session.execute(query).all()]


def _query() -> Select[Device, Person]:
    return select(Device, Person).outerjoin(Person, Person.id == Device.person_id)


def of_session(session: Session, session_id: str, *, locked: bool = False) -> Device | None:
    """The device that a session was opened on, None when it has none; `locked` until the unit ends, for acts on it."""
    query = select(Device).join(SessionRow, SessionRow.device_id == Device.id).where(SessionRow.id == session_id)
    if locked:
        query = query.with_for_update(of=Device).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def waiting(session: Session) -> list[ListedDevice]:
    """Devices whose approval was asked for, the oldest request first. Who asks for a spare, its own desk says."""
    return _listed(session, _query().where(_IS_REQUESTED).order_by(Device.requested_at))


def any_waiting() -> ColumnElement[bool]:
    """Whether there is a device whose approval was asked for, as a condition."""
    return exists().where(_IS_REQUESTED)


def decided(session: Session) -> list[ListedDevice]:
    """Every device that was ever approved: those in use first, then by holder."""
    query = _query().where(Device.state.in_([*IN_HAND, DeviceState.REVOKED]))
    return _listed(session, query.order_by(Device.state, Person.seat_number, Person.login, Device.approved_at))


def personal(session: Session) -> list[ListedDevice]:
    """Personal devices that the administrator has approved and whose period is not over."""
    query = _query().where(
        Device.state == DeviceState.APPROVED,
        Device.kind == DeviceKind.PERSONAL.value,
        or_(Device.expires_at.is_(None), Device.expires_at > clock.now()),
    )
    return _listed(session, query.order_by(Device.chair_approved_at.is_not(None), Person.seat_number, Person.login))


def is_infected(session: Session, serial: str) -> bool:
    """Whether the tablet with this number of the office is stopped as infected, with whatever key."""
    found = select(exists().where(Device.serial == serial, Device.state == DeviceState.INFECTED))
    return bool(session.scalar(found))


def infected_of(session: Session, person_id: str) -> Sequence[Device]:
    """The devices of a person that are stopped as infected."""
    query = select(Device).where(Device.person_id == person_id, Device.state == DeviceState.INFECTED)
    return session.scalars(query.order_by(Device.id)).all()


def of_person(session: Session, person_id: str) -> Sequence[Device]:
    """A person's own devices, without those they signed in on and asked nothing for; the newest request first."""
    query = select(Device).where(Device.person_id == person_id, Device.state != DeviceState.SEEN)
    return session.scalars(query.order_by(Device.requested_at.desc())).all()


def locked_of(session: Session, person_id: str) -> Sequence[Device]:
    """Every device of a person, in the order of their ids, locked until the unit ends, for acts on them."""
    query = select(Device).where(Device.person_id == person_id).order_by(Device.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def holders_of_personal(session: Session) -> frozenset[str]:
    """The ids of those who may use a personal device now."""
    return frozenset(each.device.person_id for each in personal(session) if each.device.person_id is not None)


def approver_words(roles: Collection[Role]) -> str:
    """Who approves the device of somebody with these roles, in words; nobody their own (`rules/entry/devices.py`)."""
    beside = [role.words for role in (Role.CHAIR, Role.DEPUTY) if POWERS & set(roles) and role not in roles]
    others = "ほかの" if Role.ADMINISTRATOR in roles else ""
    return "か、".join([*beside, others + Role.ADMINISTRATOR.words])
