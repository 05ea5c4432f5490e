"""Acts on devices: ask for approval, approve, refuse, suspend, revoke, and allow personal ones in sittings.

Each act writes its ledger record in the same unit. Acts that stop a device end the sessions on it in that unit, too.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.facts import DeviceKind
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.devices import standing as devices
from app.auth.devices.errors import (
    KeyNotLost,
    NeedsPasskey,
    NotBoundAgain,
    NotWaiting,
    OfSomebodyElse,
    RequestChangedMeanwhile,
    RulesUnread,
    StoppedAnew,
    TabletInfected,
    WrongMatchNumber,
)
from app.auth.devices.models import SPARE, Device, DeviceState
from app.auth.devices.proving import rebinding
from app.auth.devices.queries import is_infected
from app.auth.devices.subjects import about_device
from app.auth.sessions import acts as sessions
from app.auth.sessions import begun
from app.members.people import as_if_present
from app.rulebook.queries import owed_before_personal

_FRESH_SECONDS = 15 * 60
_STOPPED = {EventKind.DEVICE_SUSPENDED: "一時停止", EventKind.DEVICE_REVOKED: "登録の取り消し"}


@dataclass(frozen=True)
class Approval:
    """What the approver decides. `number`: the four digits on the tablet's screen, as the approver typed them.

    `expires_at` None: until it is stopped, for issued devices only. `serial`: the office's own number of the device.
    """

    kind: DeviceKind
    number: str
    name: str
    serial: str
    expires_at: datetime | None


def ask(
    session: Session, by: By, device: Device, *, name: str, kind: DeviceKind, replaces: Device | None = None
) -> None:
    """The person asks for approval of the device they are signed in on, and becomes its holder.

    `kind`: issued or personal, as the person says. `replaces`: their device that this one is, if its browser has lost
    its key. Any former approval is void; `approved_at` still tells that there was one. Raises OfSomebodyElse.
    """
    is_others = device.person_id != by.person_id and device.state != DeviceState.SEEN
    if is_others or device.kind == SPARE:
        raise OfSomebodyElse(cause="device of somebody else, or a spare")
    device.person_id = by.person_id
    device.state, device.kind, device.name = DeviceState.REQUESTED, kind.value, name[:60]
    device.requested_at, device.requested_from = clock.now(), by.address or ""
    device.match_number = devices.new_match_number()
    device.replaces_id = None if replaces is None else replaces.id
    device.approved_by = device.chair_approved_by = None
    device.chair_approved_at = device.starts_at = device.expires_at = None
    former: Detail = {} if replaces is None else {"replaces": replaces.id}
    note(session, by, EventKind.DEVICE_REQUESTED, about_device(device), kind=kind.value, **former)


def ask_again(session: Session, by: By, device: Device, former_id: str, *, browser: str) -> None:
    """Ask for the new key to take the place of the one that the tablet's browser has lost. No other device changes.

    `browser`: of this request. Raises KeyNotLost, NeedsPasskey, NotBoundAgain, OfSomebodyElse.
    """
    if rebinding.has_kept_its_key(device):
        raise KeyNotLost
    age = by.actor.strong_age_seconds
    if not by.actor.is_phishing_resistant or age is None or age > _FRESH_SECONDS:
        raise NeedsPasskey
    former = session.get(Device, former_id, with_for_update=True)
    if former is None or former not in rebinding.formers(session, by.person_id, device, browser=browser):
        raise NotBoundAgain(cause="no such former device")
    ask(session, by, device, name=former.name, kind=DeviceKind(former.kind), replaces=former)


def bind_again(session: Session, by: By, device: Device, *, shown: str) -> None:
    """Let the new key of a tablet take the place of its former one, with the same terms. The caller has locked it.

    `shown`: the mark of the request on the desk. The former key is never accepted again. Raises NotWaiting,
    NotBoundAgain when the former device was stopped or its period has ended, FormerStillUsed, FormerUsedLately,
    RulesUnread, RequestChangedMeanwhile.
    """
    if device.state != DeviceState.REQUESTED or device.replaces_id is None:
        raise NotWaiting
    former = session.get(Device, device.replaces_id, with_for_update=True, populate_existing=True)
    if former is None or device.person_id is None or not rebinding.can_be_former(former, device.person_id):
        raise NotBoundAgain(cause="former stopped, over or altered")
    if (used := rebinding.still_used(session, former, device)) is not None:
        raise used
    if former.kind == DeviceKind.PERSONAL.value and has_rules_unread(session, device):
        raise RulesUnread(cause="rules for personal devices or outside use")
    if shown != rebinding.shown_mark(session, device, former):
        raise RequestChangedMeanwhile
    moment = clock.now()
    device.state, device.match_number, device.replaces_id = DeviceState.APPROVED, "", None
    device.kind, device.name, device.serial = former.kind, former.name, former.serial
    device.approved_by, device.approved_at, device.starts_at = by.person_id, moment, moment
    device.expires_at, device.ended_because = former.expires_at, ""
    device.chair_approved_by, device.chair_approved_at = former.chair_approved_by, former.chair_approved_at
    former.state, former.ended_because = DeviceState.REVOKED, "replaced"
    session.flush()
    tell(session, by, Action.DEVICE_REBIND, f"端末「{device.name[:20]}」の登録し直し", about=device.person_id)
    ended = sessions.end_device_sessions(session, former.id, "device_stopped")
    note(session, by, EventKind.DEVICE_REVOKED, about_device(former), because="replaced", sessions=ended)
    until = device.expires_at.isoformat() if device.expires_at else None
    approved: Detail = {"kind": device.kind, "until": until, "replaces": former.id}
    note(session, by, EventKind.DEVICE_APPROVED, about_device(device), **approved)


def withdraw(session: Session, by: By, device: Device) -> None:
    """The holder takes the request back. Does nothing when there is no request of this person."""
    if device.state == DeviceState.REQUESTED and device.person_id == by.person_id:
        about = about_device(device)
        _forget_request(device)
        note(session, by, EventKind.DEVICE_REFUSED, about, because="withdrawn")


def _forget_request(device: Device) -> None:
    if device.kind == SPARE:
        devices.put_away(device)
    else:
        device.state, device.match_number, device.replaces_id = DeviceState.SEEN, "", None


def approve(
    session: Session, by: By, device: Device, approval: Approval, *, act: GuardedAct = Action.DEVICE_APPROVE
) -> WrongMatchNumber | None:
    """Approve a request when the number is the one on the tablet's screen.

    Raises NotWaiting, RulesUnread, and TabletInfected for the office's number of a tablet that is stopped as infected.
    A wrong number is returned, not raised: an exception would roll back the record of it and the new number that the
    device gets, so that guessing gains nothing.
    """
    if device.state != DeviceState.REQUESTED or device.kind == SPARE:
        raise NotWaiting
    if approval.kind is DeviceKind.PERSONAL and has_rules_unread(session, device):
        raise RulesUnread(cause="rules for personal devices or outside use")
    if approval.serial and is_infected(session, approval.serial):
        raise TabletInfected(cause="infected with another key")
    if (wrong := compare(session, by, device, approval.number)) is not None:
        return wrong
    moment = clock.now()
    device.state, device.kind, device.match_number = DeviceState.APPROVED, approval.kind.value, ""
    device.replaces_id = None  # a device beside the former one, then
    device.name, device.serial = approval.name[:60] or device.name, approval.serial[:40]
    device.approved_by, device.approved_at = by.actor.person_id, moment  # None when the command line approves
    device.starts_at, device.expires_at = moment, approval.expires_at
    device.ended_because = ""
    until = approval.expires_at.isoformat() if approval.expires_at else None
    tell(session, by, act, f"端末「{device.name[:20]}」の承認", about=device.person_id)
    note(session, by, EventKind.DEVICE_APPROVED, about_device(device), kind=approval.kind.value, until=until)
    return None


def compare(session: Session, by: By, device: Device, number: str) -> WrongMatchNumber | None:
    """None when the number is the one on the device's screen; else the refusal, noted, and the device gets another."""
    if hmac.compare_digest(number.encode(), device.match_number.encode()):
        return None
    device.match_number = devices.new_match_number()
    note(session, by, EventKind.DEVICE_REFUSED, about_device(device), because="wrong_number")
    return WrongMatchNumber()


