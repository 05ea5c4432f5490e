"""Limits for what cannot be guessed (keys, letters' codes): they only keep a flood of junk from filling the ledger.

A right answer never asks for admission here, so nobody can shut a council out of its own hall by sending junk.
"""

from dataclasses import dataclass

from app.audit.append import record
from app.audit.vocabulary import Event
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import TooManyAttempts
from app.auth.attempts.limits import ADDRESS, ATTEMPTS_KEY, Attempt, FailureLimit
from app.services import Services


@dataclass(frozen=True)
class JunkAttempt(Attempt):
    """A wrong answer from an address, whoever's it may have been meant for."""

    def scopes(self) -> list[tuple[str, FailureLimit, str | None]]:
        """One counter an address and kind of answer."""
        return [(f"junk|{self.factor}|{attempts.network_of(self.address)}", ADDRESS, None)]


def record_refusal(services: Services, factor: str, event: Event) -> None:
    """Count a wrong answer and record it, unless this address has sent too many. Raises TooManyAttempts then."""
    attempt = JunkAttempt(factor, "", None, event.address or "")
    with services.database.write() as unit:
        verdict = attempts.charge(unit, services.keyring.derive(ATTEMPTS_KEY), attempt)
        if verdict.is_admitted or verdict.is_news:
            record(unit, event)
    if not verdict.is_admitted:
        raise TooManyAttempts(verdict.wait_seconds)
