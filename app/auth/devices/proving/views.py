"""Views by which a device proves its key: the renewal by a script, and pages that do it before going on."""

from starlette.responses import Response

from app.access.reasons import Reason
from app.auth.devices.forms import RenewalForm
from app.auth.devices.proving import renewal as devices_renewal
from app.auth.devices.proving.renewal import NothingToRenew, RenewalProof, Renewed, Sender, SignThis
from app.auth.sessions import acts as sessions
from app.web import answers
from app.web.call import Call
from app.web.refusal import Refused, asking_screen, sent_by_page


def renew(call: Call) -> Response:
    """Take the device's proof from the page's script; a new cookie and the next nonce, as JSON.

    409: another nonce is the present one, and is to be signed. 401: this browser is not the session's device.
    """
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
    outcome = devices_renewal.renew(call.session, key, session_id=session_id, sender=sender, proof=proof)
    if isinstance(outcome, Renewed):
        due_in_seconds = call.standards.sessions.renew_seconds
        response: Response = answers.json({"nonce": outcome.nonce, "due_in_seconds": due_in_seconds})
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
    """The page shown in place of a screen while the device's proof is overdue; its script proves the key, goes on."""
    next_path = answers.own_path(call.query.raw("next"))
    if call.identity.viewer is not None:
        return answers.see_other(next_path)
    return answers.html(call, "auth/devices_renewal.html", next_path=next_path, path="", fields=[])


def prove_instead(refused: Refused) -> Response | None:
    """The same page in place of the error page, when a form was refused because the device has to prove its key first.

    The page holds what was typed, and sends it once the key is proven. None for every other refusal, for scripts, and
    for forms with files, which cannot travel in a page.
    """
    call = refused.call
    kept = None if refused.decision.reason is not Reason.RENEWAL else sent_by_page(call)
    if kept is None:
        return None
    with call.services.database.read() as unit:
        call.session = unit  # the request's own unit is over
        path, next_path = call.request.scope["path"], answers.own_path(asking_screen(call))
        values = {"next_path": next_path, "path": path, "fields": kept}
        return answers.html(call, "auth/devices_renewal.html", refused.status, **values)
