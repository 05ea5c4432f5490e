"""Decisions, which rules return: allowed or not, the reason, and duties. Values only; the rules are in `rules/`."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.access.reasons import Reason


class Duty(StrEnum):
    """What the service must do when it carries out an allowed request.

    RECORD: changes are committed together with a ledger record, and bytes of a paper leave only after theirs.
    MARK: pages carry the reader's name and code. NO_STORE: browser and proxies must not keep the answer. ENCRYPT: the
    PDF has a password. COUNT_USE: a use of the permit is counted in the commit that records it. NO_QUOTE: where
    words were found is told without the words around them.
    """

    RECORD = "record"
    MARK = "mark"
    NO_STORE = "no_store"
    COUNT_USE = "count_use"
    ENCRYPT = "encrypt"
    NO_QUOTE = "no_quote"


@dataclass(frozen=True)
class Decision:
    """A rule's answer. `clause`: the policy's clause that it rests on. `is_delegated`: allowed in the chair's place."""

    is_allowed: bool
    reason: Reason
    duties: frozenset[Duty] = field(default_factory=frozenset)
    clause: str = ""
    is_delegated: bool = False

    @property
    def can_be_allowed(self) -> bool:
        """Allowed now, or once the person has signed in afresh, or by passkey: what screens show buttons by."""
        return self.is_allowed or self.reason in {Reason.STALE, Reason.NEEDS_PASSKEY}


class Denied(Exception):
    """Raised by an act that asked the policy again under its locks, and was refused. The gate turns it into Refused."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason.value)
        self.decision = decision


def allow(clause: str, *duties: Duty) -> Decision:
    """An allowing decision by this clause, with the duty RECORD and further duties."""
    return Decision(True, Reason.ALLOWED, frozenset({Duty.RECORD, *duties}), clause)


def allow_unrecorded(clause: str, *duties: Duty) -> Decision:
    """An allowing decision whose changes need no record; a rule that returns it says why beside."""
    return Decision(True, Reason.ALLOWED, frozenset(duties), clause)


def deny(reason: Reason, clause: str = "") -> Decision:
    """A refusing decision; the refusal is recorded."""
    return Decision(False, reason, frozenset({Duty.RECORD}), clause)
