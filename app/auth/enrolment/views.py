"""Enrolling by letter or recovery code, page by page. Only translates."""

import contextlib
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.auth.attempts.errors import PendingLapsed, SignInStopped
from app.auth.enrolment import completion as enrolment_end
from app.auth.enrolment import steps as enrolment
from app.auth.enrolment.forms import LetterForm
from app.auth.enrolment.steps import RECOVERY, Progress
from app.auth.factors import acts as factors
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.errors import EnrolmentLapsed, KeyRefused
from app.auth.factors.forms import KeptCodesForm, NewPasswordForm, RecoveryCodeForm, TwoCodesForm
from app.auth.factors.models import TotpKey
from app.auth.factors.passkeys import challenges
from app.auth.factors.passkeys import checks as security_keys_checks
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.challenges import ChallengePurpose
from app.auth.factors.passkeys.requests import key_answer, passkeys_here, record_key_refusal
from app.auth.factors.views import qr_code
from app.auth.sessions import cookies
from app.auth.signin import pending as signin_pending
from app.auth.signin.views import keep_signed_in, next_of, pending_token, visitor
from app.errors import BadInput, NotFound
from app.web import answers
from app.web.call import Call

_STEPS = ["コード", "パスワード", "確認の方法", "回復コード"]


def show_code(call: Call) -> Response:
    """The page that asks for the letter's code. After the QR code its script takes the code from behind the #."""
    form = LetterForm()
    form.blame("code", EnrolmentLapsed.sentence if call.query.has("late") else "")
    return _code_page(call, form)


def submit_code(call: Call) -> Response:
    """Take the letter's code; on to the password with the cookie of the enrolment, or to where it was left."""
    form = LetterForm.read(call)
    if form.errors:
        return _code_page(call, form, 422)
    try:
        token = enrolment.open_letter(call.services, call.address, form.code, token=_token(call))
    except SignInStopped as stopped:
        form.blame("code", stopped.sentence)
        return _code_page(call, form, stopped.status)
    with call.services.database.read() as unit:
        progress = enrolment.read(unit, call.services, token)
    return _with_cookie(call, answers.see_other(f"/enrol/{progress.step}"), token)


def show_recovery(call: Call) -> Response:
    """The page that asks for a recovery code, after the password."""
    return _recovery_page(call, RecoveryCodeForm())


def submit_recovery(call: Call) -> Response:
    """Take the recovery code; on to the page on which a new factor is set up."""
    form = RecoveryCodeForm.demand(call)
    try:
        token = enrolment.open_recovery(call.services, visitor(call), pending_token(call), form.code)
    except PendingLapsed as lapsed:
        return answers.see_other(f"/signin?why=late&next={quote(answers.own_path(lapsed.next_path), safe='')}")
    except SignInStopped as stopped:
        form.blame("code", f"{stopped.sentence}{stopped.hint}")
        return _recovery_page(call, form, stopped.status)
    response = _with_cookie(call, answers.see_other("/enrol/factor"), token)
    cookies.drop(response, call.services.settings, cookies.pending_name(call.services.settings))
    return response


def show_password(call: Call) -> Response:
    """The page that asks for a new password."""
    return _step(call, "password") or _page(call, "enrol_password.html", form=NewPasswordForm())


def submit_password(call: Call) -> Response:
    """Take the new password."""
    form = NewPasswordForm.read(call)
    try:
        form.must_hold()
        factors.check_typed_twice(form.password, form.again)
        enrolment.choose_password(call.services, _token(call), form.password)
    except EnrolmentLapsed:
        return _back(call)
    except BadInput as refused:
        form.take(refused)
        return _page(call, "enrol_password.html", 422, form=form)
    return answers.see_other("/enrol/factor")


def show_factor(call: Call) -> Response:
    """The page on which the person chooses a passkey or an authenticator app."""
    return _step(call, "factor") or _factor_page(call)


