"""「サインインの方法」: a person's own password, authenticators, passkeys and recovery codes. Only translates."""

import io
from urllib.parse import quote

import segno
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.guard import FRESH_SECONDS
from app.audit.notes import note
from app.audit.vocabulary import EventKind
from app.auth.factors import acts as factors
from app.auth.factors import hashing, passwords
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.errors import CodesNotTwo, KeyRefused
from app.auth.factors.forms import KeptCodesForm, NewKeyForm, NewPasswordForm, TwoCodesForm
from app.auth.factors.passkeys import challenges
from app.auth.factors.passkeys import checks as security_keys_checks
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.challenges import ChallengePurpose
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.passkeys.requests import key_answer, passkeys_here, record_key_refusal
from app.auth.factors.totp import provisioning_uri
from app.errors import BadInput
from app.web import answers
from app.web.call import Call

_DONE = {
    "totp": "認証アプリを追加しました。",
    "key": "パスキーを追加しました。",
    "removed": "削除しました。",
    "password": "パスワードを変えました。",
    "recovery": "新しい回復コードが使えるようになりました。前のコードは使えません。",
}


def show(call: Call) -> Response:
    """The person's factors, each with what can be done about it."""
    return _page(call, NewPasswordForm())


def begin_totp(call: Call) -> Response:
    """Start setting up an authenticator; on to the page that asks for its two codes."""
    row = factors.start_totp(call.session, call.services, call.viewer.person_id)
    return answers.see_other(f"/account/factors/totp/{row.id}")


def show_totp(call: Call) -> Response:
    """The QR code, the same secret in letters, and the fields for two codes."""
    return _totp_page(call, TwoCodesForm())


def totp_picture(call: Call) -> Response:
    """The QR code as SVG; the content policy allows pictures from this site only."""
    row = factors.waiting_totp(call.session, call.viewer.person_id, call.path("totp"))
    return qr_code(call, factors.secret_of(call.services, row), call.viewer.login)


def confirm_totp(call: Call) -> Response:
    """Take the two codes; from then on the authenticator can be used to sign in."""
    row = factors.waiting_totp(call.session, call.viewer.person_id, call.path("totp"))
    form = TwoCodesForm.read(call)
    if form.errors:
        return _totp_page(call, form, 422)
    try:
        factors.confirm_totp(call.session, call.services, row, (form.first, form.second), form.name)
    except CodesNotTwo as wrong:
        form.take(wrong)
        if wrong.cause:
            note(call.session, call.by, EventKind.FACTOR_REFUSED, cause=wrong.cause, factor="totp")
        return _totp_page(call, form, 422, sentence="" if wrong.fields else wrong.sentence)
    factors.note_change(call.session, call.by, EventKind.FACTOR_ADDED, factor="totp", name=row.name)
    return answers.see_other("/account/factors?done=totp")


def remove_totp(call: Call) -> Response:
    """Remove an authenticator, unless it is the last factor beside the password."""
    name = factors.remove_totp(call.session, call.viewer.person_id, call.path("totp"))
    factors.note_change(call.session, call.by, EventKind.FACTOR_REMOVED, factor="totp", name=name)
    return answers.see_other("/account/factors?done=removed")


def begin_key(call: Call) -> Response:
    """JSON with which the page's script asks the browser for a new passkey (WebAuthn §5.4)."""
    viewer = call.viewer
    issued = challenges.issue(call.session, ChallengePurpose.ADD, viewer.session_id, call.address)
    options = security_keys.options_to_add(call.session, call.services, viewer.person_id, issued)
    return answers.json({"ceremony": issued.id, "options": options, "device_nonce": ""})


def add_key(call: Call) -> Response:
    """Take the passkey that the browser made. JSON: where to go on."""
    viewer, sent, name = call.viewer, key_answer(call), NewKeyForm.demand(call).name
    try:
        expected = challenges.take(
            call.services.database, sent.untrusted_ceremony, ChallengePurpose.ADD, viewer.session_id
        )
        parsed = security_keys_checks.read(sent.untrusted_json)
        with call.services.database.write() as unit:
            now = call.decide_again(unit)
            row = security_keys.add(
                unit,
                call.services,
                person_id=viewer.person_id,
                answer=parsed,
                challenge_hash=expected,
                name=name,
                is_confirmed=True,
            )
            factors.note_change(
                unit,
                now.by,
                EventKind.FACTOR_ADDED,
                factor="key",
                name=row.name,
                is_synchronised=row.is_backup_eligible,
            )
    except KeyRefused as refused:
        record_key_refusal(call, refused, viewer.person_id)
        raise
    return answers.json({"next": "/account/factors?done=key"})


