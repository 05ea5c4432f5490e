"""The sign-in screens and signing out. Only translates between HTTP and the acts."""

from urllib.parse import quote

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.auth.attempts.errors import (
    AllStopped,
    BrowserTooOld,
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
from app.auth.sessions import cookies, ending
from app.auth.signin.code_step import give_code, read_pending
from app.auth.signin.forms import CodeForm, SignInForm
from app.auth.signin.opening import Opened
from app.auth.signin.password_step import Visitor, give_password
from app.web import answers
from app.web.call import Call

_WHY_OF: dict[type[SignInStopped], str] = {
    PasskeyNeeded: "passkey",
    NotAdmitted: "closed",
    DeviceStopped: "stopped",
    AllStopped: "halted",
    BrowserTooOld: "old",
}
"""Why both factors did not open a session, as the first step's address names it."""

_WHY: dict[str, tuple[str, str]] = {
    "late": ("warn", PendingLapsed.sentence),
    "codes": ("stop", TooManyCodes.sentence),
    **{why: ("stop", cause.sentence) for cause, why in _WHY_OF.items()},
    "out": ("ok", "サインアウトしました。"),
    "infected": (
        "stop",
        "この端末を止め、議長と議会事務局長に知らせました。電源を切らずにネットワークから外し、議会事務局に渡してください。",
    ),
}
"""Sentences that the first step may show after a redirect, by the query's `why`; any other value shows none.

Only these words can be shown, so that a link cannot put a sentence of its own on the sign-in screen.
"""


def show_signin(call: Call) -> Response:
    """The first step's page. Somebody who is signed in already is led to the first screen, unless `next` is given.

    Browsers keep the session's cookie (SameSite=Strict) from requests that follow another site's link, redirects
    included. So the first answer to such a request is a page of ours that asks once more, by GET and with `asked`: who
    is signed in is then led on to `next`, and nobody is asked a third time.
    """
    viewer, next_path = call.identity.viewer, answers.own_path(call.query.raw("next"))
    was_asked = call.query.has("asked")
    if was_asked and (viewer is not None or call.actor.needs_renewal):
        return answers.see_other(next_path)
    if viewer is not None and not call.query.has("next"):
        return answers.see_other("/")
    if not was_asked and not call.identity.session_id and _may_lack_its_cookie(call):
        why = quote(call.query.one("why"), safe="")
        href = f"/signin?asked&next={quote(next_path, safe='')}{f'&why={why}' if why else ''}"
        return answers.html(call, "auth/signin_asked.html", href=href)
    tone, sentence = _WHY.get(call.query.one("why"), ("", ""))
    form = SignInForm(login=viewer.login if viewer else "")
    return _first_step(call, form, next_path=next_path, tone=tone, sentence=sentence)


def _may_lack_its_cookie(call: Call) -> bool:
    """True for a page that another site's link led to, and where the browser does not say (Safari before 16.4)."""
    return call.request.headers.get("sec-fetch-site", "") not in {"same-origin", "none"}


def submit_signin(call: Call) -> Response:
    """Take ID and password; on to the second step, with the cookie of the sign-in in progress."""
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
    """The second step's page; back to the first step when no sign-in is in progress."""
    return _second_step(call)


def submit_code(call: Call) -> Response:
    """Take the code, open the session, and lead on to where the person was going."""
    form = CodeForm.demand(call)
    try:
        opened = give_code(call.services, visitor(call), pending_token(call), form.code)
    except PendingLapsed as lapsed:
        return _back_to_first_step(call, lapsed)
    except (PasskeyNeeded, NotAdmitted, DeviceStopped, BrowserTooOld, AllStopped) as stopped:
        return _drop_pending(call, answers.see_other(f"/signin?why={_WHY_OF[type(stopped)]}"))
    except SignInStopped as stopped:
        return _second_step(call, stopped)
    return keep_signed_in(call, answers.see_other(next_of(opened)), opened)


def next_of(opened: Opened) -> str:
    """Where to go after signing in: to `next_path`, but from an unknown device to the request for its approval.

    With an old browser to the notice of that first.
    """
    next_path = answers.own_path(opened.next_path)
    if opened.device is DeviceKind.UNKNOWN:
        next_path = f"/devices/request?next={quote(next_path, safe='')}"
    return f"/signin/browser?next={quote(next_path, safe='')}" if opened.is_old else next_path


def keep_signed_in(call: Call, response: Response, opened: Opened) -> Response:
    """Put the session's cookie and the browser's cookie on the response, after any way of signing in."""
    settings = call.services.settings
    sessions.set_cookie(response, settings, opened.session_token)
    cookies.put(response, settings, cookies.known_name(settings), opened.known_token, cookies.KNOWN_SECONDS)
    return _drop_pending(call, response)


def sign_out(call: Call) -> Response:
    """End this session, and ask the browser to empty its cache of this site."""
    ending.sign_out(call.session, call.by, call.viewer.session_id)
    return signed_out(call)


def signed_out(call: Call, why: str = "out") -> Response:
    """The answer to a browser whose session has just ended: the cookie is dropped and the cache of pages emptied.

    `why`: what the sign-in screen says of it, as its address names it.

    "cookies" and "storage" are left out of Clear-Site-Data: the browser stays known, and the device's key is kept in
    its storage; without it the device would have to be approved again.
    """
    response = answers.see_other(f"/signin?why={why}")
    sessions.clear_cookie(response, call.services.settings)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def visitor(call: Call) -> Visitor:
    """What this request shows of the person who signs in. Raises BadInput."""
    settings, viewer, claim = call.services.settings, call.identity.viewer, ClaimForm.demand(call)
    return Visitor(
        address=call.address,
        browser=call.request.headers.get("user-agent", ""),
        claim=DeviceClaim(claim.device_key, claim.device_proof),
        known_token=cookies.read(call.request, cookies.known_name(settings)),
        former_session=(viewer.session_id, viewer.person_id) if viewer else None,
    )


def pending_token(call: Call) -> str:
    """The token in the cookie of the sign-in in progress, "" without one. Unchecked."""
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