def begin_totp(call: Call) -> Response:
    """Start an authenticator with a new secret; on to the page with its QR code."""
    with contextlib.suppress(EnrolmentLapsed):
        row = enrolment.row_of(call.session, call.services, _token(call))
        row.totp_id = factors.start_totp(call.session, call.services, row.person_id).id
        call.session.flush()
        return answers.see_other("/enrol/totp")
    return _back(call)


def show_totp(call: Call) -> Response:
    """The page with the QR code and the fields for two codes."""
    return _step(call, "factor") or _totp_page(call, TwoCodesForm())


def totp_picture(call: Call) -> Response:
    """The QR code as SVG."""
    row = _waiting_totp(call, call.session)
    login = enrolment.read(call.session, call.services, _token(call)).login
    return qr_code(call, factors.secret_of(call.services, row), login)


def submit_totp(call: Call) -> Response:
    """Take the two codes; on to the recovery codes."""
    form = TwoCodesForm.read(call)
    try:
        row = enrolment.row_of(call.session, call.services, _token(call))
        waiting = _waiting_totp(call, call.session)
        form.must_hold()
        factors.take_two_codes(call.session, call.services, waiting, form.first, form.second)
        enrolment.set_factor(call.session, call.services, row, "totp", waiting.id)
    except EnrolmentLapsed:
        return _back(call)
    except BadInput as wrong:
        form.take(wrong)
        return _totp_page(call, form, 422)
    return answers.see_other("/enrol/codes")


def begin_key(call: Call) -> Response:
    """JSON with which the page's script asks the browser for a new passkey (WebAuthn §5.4)."""
    row = enrolment.row_of(call.session, call.services, _token(call))
    issued = challenges.issue(call.session, ChallengePurpose.ENROL, row.id, call.address)
    options = security_keys.options_to_add(call.session, call.services, row.person_id, issued)
    return answers.json({"ceremony": issued.id, "options": options, "device_nonce": ""})


def add_key(call: Call) -> Response:
    """Take the passkey that the browser made; it can be used after the end of the enrolment. JSON: where to go on."""
    sent = key_answer(call)
    with call.services.database.read() as unit:
        row = enrolment.row_of(unit, call.services, _token(call))
    try:
        expected = challenges.take(call.services.database, sent.untrusted_ceremony, ChallengePurpose.ENROL, row.id)
        parsed = security_keys_checks.read(sent.untrusted_json)
        with call.services.database.write() as unit:
            key = security_keys.add(
                unit,
                call.services,
                person_id=row.person_id,
                answer=parsed,
                challenge_hash=expected,
                name="",
                is_confirmed=False,
            )
            now = enrolment.row_of(unit, call.services, _token(call))
            enrolment.set_factor(unit, call.services, now, "key", key.id)
    except KeyRefused as refused:
        record_key_refusal(call, refused, row.person_id)
        raise
    return answers.json({"next": "/enrol/codes"})


def show_codes(call: Call) -> Response:
    """The list of recovery codes, the same each time until the enrolment ends."""
    return _step(call, "codes") or _codes_page(call, KeptCodesForm())


def make_codes(call: Call) -> Response:
    """Make another list in place of the one on the screen, and say so."""
    try:
        row = enrolment.row_of(call.session, call.services, _token(call))
    except EnrolmentLapsed:
        return _back(call)
    recovery.make(call.session, call.services.keyring, row.person_id, row.id)
    return answers.see_other("/enrol/codes?new")


def finish(call: Call) -> Response:
    """The codes are kept: all that was set up comes into force, and the person is signed in."""
    form = KeptCodesForm.read(call)
    try:
        form.must_hold()
        opened = enrolment_end.finish(call.services, visitor(call), _token(call))
    except EnrolmentLapsed:
        with call.services.database.read() as unit:
            path = enrolment.finished_path(unit, call.services, _token(call))
        # The button was pressed twice: the first press has signed this browser in.
        return _back(call) if path is None else _without_cookie(call, answers.see_other(path))
    except (SignInStopped, BadInput) as stopped:
        form.blame("kept", stopped.sentence)
        return _codes_page(call, form, stopped.status)
    if opened is None:
        return _without_cookie(call, answers.html(call, "auth/enrol_done.html"))
    return _without_cookie(call, keep_signed_in(call, answers.see_other(next_of(opened)), opened))


