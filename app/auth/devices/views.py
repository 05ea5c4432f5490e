"""Views on the device itself: asking for its approval."""

from urllib.parse import quote

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices.errors import NoDeviceKey
from app.auth.devices.forms import BindAgainForm, DeviceRequestForm, WithdrawRequestForm
from app.auth.devices.models import SPARE, Device, DeviceState
from app.auth.devices.proving import rebinding
from app.auth.devices.spares import acts as spares_acts
from app.auth.devices.spares.queries import may_be_borrowed
from app.auth.sessions import words
from app.errors import AppError, NextStep, NotFound
from app.rulebook.queries import owed_before_personal
from app.web import answers
from app.web.call import Call


def show_request(call: Call) -> Response:
    """「この端末はまだ登録されていません」: the request, or the number to compare while it waits."""
    next_path = answers.own_path(call.query.raw("next"))
    if call.actor.device is not DeviceKind.UNKNOWN:
        return answers.see_other(next_path)
    return _request_page(call, next_path)


def submit_request(call: Call) -> Response:
    """Ask for this device to be approved. Raises NoDeviceKey when the session has no device."""
    device = devices_queries.of_session(call.session, call.viewer.session_id, locked=True)
    if device is None:
        raise NoDeviceKey(cause="session without device")
    if device.kind == SPARE:
        spares_acts.ask_to_borrow(call.session, call.by, device)
        return answers.see_other(f"/devices/request?next={quote(DeviceRequestForm.read(call).next, safe='')}")
    form = DeviceRequestForm.read(call)
    if form.errors:
        return _request_page(call, form.next, form, status=422)
    devices_acts.ask(call.session, call.by, device, name=form.name, kind=form.kind)
    return answers.see_other(f"/devices/request?next={quote(form.next, safe='')}")


def submit_again(call: Call) -> Response:
    """Ask for this tablet to be known by its new key. Raises NoDeviceKey when the session has no device."""
    device = devices_queries.of_session(call.session, call.viewer.session_id, locked=True)
    if device is None:
        raise NoDeviceKey(cause="session without device")
    form = BindAgainForm.demand(call)
    try:
        devices_acts.ask_again(call.session, call.by, device, form.former, browser=_browser(call))
    except AppError as error:
        error.next_step = NextStep("/devices/request", "登録の画面に戻る")
        raise
    return answers.see_other(f"/devices/request?next={quote(form.next, safe='')}")


def withdraw_request(call: Call) -> Response:
    """Take the request back, to ask again with another name."""
    next_path = WithdrawRequestForm.read(call).next
    device = devices_queries.of_session(call.session, call.viewer.session_id, locked=True)
    if device is not None:
        devices_acts.withdraw(call.session, call.by, device)
    return answers.see_other(f"/devices/request?next={quote(next_path, safe='')}")


def request_state(call: Call) -> Response:
    """JSON that the waiting screen's script asks for every few seconds, to see whether the request was decided."""
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    number = device.match_number if device is not None else ""
    state = device.state if device is not None else "none"
    return answers.json({"state": state, "number": number, "counts_as": call.actor.device.value})


def report_lost(call: Call) -> Response:
    """「なくした」: revoke one of the person's own devices, whose sessions all end at once.

    Somebody else's device is answered as one that does not exist.
    """
    device = call.loaded(Device)
    if device.person_id != call.viewer.person_id:
        raise NotFound(cause="device of somebody else")
    devices_acts.revoke(call.session, call.by, device, because="lost")
    return answers.see_other("/account?lost=1")


def _request_page(call: Call, next_path: str, form: DeviceRequestForm | None = None, *, status: int = 200) -> Response:
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    is_own = device is not None and (device.person_id == call.viewer.person_id or device.state == DeviceState.SEEN)
    is_waiting = is_own and device is not None and device.state == DeviceState.REQUESTED
    browser = words.browser_words(_browser(call))
    formers = rebinding.formers(call.session, call.viewer.person_id, device, browser=_browser(call)) if device else ()
    return answers.html(
        call,
        "auth/devices_request.html",
        status,
        device=device if is_own else None,
        can_borrow=device is not None and not is_waiting and may_be_borrowed(device),
        is_of_somebody_else=device is not None and not is_own,
        is_waiting=is_waiting,
        form=form or DeviceRequestForm(name=(device.name if device is not None and is_own else "") or browser),
        next_path=next_path,
        owed=owed_before_personal(call.session, call.viewer.person_id, call.actor.roles),
        formers=formers if is_own else (),
        has_passkey=call.actor.is_phishing_resistant,
        approvers=devices_queries.approver_words(call.actor.roles),
    )


def _browser(call: Call) -> str:
    return call.request.headers.get("user-agent", "")
