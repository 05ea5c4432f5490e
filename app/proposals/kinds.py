"""A kind of act of two persons as its domain declares it: data, and functions that get the unit they run in.

Whoever asks is recorded and changes nothing. Whoever confirms is judged by the access policy, under a lock, with facts
of that moment, and what was asked for happens in the same unit of work or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, Protocol

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.decisions import Decision
from app.access.facts import Actor, Facts
from app.access.policy import decide
from app.access.table import HandlingTable
from app.audit.notes import By, Detail, RecordSubject
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.jobs.payloads import Payload, check_type, pack, unpack
from app.proposals.models import Proposal

NAME_LIMIT = 32


class ProposalState(StrEnum):
    """Where a proposal stands; the value stands in the table and in the records of those kinds that say it."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Proposed(Generic[Payload]):
    """What was asked for: about what, what exactly, why, by whom and when."""

    id: str
    subject: str
    payload: Payload
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class ProposalStep:
    """A step to be recorded: the state that begins, and the reason that was given for it."""

    state: ProposalState
    reason: str


@dataclass(frozen=True)
class ProposalNote:
    """How a step stands in the ledger."""

    kind: EventKind
    about: RecordSubject
    detail: Detail


@dataclass(frozen=True)
class ShownProposal:
    """What the second person reads before deciding: about whom or what, and what will be different."""

    about: str
    change: str


@dataclass(frozen=True)
class ProposalErrors:
    """What people are told: one is open already, it was decided before, what it was about has changed or gone."""

    open: Callable[[], AppError]
    decided: Callable[[], AppError]
    stale: Callable[[], AppError]


class AnyProposalKind(Protocol):
    """A kind, whatever its payload: what lists of all kinds need of it. `row` is one of its own."""

    @property
    def name(self) -> str:
        """At most 32 characters; it stands in the rows, so it never changes its meaning."""

    @property
    def errors(self) -> ProposalErrors:
        """What people are told when it cannot be asked for or decided."""

    def judge(self, session: Session, actor: Actor, row: Proposal, table: HandlingTable) -> Decision:
        """May this person confirm or refuse it, at this moment?"""

    def look(self, session: Session, row: Proposal) -> ShownProposal:
        """What the second person reads before deciding."""

    def note(self, session: Session, row: Proposal, step: ProposalStep) -> ProposalNote:
        """The record of a step."""

    def lock_subject(self, session: Session, subject: str) -> None:
        """What is done to the subject comes one after the other from here to the unit's end."""

    def is_overtaken(self, session: Session, row: Proposal) -> bool:
        """True when what it was about has changed or gone, or whoever asked may not ask any more."""


@dataclass(frozen=True)
class ProposalKind(Generic[Payload]):
    """One kind.

    `confirms`: the action that the second person needs; its rule stands in `app/access/rules`, and refuses the asker.
    `facts`: what that rule looks at, for this person, now.
    `lock`: locks the subject's row, the same that other acts on it lock first; finds nothing when it is gone.
    `is_stale`: the subject is no longer as it was when this was asked for, or it is gone.
    `effect`: what was asked for, in the unit that decides. `on_refusal`: for what holds from the asking on, and ends
    with the second person's no; such a kind neither expires nor is withdrawn, since one person would undo it then.
    `asker_may_still`: asked again at the decision, where an asker who has left office decides nothing any more.
    `life`: how long it waits; None: until it is decided.
    """

    name: str
    payload: type[Payload]
    confirms: Action
    facts: Callable[[Session, Actor, Proposed[Payload]], Facts]
    lock: Callable[[Session, str], None]
    is_stale: Callable[[Session, Proposed[Payload]], bool]
    shown: Callable[[Session, Proposed[Payload]], ShownProposal]
    told: Callable[[Session, Proposed[Payload], ProposalStep], ProposalNote]
    effect: Callable[[Session, By, Proposed[Payload], str], None]
    errors: ProposalErrors
    on_refusal: Callable[[Session, By, Proposed[Payload], str], None] | None = None
    asker_may_still: Callable[[Session, str], bool] | None = None
    life: timedelta | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= NAME_LIMIT:
            raise ValueError(f"{self.name!r} is no name of a kind of proposal")
        if self.on_refusal is not None and self.life is not None:
            raise ValueError(f"{self.name} holds from the asking on, so it cannot expire")
        check_type(self.payload)

    def write(self, payload: Payload) -> str:
        """A payload as its row keeps it."""
        return pack(payload)

    def read(self, row: Proposal) -> Proposed[Payload]:
        """What was asked for. Raises PayloadUnreadable."""
        payload = unpack(self.payload, row.payload)
        return Proposed(row.id, row.subject, payload, row.reason, row.asked_by, row.asked_at)

    def judge(self, session: Session, actor: Actor, row: Proposal, table: HandlingTable) -> Decision:
        return decide(actor, self.confirms, self.facts(session, actor, self.read(row)), table)

    def look(self, session: Session, row: Proposal) -> ShownProposal:
        return self.shown(session, self.read(row))

    def note(self, session: Session, row: Proposal, step: ProposalStep) -> ProposalNote:
        return self.told(session, self.read(row), step)

    def lock_subject(self, session: Session, subject: str) -> None:
        self.lock(session, subject)

    def is_overtaken(self, session: Session, row: Proposal) -> bool:
        if self.asker_may_still is not None and not self.asker_may_still(session, row.asked_by):
            return True
        return self.is_stale(session, self.read(row))
