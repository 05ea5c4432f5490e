"""Screens for deciding on devices: approval by the administrator, and use in sittings by the chair."""

from starlette.responses import Response

from app.access.actions import Action
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit.vocabulary import EventKind
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices import words as devices_words
from app.auth.devices.acts import Approval
from app.auth.devices.errors import RulesUnread, TabletInfected
from app.auth.devices.facts import facts_about
from app.auth.devices.forms import ApprovalForm, BindForm, DeviceEnding, EndingForm, SittingForm
from app.auth.devices.models import Device, DeviceState
from app.auth.devices.proving import rebinding
from app.auth.devices.queries import ListedDevice
from app.auth.devices.words import Period
from app.auth.sessions import words
from app.auth.sessions.claims import falls_short
from app.errors import AppError, NextStep
from app.web import answers
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place

_DONE = {
    "approved": "端末を承認しました。端末の画面が変わり、使えるようになります。",
    "bound": "端末を登録し直しました。前の登録は終わりました。端末の画面が変わり、使えるようになります。",
    "refused": "申請を承認しませんでした。本人は、もう一度申し込めます。",
    "suspended": "端末を一時停止しました。この端末の接続は終了しました。",
    "resumed": "一時停止を解除しました。端末でサインインすると使えます。",
    "revoked": "端末の登録を取り消しました。この端末の接続は終了しました。",
    "lost": "紛失として止めました。接続は終了し、もう使えません。新しい端末は、本人がサインインして申し込みます。",
    "allowed": "会議での使用を認めました。",
    "disallowed": "会議での使用を取り消しました。",
}


def show_desk(call: Call) -> Response:
    """The requests that wait, then all devices that were ever approved."""
    return _desk(call)


def approve(call: Call) -> Response:
    """Approve a request by the number on the tablet's screen; a form with errors comes back with what was typed."""
    device = call.loaded(Device)
    form = ApprovalForm.read(call)
    if form.errors:
        return _desk(call, form, status=422)
    expires_at = devices_words.end_of_period(form.period)
    approval = Approval(form.kind, form.number, form.name, form.serial, expires_at)
    try:
        wrong = devices_acts.approve(call.session, call.by, device, approval)
    except RulesUnread as unread:
        form.blame("kind", unread.sentence)
        return _desk(call, form, status=unread.status)
    except TabletInfected as infected:
        form.blame("serial", infected.sentence)
        return _desk(call, form, status=infected.status)
    if wrong is not None:
        form.blame("number", wrong.sentence)
        return _desk(call, form, status=wrong.status)
    return answers.see_other("/admin/devices?done=approved")


def bind_again(call: Call) -> Response:
    """Let a tablet's new key take the place of the one that its browser has lost."""
    try:
        shown = BindForm.demand(call).shown
        devices_acts.bind_again(call.session, call.by, call.loaded(Device), shown=shown)
    except AppError as error:
        error.next_step = NextStep("/admin/devices", "端末の一覧に戻る")
        raise
    return answers.see_other("/admin/devices?done=bound")


