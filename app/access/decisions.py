"""What a rule answers: allowed or not, why, on which duties. Values only; who may do what stands in `rules/`."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.access.reasons import Reason


class Duty(StrEnum):
    """What an allowed request obliges the service to.

    RECORD: what it changes is in the ledger with the same commit, and bytes of a paper before they leave.
    MARK: pages carry the reader's name and code. NO_STORE: nobody on the way keeps the answer. ENCRYPT: the PDF opens
    with a password only. COUNT_USE: a use of the permit is counted in the commit that records it.
    """

    RECORD = "record"
    MARK = "mark"
    NO_STORE = "no_store"
    COUNT_USE = "count_use"
    ENCRYPT = "encrypt"


@dataclass(frozen=True)
class Decision:
    """The answer: allowed or not, why, on which duties, on which clause. `is_delegated`: in the chair's place."""

    is_allowed: bool
    reason: Reason
    duties: frozenset[Duty] = field(default_factory=frozenset)
    clause: str = ""
    is_delegated: bool = False


class Denied(Exception):
    """An act asked the policy once more, under its locks, and was told no. The gate makes a refusal of it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason.value)
        self.decision = decision


def allow(clause: str, *duties: Duty) -> Decision:
    """Yes, by this clause. What it changes, and what of a paper it sends, leaves a record."""
    return Decision(True, Reason.ALLOWED, frozenset({Duty.RECORD, *duties}), clause)


def allow_unrecorded(clause: str, *duties: Duty) -> Decision:
    """Yes, and what it changes needs no record. The rule that says so says why."""
    return Decision(True, Reason.ALLOWED, frozenset(duties), clause)


def deny(reason: Reason, clause: str = "") -> Decision:
    """No, and the refusal is recorded."""
    return Decision(False, reason, frozenset({Duty.RECORD}), clause)
