"""The sign-in screens and signing out. Only translates between HTTP and the acts."""

from urllib.parse import quote

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.audit.notes import note
from app.audit.vocabulary import EventKind
from app.auth.attempts.errors import (
    DeviceStopped,
    NotAdmitted,
    PasskeyNeeded,
    PendingLapsed,
    SignInStopped,
    TooManyAttempts,
    TooManyCodes,
)
from app.auth.devices.admission import DeviceClaim
from app.auth.devices.forms import ClaimForm
from app.auth.factors.passkeys.requests import passkeys_here
from app.auth.sessions import acts as sessions
from app.auth.sessions import cookies
from app.auth.signin.code_step import give_code, read_pending
from app.auth.signin.forms import CodeForm, SignInForm
from app.auth.signin.opening import Opened
from app.auth.signin.password_step import Visitor, give_password
from app.web import answers
from app.web.call import Call

_WHY: dict[str, tuple[str, str]] = {
    "late": ("warn", PendingLapsed.sentence),
    "codes": ("stop", TooManyCodes.sentence),
    "passkey": ("stop", PasskeyNeeded.sentence),
    "closed": ("stop", NotAdmitted.sentence),
    "stopped": ("stop", DeviceStopped.sentence),
    "out": ("ok", "サインアウトしました。"),
}
"""Sentences a redirect may bring to the first step; anything else in the query says nothing."""


def show_signin(call: Call) -> Response:
    """The first step. Who is signed in and has nowhere to return to is taken home."""
    viewer = call.identity.viewer
    if viewer is not None and not call.query.has("next"):
        return answers.see_other("/")
    tone, sentence = _WHY.get(call.query.one("why"), ("", ""))
    form = SignInForm(login=viewer.login if viewer else "")
    return _first_step(call, form, next_path=answers.own_path(call.query.raw("next")), tone=tone, sentence=sentence)


def submit_signin(call: Call) -> Response:
    """ID and password."""
    form = SignInForm.read(call)
    if form.errors:
        return _first_step(call, form, 422, next_path=form.next)
    try:
        token = give_password(call.services, visitor(call), form.login, form.password, form.next)
    except SignInStopped as stopped:
        return _first_step(call, form, stopped.status, next_path=form.next, stopped=stopped)
    response = answers.see_other("/signin/code")
    settings = call.services.settings
    cookies.put(response, settings, cookies.pending_name(settings), token, cookies.PENDING_SECONDS)
    return response


def show_code(call: Call) -> Response:
    """The second step, while the first is fresh."""
    return _second_step(call)


def submit_code(call: Call) -> Response:
    """The code; then on to where the person was going, with a session of its own."""
    form = CodeForm.demand(call)
    try:
        opened = give_code(call.services, visitor(call), pending_token(call), form.code)
    except PendingLapsed as lapsed:
        return _back_to_first_step(call, lapsed)
    except PasskeyNeeded:
        return _drop_pending(call, answers.see_other("/signin?why=passkey"))
    except NotAdmitted:
        return _drop_pending(call, answers.see_other("/signin?why=closed"))
    except DeviceStopped:
        return _drop_pending(call, answers.see_other("/signin?why=stopped"))
    except SignInStopped as stopped:
        return _second_step(call, stopped)
    return keep_signed_in(call, answers.see_other(next_of(opened)), opened)


def next_of(opened: Opened) -> str:
    """Where a person goes on after signing in: from a device that nobody knows, to the request for it."""
    next_path = answers.own_path(opened.next_path)
    if opened.device is DeviceKind.UNKNOWN:
        return f"/devices/request?next={quote(next_path, safe='')}"
    return next_path


def keep_signed_in(call: Call, response: Response, opened: Opened) -> Response:
    """The cookies of whoever has just signed in, in whichever way."""
    settings = call.services.settings
    sessions.set_cookie(response, settings, opened.session_token)
    cookies.put(response, settings, cookies.known_name(settings), opened.known_token, cookies.KNOWN_SECONDS)
    return _drop_pending(call, response)


def sign_out(call: Call) -> Response:
    """End this session, and ask the browser to forget what it holds of this site (RFC 9110 redirect after the act)."""
    if sessions.end_session(call.session, call.viewer.session_id, "signed_out"):
        note(call.session, call.by, EventKind.SIGN_OUT)
    return signed_out(call)


def signed_out(call: Call) -> Response:
    """The answer to a browser that has just lost its session. Its own mark stays, and its device key (in storage)."""
    response = answers.see_other("/signin?why=out")
    sessions.clear_cookie(response, call.services.settings)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def visitor(call: Call) -> Visitor:
    """Who stands at the door. Raises BadInput."""
    settings, viewer, claim = call.services.settings, call.identity.viewer, ClaimForm.demand(call)
    return Visitor(
        address=call.address,
        browser=call.request.headers.get("user-agent", ""),
        claim=DeviceClaim(claim.device_key, claim.device_proof),
        known_token=cookies.read(call.request, cookies.known_name(settings)),
        former_session=(viewer.session_id, viewer.person_id) if viewer else None,
    )


def pending_token(call: Call) -> str:
    """The cookie of the sign-in in progress, "" without one."""
    return cookies.read(call.request, cookies.pending_name(call.services.settings))


def _drop_pending(call: Call, response: Response) -> Response:
    settings = call.services.settings
    cookies.drop(response, settings, cookies.pending_name(settings))
    return response


def _back_to_first_step(call: Call, lapsed: PendingLapsed) -> Response:
    why = "codes" if isinstance(lapsed, TooManyCodes) else "late"
    path = f"/signin?why={why}&next={quote(answers.own_path(lapsed.next_path), safe='')}"
    return _drop_pending(call, answers.see_other(path))


def _first_step(
    call: Call,
    form: SignInForm,
    status: int = 200,
    *,
    next_path: str,
    tone: str = "",
    sentence: str = "",
    stopped: SignInStopped | None = None,
) -> Response:
    values: dict[str, object] = {
        "form": form,
        "next_path": next_path,
        "tone": "stop" if stopped else tone,
        "sentence": stopped.sentence if stopped else sentence,
        "hint": stopped.hint if stopped else "",
        "passkeys_here": passkeys_here(call),
    }
    return _with_retry(answers.html(call, "auth/signin.html", status, **values), stopped)


def _second_step(call: Call, stopped: SignInStopped | None = None) -> Response:
    try:
        pending = read_pending(call.services, pending_token(call))
    except PendingLapsed as lapsed:
        return _back_to_first_step(call, lapsed)
    form = CodeForm()
    form.blame("code", f"{stopped.sentence}{stopped.hint}" if stopped else "")
    values = {
        "form": form,
        "next_path": pending.next_path,
        "device_nonce": pending.device_nonce,
        "takes_code": pending.takes_code,
        "has_keys": pending.has_keys and passkeys_here(call),
    }
    status = stopped.status if stopped else 200
    return _with_retry(answers.html(call, "auth/code.html", status, **values), stopped)


def _with_retry(response: Response, stopped: SignInStopped | None) -> Response:
    if isinstance(stopped, TooManyAttempts):
        response.headers["Retry-After"] = str(stopped.wait_seconds)
    elif stopped is not None and stopped.status == 503:
        response.headers["Retry-After"] = "10"
    return response