def has_rules_unread(session: Session, device: Device) -> bool:
    """Whether the holder still has to acknowledge rules before this device, a personal one, can be approved."""
    holder = as_if_present(session, device.person_id or "")
    owed = owed_before_personal(session, device.person_id or "", holder.roles)
    return bool(owed.rules or owed.altered)


def refuse(session: Session, by: By, device: Device) -> None:
    """Refuse a request; the holder may ask again. Raises NotWaiting."""
    if device.state != DeviceState.REQUESTED:
        raise NotWaiting
    about = about_device(device)
    _forget_request(device)
    note(session, by, EventKind.DEVICE_REFUSED, about, because="refused")


def take_back(session: Session, by: By, device: Device) -> None:
    """Void an approval that was given by mistake: its sessions end, and its holder may ask again with the same key.

    Raises NotWaiting when it is not approved.
    """
    if device.state != DeviceState.APPROVED or device.kind == SPARE:
        raise NotWaiting
    device.state, device.approved_by = DeviceState.SEEN, None
    device.chair_approved_by = device.chair_approved_at = None
    device.starts_at = device.expires_at = None
    session.flush()
    tell(session, by, Action.DEVICE_STOP, f"端末「{device.name[:20]}」の承認の取り消し", about=device.person_id)
    sessions.end_device_sessions(session, device.id, "device_stopped")
    note(session, by, EventKind.DEVICE_REFUSED, about_device(device), because="undone")


