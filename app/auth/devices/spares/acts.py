"""Acts on spares: keep a tablet ready, ask to borrow it, lend it, and take it back, which it does by itself in time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import DeviceKind
from app.audit.notes import SYSTEM, By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.devices import acts as devices_acts
from app.auth.devices import standing as devices
from app.auth.devices.errors import BorrowerGone, NotWaiting, OfSomebodyElse, TabletInfected, WrongMatchNumber
from app.auth.devices.models import SPARE, Device, DeviceState
from app.auth.devices.queries import is_infected
from app.auth.devices.spares import queries
from app.auth.devices.subjects import about_device
from app.auth.sessions import acts as sessions
from app.auth.sessions import begun
from app.db import Database
from app.members.models import Person
from app.members.people import offices_now


def keep_ready(session: Session, by: By, device: Device, *, serial: str) -> None:
    """Make an approved issued device a spare: nobody's, and nobody's to read on, until it is lent. Its sessions end.

    `serial`: the office's number of it. Raises NotWaiting for any other device.
    """
    if device.state != DeviceState.APPROVED or device.kind != DeviceKind.ISSUED.value:
        raise NotWaiting
    tell(session, by, Action.DEVICE_APPROVE, f"端末「{device.name[:20]}」を予備機にすること", about=device.person_id)
    device.kind, device.serial = SPARE, serial
    device.name = f"予備機 {serial}"[:60]
    _put_away(session, by, device, "kept", "")


def ask_to_borrow(session: Session, by: By, device: Device) -> None:
    """Whoever has signed in on a spare asks for it; the desk lends it by the number on its screen.

    Raises OfSomebodyElse for one that is lent, or stopped.
    """
    if not queries.may_be_borrowed(device):
        raise OfSomebodyElse(cause="no spare that is free")
    device.state, device.person_id = DeviceState.REQUESTED, by.person_id
    device.requested_at, device.requested_from = clock.now(), by.address or ""
    device.match_number = devices.new_match_number()
    device.approved_by = device.starts_at = device.expires_at = None
    note(session, by, EventKind.DEVICE_REQUESTED, about_device(device), kind=SPARE)


def lend(session: Session, by: By, device: Device, number: str, *, until: datetime) -> WrongMatchNumber | None:
    """Lend a spare to the person who has asked for it, when the number is the one on its screen.

    For that person it counts as issued, until `until`. Raises NotWaiting, TabletInfected, and BorrowerGone for
    somebody who was suspended or has left office since asking. A wrong number is returned, as by
    `devices.acts.approve`.
    """
    if device.kind != SPARE or device.state != DeviceState.REQUESTED:
        raise NotWaiting
    if not _may_borrow(session, device.person_id):
        raise BorrowerGone(cause="suspended or out of office")
    if device.serial and is_infected(session, device.serial):
        raise TabletInfected(cause="infected with another key")
    if (wrong := devices_acts.compare(session, by, device, number)) is not None:
        return wrong
    moment = clock.now()
    device.state, device.match_number = DeviceState.APPROVED, ""
    device.approved_by, device.approved_at = by.person_id, moment
    device.starts_at, device.expires_at = moment, until
    session.flush()
    tell(session, by, Action.DEVICE_APPROVE, f"{device.name[:20]}の貸し出し", about=device.person_id)
    note(session, by, EventKind.DEVICE_SPARE, about_device(device), step="lent", until=until.isoformat())
    return None


def take_back(session: Session, by: By, device: Device, *, because: str) -> None:
    """A spare that is lent, or asked for, is the office's again, and its sessions end. Raises NotWaiting.

    `because`: desk | over | refused.
    """
    is_out = device.state == DeviceState.REQUESTED or queries.is_lent(device)
    if device.kind != SPARE or not is_out:
        raise NotWaiting
    if by.actor.person_id is not None and queries.is_lent(device):  # whose time is over knew of it when they got it
        tell(session, by, Action.DEVICE_STOP, f"{device.name[:20]}を戻すこと", about=device.person_id)
    _put_away(session, by, device, "back", because)


def take_all_back(session: Session, by: By) -> int:
    """The sitting is over: every spare that is lent comes back. Returns how many."""
    rows = queries.lent(session, locked=True)
    for device in rows:
        take_back(session, by, device, because="desk")
    return len(rows)


def return_overdue(database: Database) -> None:
    """Put away every spare whose time is over: it has opened nothing since then. Called by the worker now and then."""
    with database.read() as session:
        over = queries.overdue(session)
    for device_id in over:
        with database.write() as session:
            device = session.get_one(Device, device_id, with_for_update=True)
            if device.is_intact and queries.is_over(device):
                take_back(session, SYSTEM, device, because="over")


def _may_borrow(session: Session, person_id: str | None) -> bool:
    person = session.get(Person, person_id or "", populate_existing=True)
    return person is not None and person.is_active and bool(offices_now(session, person.id))


def _put_away(session: Session, by: By, device: Device, step: str, because: str) -> None:
    about, holder_id = about_device(device), device.person_id
    devices.put_away(device)
    session.flush()
    ended = sessions.end_device_sessions(session, device.id, "spare_returned")
    if holder_id is not None:
        begun.end(session, holder_id)
    detail: Detail = {"step": step, "sessions": ended}
    if because:
        detail["because"] = because
    note(session, by, EventKind.DEVICE_SPARE, about, **detail)
