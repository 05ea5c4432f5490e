"""Passkeys in requests: whether they work at this address, reading a script's answer, recording a refused one."""

from dataclasses import dataclass

from app.audit.notes import By, event
from app.audit.vocabulary import EventKind
from app.auth.attempts import junk as strangers
from app.auth.factors.errors import KeyRefused
from app.auth.factors.forms import KeyAnswerForm
from app.web.call import Call


@dataclass(frozen=True)
class KeyAnswer:
    """What the page's script sent: the challenge's id, and the browser's answer as JSON. Both unchecked."""

    untrusted_ceremony: str
    untrusted_json: str


def passkeys_here(call: Call) -> bool:
    """True when the request came to the host name that passkeys belong to (RP ID); an IP address never is one."""
    return bool(call.request.url.hostname == call.services.settings.rp_id)


def key_answer(call: Call) -> KeyAnswer:
    """The fields of the script's form. Raises BadInput when one is missing."""
    form = KeyAnswerForm.demand(call)
    return KeyAnswer(form.ceremony, form.credential)


def record_key_refusal(call: Call, refused: KeyRefused, person_id: str) -> None:
    """Record that a key was refused; committed before the person is told. Raises TooManyAttempts for a flood."""
    of_person = By.person(person_id, call.by.session_id, call.address)
    refusal = event(of_person, EventKind.FACTOR_REFUSED, cause=refused.cause, factor="key")
    strangers.record_refusal(call.services, "passkey", refusal)
