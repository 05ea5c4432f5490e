"""Signing in with passkeys and security keys: addresses that the page's script calls, answered in JSON."""

import secrets

from starlette.responses import Response

from app.auth.factors.passkeys.requests import key_answer
from app.auth.sessions import acts as sessions
from app.auth.sessions import cookies
from app.auth.signin import passkey_step as signin_passkey
from app.auth.signin.forms import PasskeyForm
from app.auth.signin.views import keep_signed_in, next_of, pending_token, visitor
from app.web import answers
from app.web.call import Call

_CEREMONY_SECONDS = 5 * 60


def begin_passkey(call: Call) -> Response:
    """A challenge that any passkey may answer. A cookie binds it to this browser, since nobody is signed in yet."""
    settings = call.services.settings
    token = secrets.token_urlsafe(32)
    holder = sessions.token_hash(call.services.session_key, token)
    ceremony = signin_passkey.begin_passkey(call.services, holder, call.address)
    response = answers.json(ceremony.as_json())
    cookies.put(response, settings, _ceremony_name(call), token, _CEREMONY_SECONDS)
    return response


def submit_passkey(call: Call) -> Response:
    """Take the passkey's answer and open the session. JSON: where to go on."""
    token = cookies.read(call.request, _ceremony_name(call))
    holder = sessions.token_hash(call.services.session_key, token)
    next_path = PasskeyForm.read(call).next
    opened = signin_passkey.give_passkey(call.services, visitor(call), holder, key_answer(call), next_path)
    response = keep_signed_in(call, answers.json({"next": next_of(opened)}), opened)
    cookies.drop(response, call.services.settings, _ceremony_name(call))
    return response


def begin_key(call: Call) -> Response:
    """A challenge for the keys of the person whose password was right."""
    return answers.json(signin_passkey.begin_key(call.services, pending_token(call), call.address).as_json())


def submit_key(call: Call) -> Response:
    """Take the key's answer after the password and open the session. JSON: where to go on."""
    opened = signin_passkey.give_key(call.services, visitor(call), pending_token(call), key_answer(call))
    return keep_signed_in(call, answers.json({"next": next_of(opened)}), opened)


def _ceremony_name(call: Call) -> str:
    return f"{call.services.settings.cookie_name}-ceremony"