def remove_key(call: Call) -> Response:
    """Remove a passkey, unless the person could then not sign in any more."""
    name = factors.remove_key(call.session, call.viewer.person_id, call.path("key"))
    factors.note_change(call.session, call.by, EventKind.FACTOR_REMOVED, factor="key", name=name)
    return answers.see_other("/account/factors?done=removed")


def change_password(call: Call) -> Response:
    """Change the password. It is hashed while no unit is open, since hashing may wait in line for seconds."""
    viewer, services, form = call.viewer, call.services, NewPasswordForm.read(call)
    council = services.settings.council
    try:
        form.must_hold()
        accepted = passwords.accept_new(form.password, login=viewer.login, forbidden=(council.name, council.short))
        factors.check_typed_twice(form.password, form.again)
    except BadInput as refused:
        form.take(refused)
        return _page(call, form, 422)
    argon2 = hashing.hash_password(services.keyring.derive(enrol.PEPPER), accepted)
    with services.database.write() as unit:
        now = call.decide_again(unit)
        enrol.store_hash(unit, viewer.person_id, argon2)
        factors.note_change(unit, now.by, EventKind.PASSWORD_CHANGED)
    return answers.see_other("/account/factors?done=password")


def make_recovery(call: Call) -> Response:
    """Make a new list of recovery codes; on to the page that shows it until it is confirmed."""
    viewer = call.viewer
    recovery.make(call.session, call.services.keyring, viewer.person_id, viewer.session_id)
    return answers.see_other("/account/factors/recovery")


def show_recovery(call: Call) -> Response:
    """The list that waits to be confirmed, the same each time; without one, back to the factors."""
    return _recovery_page(call, KeptCodesForm())


def confirm_recovery(call: Call) -> Response:
    """The new list is kept: it comes into force, and the former one is void. Hashed while no unit is open."""
    services, viewer, form = call.services, call.viewer, KeptCodesForm.read(call)
    if form.errors:
        return _recovery_page(call, form, 422)
    with services.database.read() as unit:
        codes = recovery.shown(unit, services.keyring, viewer.person_id, viewer.session_id)
    hashes = recovery.hashed(services.keyring, codes)
    with services.database.write() as unit:
        now = call.decide_again(unit)
        recovery.confirm(unit, viewer.person_id, hashes)
        factors.note_change(unit, now.by, EventKind.RECOVERY_MADE)
    return answers.see_other("/account/factors?done=recovery")


def qr_code(call: Call, secret: str, login: str) -> Response:
    """An authenticator's secret as a QR code, drawn here and kept nowhere."""
    uri = provisioning_uri(secret, login, f"議場 {call.services.settings.council.short}")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return Response(picture.getvalue(), media_type="image/svg+xml")


def _page(call: Call, form: NewPasswordForm, status: int = 200) -> Response:
    # A unit of its own: `change_password` runs without one, and shows this page when the form was wrong.
    with call.services.database.read() as unit:
        held = factors.of(unit, call.viewer.person_id)
        must_have_key = needs_passkey(unit, call.viewer.person_id)
    age = call.actor.strong_age_seconds
    done = _DONE.get(call.query.one("done"), "")
    values: dict[str, object] = {
        "held": held,
        "form": form,
        "new_key": NewKeyForm(),
        "done": done,
        "must_have_key": must_have_key,
        "may_change": call.may(Action.FACTOR_CHANGE),
        "can_remove_totp": len(held.totps) + len(held.keys) > 1,
        "can_remove_key": len(held.keys) > 1 or (bool(held.totps) and not must_have_key),
        "is_fresh": age is not None and age <= FRESH_SECONDS,
        "again_href": f"/signin/again?next={quote('/account/factors', safe='')}",
        "passkeys_here": passkeys_here(call),
        "rp_origin": call.services.settings.origins[0],
    }
    return answers.html(call, "auth/factors.html", status, **values)


def _recovery_page(call: Call, form: KeptCodesForm, status: int = 200) -> Response:
    # A unit of its own, as in `_page`.
    with call.services.database.read() as unit:
        codes = recovery.shown(unit, call.services.keyring, call.viewer.person_id, call.viewer.session_id)
    if not codes:
        return answers.see_other("/account/factors")
    return answers.html(call, "auth/factors_recovery.html", status, codes=codes, form=form, made_at=clock.now())


def _totp_page(call: Call, form: TwoCodesForm, status: int = 200, *, sentence: str = "") -> Response:
    row = factors.waiting_totp(call.session, call.viewer.person_id, call.path("totp"))
    values: dict[str, object] = {
        "picture": f"/account/factors/totp/{row.id}/qr.svg",
        "secret": factors.secret_of(call.services, row),
        "action": f"/account/factors/totp/{row.id}/confirm",
        "form": form,
        "sentence": sentence,
    }
    return answers.html(call, "auth/factors_totp.html", status, **values)
