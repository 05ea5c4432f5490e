"""Limits on wrong answers of kinds too long to guess (keys, letters' codes), so that a flood cannot fill the ledger.

Only wrong answers are counted, and right ones are accepted whatever the counters say: nobody can keep a council from
signing in by sending junk from its address.
"""

from dataclasses import dataclass

from app.audit.append import record
from app.audit.vocabulary import Event
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import TooManyAttempts
from app.auth.attempts.limits import ADDRESS, ATTEMPTS_KEY, Attempt, FailureLimit
from app.services import Services
from app.web.addresses import network_of


@dataclass(frozen=True)
class JunkAttempt(Attempt):
    """A wrong answer from an address. Whose key or code was meant does not matter."""

    def scopes(self) -> list[tuple[str, FailureLimit, str | None]]:
        """One counter for each address and kind of answer, kept under nobody's name."""
        return [(f"junk|{self.factor}|{network_of(self.address)}", ADDRESS, None)]


def record_refusal(services: Services, factor: str, event: Event) -> None:
    """Count a wrong answer of this kind (`factor`) and record `event`, in a unit of its own.

    Raises TooManyAttempts when the event's address has sent too many; then at most one a minute is recorded.
    """
    attempt = JunkAttempt(factor, "", None, event.address or "")
    with services.database.write() as unit:
        verdict = attempts.charge(unit, services.keyring.derive(ATTEMPTS_KEY), attempt)
        if verdict.is_admitted or verdict.is_news:
            record(unit, event)
    if not verdict.is_admitted:
        raise TooManyAttempts(verdict.wait_seconds)
