"""Which spares the office has, which are asked for, and which are lent to whom until when."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices.models import SPARE, Device, DeviceState
from app.members.models import Person

_IS_ASKED_FOR = (Device.kind == SPARE) & (Device.state == DeviceState.REQUESTED)


def spares(session: Session) -> list[tuple[Device, Person | None]]:
    """All of them by their numbers, each with the person who has it, or asks for it; those that are over last."""
    query = select(Device, Person).outerjoin(Person, Person.id == Device.person_id)
    rows = session.execute(query.where(Device.kind == SPARE).order_by(Device.serial, Device.id)).all()
    return sorted(((row[0], row[1]) for row in rows), key=lambda each: each[0].state == DeviceState.REVOKED)


def any_asked_for() -> ColumnElement[bool]:
    """Whether somebody asks for a spare, as a condition."""
    return exists().where(_IS_ASKED_FOR)


def asked_for(session: Session) -> Sequence[Device]:
    """The spares that somebody has signed in on and asks for."""
    return session.scalars(select(Device).where(_IS_ASKED_FOR).order_by(Device.requested_at)).all()


def may_be_borrowed(device: Device) -> bool:
    """Whether whoever signs in on it may ask for it: a spare in the office's hands, or asked for and not yet lent."""
    is_free = device.state == DeviceState.APPROVED and device.person_id is None
    return device.kind == SPARE and device.is_intact and (is_free or device.state == DeviceState.REQUESTED)


def is_lent(device: Device) -> bool:
    """Whether somebody has it. One whose time is over counts until it was put away."""
    return device.kind == SPARE and device.state == DeviceState.APPROVED and device.person_id is not None


def lent(session: Session, *, locked: bool = False) -> Sequence[Device]:
    """Those that somebody has, in the order of their ids; `locked` until the unit ends."""
    query = select(Device).where(Device.kind == SPARE, Device.state == DeviceState.APPROVED).order_by(Device.id)
    query = query.where(Device.person_id.is_not(None)).execution_options(populate_existing=True)
    rows = session.scalars(query.with_for_update() if locked else query).all()
    return [row for row in rows if row.is_intact]


def overdue(session: Session) -> list[str]:
    """The ids of those that are lent and whose time is over."""
    return [device.id for device in lent(session) if is_over(device)]


def is_over(device: Device) -> bool:
    """Whether it is lent and its time is over."""
    return is_lent(device) and device.expires_at is not None and device.expires_at <= clock.now()


def may_be_kept(session: Session) -> list[tuple[Device, Person | None]]:
    """The issued devices in use, each with its holder: one of them can be made a spare."""
    query = select(Device, Person).outerjoin(Person, Person.id == Device.person_id)
    issued = query.where(Device.state == DeviceState.APPROVED, Device.kind == DeviceKind.ISSUED.value)
    return [(row[0], row[1]) for row in session.execute(issued.order_by(Person.login, Device.serial, Device.id))]
