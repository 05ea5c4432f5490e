"""Renewing the session, and asking for this device to be approved: what a person does on the device itself."""

from starlette.responses import Response

from app.auth import devices_renewal, sessions
from app.auth.devices_renewal import NothingToRenew, Proof, Renewed, Sender, SignThis
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
    proof = Proof(call.field("nonce")[:100], call.field("signature"))
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
    next_path = answers.own_path(call.request.query_params.get("next", "/"))
    if call.identity.viewer is not None:
        return answers.see_other(next_path)
    return answers.html(call, "auth/devices_renewal.html", next_path=next_path)