def suspend(session: Session, by: By, device: Device) -> None:
    """Stop a device until it is resumed; the chair's approval for sittings ends with it.

    Raises NotWaiting when it is not approved.
    """
    if device.state != DeviceState.APPROVED:
        raise NotWaiting
    device.state = DeviceState.SUSPENDED
    device.chair_approved_by = device.chair_approved_at = None  # resuming is not the chair's word
    _stop(session, by, device, EventKind.DEVICE_SUSPENDED, "suspended")


def resume(session: Session, by: By, device: Device) -> None:
    """Let a suspended device be used again, within its period. Raises NotWaiting."""
    if device.state != DeviceState.SUSPENDED:
        raise NotWaiting
    device.state, device.ended_because = DeviceState.APPROVED, ""
    tell(session, by, Action.DEVICE_APPROVE, f"端末「{device.name[:20]}」の再開", about=device.person_id)
    note(session, by, EventKind.DEVICE_RESUMED, about_device(device))


def stop_as_infected(session: Session, by: By, device: Device) -> None:
    """Stop a device that is infected, or may be (6-4(3)⑤), until somebody else clears it. Raises NotWaiting."""
    if device.state not in {DeviceState.APPROVED, DeviceState.SUSPENDED}:
        raise NotWaiting
    device.stopped_by, device.stopped_at, device.stopped_while = by.person_id, clock.now(), device.state
    device.state = DeviceState.INFECTED
    device.chair_approved_by = device.chair_approved_at = None
    _stop(session, by, device, EventKind.DEVICE_SUSPENDED, "infected")


def clear(session: Session, by: By, device: Device, *, examined: str, shown: str) -> None:
    """Put a device that was stopped as infected back into its state of before: one that was suspended stays suspended.

    `examined`: what was found. `shown`: the mark of the stop that stood on the screen. Raises NotWaiting, StoppedAnew.
    """
    if device.state != DeviceState.INFECTED:
        raise NotWaiting
    if shown != devices.stop_mark(device):
        raise StoppedAnew
    stopped_by, is_suspended = device.stopped_by, device.stopped_while == DeviceState.SUSPENDED
    device.stopped_by = device.stopped_at = device.stopped_while = None
    device.state = DeviceState.SUSPENDED if is_suspended else DeviceState.APPROVED
    device.ended_because = "suspended" if is_suspended else ""
    tell(session, by, Action.DEVICE_CLEAR, f"端末「{device.name[:20]}」の停止の解除", about=device.person_id)
    detail: Detail = {"because": "cleared", "examined": examined, "stopped_by": stopped_by}
    note(session, by, EventKind.DEVICE_RESUMED, about_device(device), **detail)


def revoke(session: Session, by: By, device: Device, *, because: str) -> None:
    """End a device for good (`because`: revoked, lost, returned). Its key is never accepted again."""
    if device.state == DeviceState.REVOKED:
        return
    device.state, device.match_number, device.replaces_id = DeviceState.REVOKED, "", None
    _stop(session, by, device, EventKind.DEVICE_REVOKED, because)


def decide_sitting(session: Session, by: By, device: Device, *, is_allowed: bool) -> None:
    """Keep the chair's decision whether this personal device may be used while a sitting is on (5(1)④).

    Raises NotWaiting when the device is not an approved personal one.
    """
    if device.state != DeviceState.APPROVED or device.kind != DeviceKind.PERSONAL.value:
        raise NotWaiting
    device.chair_approved_by = by.person_id if is_allowed else None
    device.chair_approved_at = clock.now() if is_allowed else None
    note(session, by, EventKind.DEVICE_SITTING, about_device(device), is_allowed=is_allowed)


def _stop(session: Session, by: By, device: Device, kind: EventKind, because: str) -> None:
    device.ended_because = because
    session.flush()
    tell(session, by, Action.DEVICE_STOP, f"端末「{device.name[:20]}」の{_STOPPED[kind]}", about=device.person_id)
    ended = sessions.end_device_sessions(session, device.id, "device_lost" if because == "lost" else "device_stopped")
    if device.person_id is not None:  # whoever has it may be in the middle of signing in as its holder
        begun.end(session, device.person_id)
    note(session, by, kind, about_device(device), because=because, sessions=ended)
