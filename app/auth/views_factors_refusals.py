"""The record of a passkey that was not registered: each failing check under its own name."""

from app.audit.vocabulary import Event, Kind
from app.auth import strangers
from app.auth.factors_errors import KeyRefused
from app.web.call import Call


def record_key_refusal(call: Call, refused: KeyRefused, person_id: str) -> None:
    """Recorded durably before the person is told. Raises TooManyAttempts for a flood of them."""
    event = Event(
        Kind.FACTOR_REFUSED,
        actor_id=person_id,
        session_id=call.identity.session_id or None,
        address=call.address,
        detail={"cause": refused.cause, "factor": "key"},
    )
    strangers.record_refusal(call.services, "passkey", event)