def refuse(call: Call) -> Response:
    """Refuse a request."""
    devices_acts.refuse(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=refused")


def suspend(call: Call) -> Response:
    """Suspend a device."""
    devices_acts.suspend(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=suspended")


def resume(call: Call) -> Response:
    """Let a suspended device be used again."""
    devices_acts.resume(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=resumed")


def revoke(call: Call) -> Response:
    """Revoke a device for good, because it is lost, returned, or no longer wanted."""
    because = EndingForm.demand(call).because or "revoked"
    devices_acts.revoke(call.session, call.by, call.loaded(Device), because=because)
    return answers.see_other(f"/admin/devices?done={'lost' if because is DeviceEnding.LOST else 'revoked'}")


def show_sitting(call: Call) -> Response:
    """The personal devices in use, and whether each may be used while a sitting is on."""
    rows = [
        _row(listed) | {"is_own": listed.device.person_id == call.viewer.person_id}
        for listed in devices_queries.personal(call.session)
    ]
    return answers.html(call, "auth/devices_sitting.html", rows=rows, done=_done(call))


def decide_sitting(call: Call) -> Response:
    """Take the chair's decision whether a personal device may be used in sittings."""
    is_allowed = SittingForm.demand(call).decision
    devices_acts.decide_sitting(call.session, call.by, call.loaded(Device), is_allowed=is_allowed)
    return answers.see_other(f"/devices/sitting?done={'allowed' if is_allowed else 'disallowed'}")


def _desk(call: Call, form: ApprovalForm | None = None, *, status: int = 200) -> Response:
    """The desk; a form that could not be used comes back with what was typed."""
    sent = call.subject.id if isinstance(call.subject, Device) else None
    values: dict[str, object] = {
        "waiting": [
            _waiting(call, listed, form if listed.device.id == sent else None)
            for listed in devices_queries.waiting(call.session)
        ],
        "rows": [
            _row(listed) | _acts(call, listed.device) | _age(call, listed.device)
            for listed in devices_queries.decided(call.session)
        ],
        "kinds": list(devices_words.KINDS.items()),
        "periods": list(devices_words.PERIOD_WORDS.items()),
        "done": _done(call),
        "may_approve": call.actor.holds(Role.ADMINISTRATOR),
    }
    return answers.html(call, "auth/devices_desk.html", status, **values)


def _done(call: Call) -> str:
    return _DONE.get(call.query.one("done"), "")


def _waiting(call: Call, listed: ListedDevice, form: ApprovalForm | None) -> dict[str, object]:
    """A request as the desk shows it, without the number, which the approver has to read or be told from the tablet."""
    device = listed.device
    period = Period.OPEN if device.kind == DeviceKind.ISSUED.value else Period.HALF_YEAR
    facts = facts_about(call, device)
    return {
        "id": device.id,
        "holder": listed.holder_words,
        "wish": devices_words.kind_words(device),
        "browser": words.browser_words(device.browser),
        "since": device.requested_at,
        "address": device.requested_from,
        "infected": [
            f"{each.name}　{each.serial}".strip()
            for each in devices_queries.infected_of(call.session, device.person_id or "")
        ],
        "former": _former(call, device, may_bind=call.may(Action.DEVICE_REBIND, facts)),
        "has_rules_unread": device.kind == DeviceKind.PERSONAL.value
        and devices_acts.has_rules_unread(call.session, device),
        "is_own": facts.is_own,
        "is_letter_issuer": facts.holder_has_power and facts.is_letter_issuer,
        "may_decide": device.is_intact and call.may(Action.DEVICE_APPROVE, facts),
        "form": form or ApprovalForm(name=device.name, kind=device.kind, period=period),
    }


def _former(call: Call, device: Device, *, may_bind: bool) -> dict[str, object] | None:
    """The device that this tablet was until its browser lost the key, and whether it may still be bound again."""
    former = call.session.get(Device, device.replaces_id or "")
    if former is None or not device.is_intact:
        return None
    used = rebinding.still_used(call.session, former, device)
    return {
        "name": former.name,
        "serial": former.serial,
        "kind": devices_words.kind_words(former),
        "period": devices_words.period_words(former),
        "seen": rebinding.last_use(call.session, former),
        "used": "" if used is None else used.sentence,
        "shown": rebinding.shown_mark(call.session, device, former),
        "can_bind": may_bind and used is None and rebinding.can_be_former(former, device.person_id or ""),
    }


def _acts(call: Call, device: Device) -> dict[str, bool]:
    """What this person may do about a device: stop it for a time or for good, or let it be used again."""
    facts = facts_about(call, device)
    may_stop = device.is_intact and call.may(Action.DEVICE_STOP, facts)
    may_resume = device.is_intact and call.may(Action.DEVICE_APPROVE, facts)
    return {
        "can_suspend": may_stop and device.state == DeviceState.APPROVED,
        "can_resume": may_resume and device.state == DeviceState.SUSPENDED,
        "can_revoke": may_stop and device.state != DeviceState.REVOKED,
    }


def _age(call: Call, device: Device) -> dict[str, bool]:
    """Whether the browser said, at the last sign-in, that it is older than the council lets in."""
    return {"is_old": falls_short(device.browser, call.standards.oldest_browsers) is not None}


def _row(listed: ListedDevice) -> dict[str, object]:
    device = listed.device
    tone, state = devices_words.state_of(device)
    return {
        "id": device.id,
        "name": device.name,
        "serial": device.serial,
        "holder": listed.holder_words,
        "kind": devices_words.kind_words(device),
        "is_personal": device.kind == DeviceKind.PERSONAL.value,
        "browser": words.browser_words(device.browser),
        "tone": tone,
        "state": state,
        "period": devices_words.period_words(device),
        "seen": device.last_seen_at,
        "in_sittings": device.chair_approved_at is not None,
        "is_whole": device.is_intact,
    }


def _may_approve(call: Call, device: Device) -> bool:
    return device.is_intact and call.may(Action.DEVICE_APPROVE, facts_about(call, device))


def _count_waiting(call: Call) -> int:
    return sum(_may_approve(call, listed.device) for listed in devices_queries.waiting(call.session))


DEVICES = Desk(
    "devices",
    "端末の承認",
    "/admin/devices",
    (Place.PEOPLE, Place.ACCOUNT),
    Action.DEVICE_DESK,
    _count_waiting,
    frozenset(
        {
            EventKind.DEVICE_REQUESTED,
            EventKind.DEVICE_APPROVED,
            EventKind.DEVICE_REFUSED,
            EventKind.DEVICE_REVOKED,
        }
    ),
    devices_queries.any_waiting(),
)
