"""「予備機」: the tablets that the office holds ready, who asks for one, who has one until when; taking them back."""

from starlette.responses import Response

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.auth.devices import words as devices_words
from app.auth.devices.errors import BorrowerGone, TabletInfected
from app.auth.devices.facts import facts_about
from app.auth.devices.models import Device, DeviceState
from app.auth.devices.spares import acts, queries
from app.auth.devices.spares.forms import KeepForm, LendForm
from app.errors import AppError
from app.members.models import Person
from app.web import answers
from app.web.call import Call
from app.web.desks import Desk
from app.web.forms.form import Form
from app.web.navigation import Place

_SCREEN = "/admin/devices/spares"
_DONE = {
    "kept": "予備機にしました。この端末の接続は終了しました。",
    "lent": "貸しました。端末の画面が変わり、使えるようになります。",
    "back": "戻しました。この端末の接続は終了しました。",
    "all": "貸していた予備機を、すべて戻しました。",
}


def show(call: Call) -> Response:
    """The spares, and the issued devices that can be made one."""
    return _page(call)


def keep_ready(call: Call) -> Response:
    """Make a device a spare."""
    form = KeepForm.read(call)
    if form.errors:
        return _page(call, form, 422)
    acts.keep_ready(call.session, call.by, call.loaded(Device), serial=form.serial)
    return answers.see_other(f"{_SCREEN}?done=kept")


def lend(call: Call) -> Response:
    """Lend a spare by the number on its screen; a form with errors comes back."""
    form = LendForm.read(call)
    if form.errors:
        return _page(call, form, 422)
    wrong: AppError | None
    try:
        wrong = acts.lend(call.session, call.by, call.loaded(Device), form.number, until=form.until)
    except (TabletInfected, BorrowerGone) as refusal:
        wrong = refusal
    if wrong is not None:
        form.blame("number", wrong.sentence)
        return _page(call, form, wrong.status)
    return answers.see_other(f"{_SCREEN}?done=lent")


def take_back(call: Call) -> Response:
    """Take one back, or send away whoever asks for it."""
    device = call.loaded(Device)
    because = "refused" if device.state == DeviceState.REQUESTED else "desk"
    acts.take_back(call.session, call.by, device, because=because)
    return answers.see_other(f"{_SCREEN}?done=back")


def take_all_back(call: Call) -> Response:
    """The sitting is over."""
    acts.take_all_back(call.session, call.by)
    return answers.see_other(f"{_SCREEN}?done=all")


def _page(call: Call, form: Form | None = None, status: int = 200) -> Response:
    sent = call.subject.id if isinstance(call.subject, Device) else None
    listed = [_row(call, *each, form if each[0].id == sent else None) for each in queries.spares(call.session)]
    issued = [_issued(call, *each, form if each[0].id == sent else None) for each in queries.may_be_kept(call.session)]
    return answers.html(
        call,
        "auth/devices_spares.html",
        status,
        done=_DONE.get(call.query.one("done"), ""),
        waiting=[each for each in listed if each["is_asked_for"]],
        rows=listed,
        lent=sum(bool(each["is_lent"]) for each in listed),
        issued=[each for each in issued if each["may_keep"]],
        may_return=call.may(Action.DEVICE_STOP, facts_about(call, None)),
    )


def _row(call: Call, device: Device, person: Person | None, form: Form | None) -> dict[str, object]:
    facts = facts_about(call, device)
    tone, state = devices_words.state_of(device)
    return {
        "id": device.id,
        "name": device.name,
        "serial": device.serial,
        "holder": person.display_name if person else "",
        "since": device.requested_at,
        "tone": tone,
        "state": state,
        "until": device.expires_at,
        "seen": device.last_seen_at,
        "is_asked_for": device.state == DeviceState.REQUESTED,
        "is_lent": queries.is_lent(device),
        "may_lend": device.is_intact and call.may(Action.DEVICE_APPROVE, facts),
        "may_stop": device.is_intact and call.may(Action.DEVICE_STOP, facts) and device.state != DeviceState.REVOKED,
        "form": form or LendForm(),
    }


def _issued(call: Call, device: Device, person: Person | None, form: Form | None) -> dict[str, object]:
    return {
        "id": device.id,
        "words": f"{person.display_name if person else '共用'}　{device.name}",
        "may_keep": device.is_intact and call.may(Action.DEVICE_APPROVE, facts_about(call, device)),
        "form": form or KeepForm(serial=device.serial),
        "is_sent": form is not None,
    }


def _may_lend(call: Call, device: Device) -> bool:
    return device.is_intact and call.may(Action.DEVICE_APPROVE, facts_about(call, device))


def _count(call: Call) -> int:
    return sum(_may_lend(call, device) for device in queries.asked_for(call.session))


SPARES = Desk(
    "spares",
    "予備機を借りたい人",
    _SCREEN,
    (Place.PEOPLE, Place.ACCOUNT),
    Action.DEVICE_DESK,
    _count,
    frozenset({EventKind.DEVICE_REQUESTED, EventKind.DEVICE_SPARE, EventKind.DEVICE_REFUSED, EventKind.DEVICE_REVOKED}),
    queries.any_asked_for(),
)
