"""What requests say about passkeys: whether this address takes them, what a script answered, what was refused."""

from dataclasses import dataclass

from app.audit.notes import By, event
from app.audit.vocabulary import EventKind
from app.auth.attempts import junk as strangers
from app.auth.factors.errors import KeyRefused
from app.auth.factors.forms import KeyAnswerForm
from app.web.call import Call


@dataclass(frozen=True)
class KeyAnswer:
    """What the script sent back. Untrusted."""

    untrusted_ceremony: str
    untrusted_json: str


def passkeys_here(call: Call) -> bool:
    """True when this address is the one that passkeys answer to (an IP address never is)."""
    return bool(call.request.url.hostname == call.services.settings.rp_id)


def key_answer(call: Call) -> KeyAnswer:
    """What the script sent. Untrusted. Raises BadInput."""
    form = KeyAnswerForm.demand(call)
    return KeyAnswer(form.ceremony, form.credential)


def record_key_refusal(call: Call, refused: KeyRefused, person_id: str) -> None:
    """Recorded durably before the person is told. Raises TooManyAttempts for a flood of them."""
    of_person = By.person(person_id, call.by.session_id, call.address)
    refusal = event(of_person, EventKind.FACTOR_REFUSED, cause=refused.cause, factor="key")
    strangers.record_refusal(call.services, "passkey", refusal)
