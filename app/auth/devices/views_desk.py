"""Deciding about devices: the administrator's desk, and the chair's word on personal ones in sittings."""

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices import standing as devices
from app.auth.devices import words as devices_words
from app.auth.devices.acts import Approval
from app.auth.devices.forms import ApprovalForm, EndingForm, SittingForm
from app.auth.devices.models import Device
from app.auth.devices.queries import ListedDevice
from app.auth.devices.words import Period
from app.auth.sessions import words
from app.members.people import offices_now
from app.web import answers
from app.web.call import Call

_DONE = {
    "approved": "端末を承認しました。端末の画面が変わり、使えるようになります。",
    "refused": "申請を承認しませんでした。",
    "suspended": "端末を一時停止しました。この端末の接続は終了しました。",
    "resumed": "一時停止を解除しました。端末でサインインすると使えます。",
    "revoked": "端末の登録を取り消しました。この端末の接続は終了しました。",
    "allowed": "会議での使用を認めました。",
    "disallowed": "会議での使用を取り消しました。",
}


def show_desk(call: Call) -> Response:
    """Requests with who, what, since when; then every device."""
    return _desk(call)


def approve(call: Call) -> Response:
    """Approve a request against the number on the tablet's screen; what was typed stays when something is missing."""
    device = call.loaded(Device)
    form = ApprovalForm.read(call)
    if form.errors:
        return _desk(call, form, status=422)
    expires_at = devices_words.end_of_period(form.period)
    approval = Approval(form.kind, form.number, form.name, form.serial, expires_at)
    wrong = devices_acts.approve(call.session, call.by, device, approval)
    if wrong is not None:
        form.blame("number", wrong.sentence)
        return _desk(call, form, status=wrong.status)
    return answers.see_other("/admin/devices?done=approved")


def refuse(call: Call) -> Response:
    """Do not approve."""
    devices_acts.refuse(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=refused")


def suspend(call: Call) -> Response:
    """Stop for now."""
    devices_acts.suspend(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=suspended")


def resume(call: Call) -> Response:
    """Let it go on."""
    devices_acts.resume(call.session, call.by, call.loaded(Device))
    return answers.see_other("/admin/devices?done=resumed")


def revoke(call: Call) -> Response:
    """End it for good: lost, returned, or no longer wanted."""
    because = EndingForm.demand(call).because or "revoked"
    devices_acts.revoke(call.session, call.by, call.loaded(Device), because=because)
    return answers.see_other("/admin/devices?done=revoked")


def show_sitting(call: Call) -> Response:
    """The personal devices in use, and whether each may be used while a sitting is on."""
    rows = [
        _row(listed) | {"is_own": listed.device.person_id == call.viewer.person_id}
        for listed in devices_queries.personal(call.session)
    ]
    return answers.html(call, "auth/devices_sitting.html", rows=rows, done=_done(call))


def decide_sitting(call: Call) -> Response:
    """The chair's word."""
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
        "rows": [_row(listed) for listed in devices_queries.decided(call.session)],
        "kinds": list(devices_words.KINDS.items()),
        "periods": list(devices_words.PERIOD_WORDS.items()),
        "done": _done(call),
        "may_approve": call.actor.holds(Role.ADMINISTRATOR),
    }
    return answers.html(call, "auth/devices_desk.html", status, **values)


def _done(call: Call) -> str:
    return _DONE.get(call.query.one("done"), "")


def _waiting(call: Call, listed: ListedDevice, form: ApprovalForm | None) -> dict[str, object]:
    """A request as the desk shows it. The number is not among it: it stands on the tablet alone."""
    device = listed.device
    period = Period.OPEN if device.kind == DeviceKind.ISSUED.value else Period.HALF_YEAR
    holder = device.person_id or ""
    of_administrator = Role.ADMINISTRATOR in offices_now(call.session, holder)
    may_decide = call.actor.holds(Role.ADMINISTRATOR) or (call.actor.holds(Role.CHAIR) and of_administrator)
    return {
        "id": device.id,
        "holder": listed.holder_words,
        "wish": devices_words.KINDS[device.kind],
        "browser": words.browser_words(device.browser),
        "since": device.requested_at,
        "address": device.requested_from,
        "is_own": device.person_id == call.viewer.person_id,
        "may_decide": may_decide,
        "form": form or ApprovalForm(name=device.name, kind=device.kind, period=period),
    }


def _row(listed: ListedDevice) -> dict[str, object]:
    device = listed.device
    tone, state = devices_words.state_of(device)
    return {
        "id": device.id,
        "name": device.name,
        "serial": device.serial,
        "holder": listed.holder_words,
        "kind": devices_words.KINDS[device.kind],
        "is_personal": device.kind == DeviceKind.PERSONAL.value,
        "browser": words.browser_words(device.browser),
        "tone": tone,
        "state": state,
        "period": devices_words.period_words(device),
        "seen": device.last_seen_at,
        "in_sittings": device.chair_approved_at is not None,
        "can_suspend": device.state == devices.APPROVED,
        "can_resume": device.state == devices.SUSPENDED,
        "can_revoke": device.state != devices.REVOKED,
    }
