"""Acts on a fleet: list a tablet for a person, approve it by the number on its screen, undo, end the former one."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import DeviceKind
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.auth.devices import acts as devices_acts
from app.auth.devices.acts import Approval
from app.auth.devices.errors import WrongMatchNumber
from app.auth.devices.fleet import queries
from app.auth.devices.fleet.errors import FormerChanged, TabletNotOpen, TabletStopped, TabletUsed
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import Device, DeviceState
from app.auth.devices.subjects import about_device
from app.auth.sessions.models import SessionRow
from app.db import Database
from app.numbers import lock_series


def lock_list(session: Session) -> None:
    """Let others who list tablets wait until this unit ends, so that no number and no person is listed twice."""
    lock_series(session, "fleet")


def list_tablet(session: Session, by: By, *, asset: str, person_id: str, ends_on: str) -> FleetTablet:
    """Keep that a person gets this tablet. The caller has locked the list, and seen that neither is in an open row."""
    moment = clock.now()
    row = FleetTablet(
        asset=asset, person_id=person_id, ends_on=ends_on, listed_at=moment, listed_by=by.person_id, moved_at=moment
    )
    session.add(row)
    session.flush()
    _note(session, by, row, None)
    return row


def hand_out(
    session: Session, by: By, row: FleetTablet, device: Device, number: str, *, shown: str
) -> WrongMatchNumber | FormerChanged | None:
    """Approve the person's new device by the number on its screen. The former one goes on until the new one is used.

    `shown`: the mark of what the desk showed. Raises TabletNotOpen, NotWaiting. A wrong number is returned, as by
    `approve`, and so is that another device than the one shown would end.
    """
    if row.state != queries.LISTED:
        raise TabletNotOpen
    former = queries.former_of(session, row.person_id)
    if shown != queries.shown_mark(row, former):
        return FormerChanged()
    approval = Approval(DeviceKind.ISSUED, number, f"支給タブレット {row.asset}", row.asset, None)
    wrong = devices_acts.approve(session, by, device, approval)
    if wrong is None:
        row.device_id, row.former_id = device.id, None if former is None else former.id
        if row.ends_on <= days.today().isoformat():
            row.ends_on = ""  # the day was meant for somebody who has the new one by then: now its use decides
        _move(session, by, row, queries.APPROVED, device)
    return wrong


def undo(session: Session, by: By, row: FleetTablet) -> None:
    """Take it back: the new device is as before it was approved, and the former one goes on.

    One that was revoked, asks anew, or is a spare by now, stays so. Raises TabletUsed once it was used, TabletNotOpen,
    and TabletStopped for one that is stopped and may be resumed.
    """
    if row.state not in queries.OPEN:
        raise TabletUsed if row.state == queries.USED else TabletNotOpen
    device = session.get(Device, row.device_id or "", with_for_update=True)
    if device is not None and _is_theirs(row, device):
        if _is_used(session, device):
            raise TabletUsed
        if device.state in {DeviceState.SUSPENDED, DeviceState.INFECTED}:
            raise TabletStopped
        if device.state == DeviceState.APPROVED:
            devices_acts.take_back(session, by, device)
    _move(session, by, row, queries.UNDONE, device)


def end_formers(database: Database) -> None:
    """End the former device of every tablet that was used, or whose day has come. Called by the worker now and then."""
    with database.read() as session:
        waiting = queries.handed_out(session)
    for row_id in waiting:
        with database.write() as session:
            row = session.scalars(select(FleetTablet).where(FleetTablet.id == row_id).with_for_update()).one()
            if row.is_intact and row.state == queries.APPROVED:
                _end_former(session, row)


def _end_former(session: Session, row: FleetTablet) -> None:
    device = session.get(Device, row.device_id or "", with_for_update=True)  # else it could be stopped meanwhile
    is_due = row.ends_on != "" and row.ends_on <= days.today().isoformat()
    if device is None or not device.is_intact or device.state != DeviceState.APPROVED or not _is_theirs(row, device):
        return  # stopped, asked for anew, or held ready for anybody: nobody is left without a tablet
    if not (is_due or _is_used(session, device)):
        return
    former = session.get(Device, row.former_id or "", with_for_update=True)
    if former is not None and former.state == DeviceState.REVOKED and former.ended_because == "replaced":
        former = queries.heir_of(session, former, row)
    if former is not None and not former.is_intact:
        return  # gives nobody anything, and must not hold up the others
    if former is not None and _is_theirs(row, former):  # else it was given back, and is lent to others as a spare
        devices_acts.revoke(session, SYSTEM, former, because="replaced")
    _move(session, SYSTEM, row, queries.USED, device)


def _is_theirs(row: FleetTablet, device: Device) -> bool:
    """Whether a device is still the person's own issued one: it may have been made a spare since the hand-out."""
    return device.kind == DeviceKind.ISSUED.value and device.person_id == row.person_id


def _is_used(session: Session, device: Device) -> bool:
    """Whether its holder was active on it, or proved its key, since it was approved. What others do on it says nothing.

    The service opens it for its holder alone.
    """
    if device.state != DeviceState.APPROVED or device.approved_at is None:
        return False
    is_later = or_(SessionRow.seen_at > device.approved_at, SessionRow.renewed_at > device.approved_at)
    by_holder = (SessionRow.device_id == device.id, SessionRow.person_id == device.person_id, is_later)
    return session.scalar(select(SessionRow.id).where(*by_holder).limit(1)) is not None


def _move(session: Session, by: By, row: FleetTablet, state: str, device: Device | None) -> None:
    row.state, row.moved_at = state, clock.now()
    session.flush()
    _note(session, by, row, device)


def _note(session: Session, by: By, row: FleetTablet, device: Device | None) -> None:
    holder = device or Device(id="", name="", person_id=row.person_id)
    note(session, by, EventKind.DEVICE_FLEET, about_device(holder), asset=row.asset, step=row.state)