def _name(call: Call) -> str:
    return f"{call.services.settings.cookie_name}-enrol"


def _token(call: Call) -> str:
    return cookies.read(call.request, _name(call))


def _with_cookie(call: Call, response: Response, token: str) -> Response:
    cookies.put(response, call.services.settings, _name(call), token, enrolment.SECONDS)
    return response


def _without_cookie(call: Call, response: Response) -> Response:
    cookies.drop(response, call.services.settings, _name(call))
    return response


def _back(call: Call) -> Response:
    return _without_cookie(call, answers.see_other("/enrol?late"))


def _progress(call: Call) -> Progress:
    with call.services.database.read() as unit:
        return enrolment.read(unit, call.services, _token(call))


def _step(call: Call, wanted: str) -> Response | None:
    """The redirect to the step that comes next, when the page of `wanted` may not be shown yet; None when it may.

    A step that is done may be opened again until the end, but there is no password step after a recovery code.
    """
    order = ["password", "factor", "codes"]
    try:
        progress = _progress(call)
    except EnrolmentLapsed:
        return _back(call)
    is_out_of_place = order.index(wanted) > order.index(progress.step) or (
        wanted == "password" and progress.purpose == RECOVERY
    )
    return answers.see_other(f"/enrol/{progress.step}") if is_out_of_place else None


def _waiting_totp(call: Call, unit: Session) -> TotpKey:
    row = enrolment.row_of(unit, call.services, _token(call))
    if row.totp_id is None:
        raise NotFound(cause="no authenticator being set up")
    return factors.waiting_totp(unit, row.person_id, row.totp_id)


def _code_page(call: Call, form: LetterForm, status: int = 200) -> Response:
    return answers.html(call, "auth/enrol.html", status, form=form, steps=_STEPS)


def _recovery_page(call: Call, form: RecoveryCodeForm, status: int = 200) -> Response:
    try:
        with call.services.database.read() as unit:
            signin_pending.read(unit, call.services, pending_token(call))
    except PendingLapsed as lapsed:
        return answers.see_other(f"/signin?why=late&next={quote(answers.own_path(lapsed.next_path), safe='')}")
    return answers.html(call, "auth/recovery.html", status, form=form)


def _factor_page(call: Call) -> Response:
    return _page(call, "enrol_factor.html", passkeys_here=passkeys_here(call))


def _totp_page(call: Call, form: TwoCodesForm, status: int = 200) -> Response:
    with call.services.database.read() as unit:
        try:
            secret = factors.secret_of(call.services, _waiting_totp(call, unit))
        except NotFound:
            return answers.see_other("/enrol/factor")
    return _page(call, "enrol_totp.html", status, secret=secret, form=form)


def _codes_page(call: Call, form: KeptCodesForm, status: int = 200) -> Response:
    try:
        with call.services.database.read() as unit:
            row = enrolment.row_of(unit, call.services, _token(call))
            codes = recovery.shown(unit, call.services.keyring, row.person_id, row.id)
    except EnrolmentLapsed:
        return _back(call)
    is_new = call.query.has("new")
    return _page(call, "enrol_codes.html", status, codes=codes, is_new=is_new, form=form, made_at=clock.now())


def _page(call: Call, template: str, status: int = 200, **values: object) -> Response:
    try:
        progress = _progress(call)
    except EnrolmentLapsed:
        return _back(call)
    names = _STEPS[2:] if progress.purpose == RECOVERY else _STEPS
    return answers.html(call, f"auth/{template}", status, progress=progress, steps=names, **values)
