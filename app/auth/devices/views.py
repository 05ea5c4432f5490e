"""Renewing the session, and asking for this device to be approved: what a person does on the device itself."""

from urllib.parse import quote

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices import standing as devices
from app.auth.devices.errors import NoDeviceKey
from app.auth.devices.forms import DeviceRequestForm, RenewalForm, WithdrawRequestForm
from app.auth.devices.models import Device
from app.auth.devices.proving import renewal as devices_renewal
from app.auth.devices.proving.renewal import NothingToRenew, RenewalProof, Renewed, Sender, SignThis
from app.auth.sessions import acts as sessions
from app.auth.sessions import words
from app.errors import NotFound
from app.web import answers
from app.web.call import Call


def renew(call: Call) -> Response:
    """The device's script proves its key. 409 names another nonce to sign; 401 says that this is not the device."""
    settings, request = call.services.settings, call.request
    key = call.services.session_key
    sender = Sender(
        sessions.token_hash(key, request.cookies.get(settings.cookie_name, "")[:100]),
        call.address,
        request.headers.get("user-agent", ""),
    )
    form = RenewalForm.demand(call)
    proof = RenewalProof(form.nonce[:100], form.signature)
    session_id = call.identity.session_id
    outcome = devices_renewal.renew(call.session, settings, key, session_id=session_id, sender=sender, proof=proof)
    if isinstance(outcome, Renewed):
        response: Response = answers.json({"nonce": outcome.nonce, "due_in_seconds": settings.sessions.renew_seconds})
        sessions.set_cookie(response, settings, outcome.token)
        return response
    if isinstance(outcome, SignThis):
        return answers.json({"nonce": outcome.nonce}, 409)
    if isinstance(outcome, NothingToRenew):
        return answers.json({"nonce": None})
    return answers.json(
        {
            "code": "A412",
            "sentence": "この端末では続けられません。もう一度サインインしてください。",
            "action_href": "/signin",
            "action_label": "もう一度サインインする",
        },
        401,
    )


def show_renewal(call: Call) -> Response:
    """Where a link leads whose device proof is overdue: the script proves the key and goes on to `next`."""
    next_path = answers.own_path(call.query.raw("next"))
    if call.identity.viewer is not None:
        return answers.see_other(next_path)
    return answers.html(call, "auth/devices_renewal.html", next_path=next_path)


def show_request(call: Call) -> Response:
    """「この端末はまだ登録されていません」: the request, or the number to compare while it waits."""
    next_path = answers.own_path(call.query.raw("next"))
    if call.actor.device is not DeviceKind.UNKNOWN:
        return answers.see_other(next_path)
    return _request_page(call, next_path)


def submit_request(call: Call) -> Response:
    """Ask for this device to be approved."""
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    if device is None:
        raise NoDeviceKey(cause="session without device")
    form = DeviceRequestForm.read(call)
    if form.errors:
        return _request_page(call, form.next, form, status=422)
    devices_acts.ask(call.session, call.by, device, name=form.name, kind=form.kind)
    return answers.see_other(f"/devices/request?next={quote(form.next, safe='')}")


def withdraw_request(call: Call) -> Response:
    """Take the request back, to ask again with another name."""
    next_path = WithdrawRequestForm.read(call).next
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    if device is not None:
        devices_acts.withdraw(call.session, call.by, device)
    return answers.see_other(f"/devices/request?next={quote(next_path, safe='')}")


def request_state(call: Call) -> Response:
    """What the waiting screen asks again and again: has anything changed?"""
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    number = device.match_number if device is not None else ""
    state = device.state if device is not None else "none"
    return answers.json({"state": state, "number": number, "counts_as": call.actor.device.value})


def report_lost(call: Call) -> Response:
    """「なくした」: one of the person's own devices ends at once, everywhere. Another's does not exist."""
    device = call.loaded(Device)
    if device.person_id != call.viewer.person_id:
        raise NotFound(cause="device of somebody else")
    devices_acts.revoke(call.session, call.by, device, because="lost")
    return answers.see_other("/account?lost=1")


def _request_page(call: Call, next_path: str, form: DeviceRequestForm | None = None, *, status: int = 200) -> Response:
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    is_own = device is not None and (device.person_id == call.viewer.person_id or device.state == devices.SEEN)
    browser = words.browser_words(call.request.headers.get("user-agent", ""))
    return answers.html(
        call,
        "auth/devices_request.html",
        status,
        device=device if is_own else None,
        is_of_somebody_else=device is not None and not is_own,
        is_waiting=is_own and device is not None and device.state == devices.REQUESTED,
        form=form or DeviceRequestForm(name=(device.name if device is not None and is_own else "") or browser),
        next_path=next_path,
    )
