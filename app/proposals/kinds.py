"""Kinds of proposals as domains declare them: data, and functions that are called with the unit they run in.

Asking is recorded and changes nothing else. Confirming is decided by the access policy, under a lock and with the facts
of that moment, and the effect happens in the same unit of work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol

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
from app.web.forms.merging import mark

NAME_LIMIT = 32
USUAL_LIFE = timedelta(days=14)
"""How long a proposal waits, unless its kind says otherwise: longer than a week's absence of the second person."""


class ProposalState(StrEnum):
    """The state of a proposal. The values are kept in the table, and in the ledger records of some kinds.

    STALE: its subject changed, or the asker may not ask any more. EXPIRED: nobody decided it in time.
    """

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    EXPIRED = "expired"


STEP_WORDS = {
    ProposalState.ASKED: "の申し出",
    ProposalState.CONFIRMED: "の確認",
    ProposalState.REFUSED: "を認めない決定",
    ProposalState.WITHDRAWN: "の申し出の取り下げ",
    ProposalState.STALE: "の申し出の失効",
    ProposalState.EXPIRED: "の申し出の期限切れ",
}
"""What an alarm says of the step, after what was proposed."""


@dataclass(frozen=True)
class Proposed(Generic[Payload]):
    """A proposal as its kind's functions see it: subject (an id), payload, reason, who asked and when."""

    id: str
    subject: str
    payload: Payload
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class ProposalStep:
    """A step to be recorded: the state that the proposal gets, and the reason that was given for it."""

    state: ProposalState
    reason: str


@dataclass(frozen=True)
class ProposalNote:
    """What a step's ledger record holds."""

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
    """Makes the errors that people see: one is open already; it was decided before; its subject changed or is gone."""

    open: Callable[[], AppError]
    decided: Callable[[], AppError]
    stale: Callable[[], AppError]


class AnyProposalKind(Protocol):
    """A kind, whatever its payload's type: what code that handles all kinds needs. `row`: a proposal of this kind."""

    @property
    def name(self) -> str:
        """At most 32 characters. It is kept in rows, so it must never be given to another kind."""

    @property
    def confirms(self) -> Action:
        """The action that the second person needs."""

    @property
    def errors(self) -> ProposalErrors:
        """The errors with which asking and deciding are refused."""

    def read(self, row: Proposal) -> "Proposed[Any]":
        """The proposal of a row, with its payload. Raises PayloadUnreadable."""

    def facts_about(self, session: Session, actor: Actor, row: Proposal) -> Facts:
        """The facts for the rule of `confirms`, for this person, at this moment."""

    def judge(self, session: Session, actor: Actor, row: Proposal, table: HandlingTable) -> Decision:
        """The policy's decision whether this person may confirm or refuse it now."""

    def look(self, session: Session, row: Proposal) -> ShownProposal:
        """What the second person reads before deciding."""

    def mark(self, session: Session, row: Proposal) -> str:
        """The mark of all that a screen drawn now shows of it and confirming makes effective."""

    def note(self, session: Session, row: Proposal, step: ProposalStep) -> ProposalNote:
        """The record of a step."""

    def tell_of(self, session: Session, by: By, row: Proposal, step: ProposalStep) -> None:
        """Raise what others have to hear of a step at once."""

    def has_begun(self, row: Proposal) -> bool:
        """True for a proposal whose effect began with the asking, so that refusing it changes something."""

    def carry_out(self, session: Session, by: By, row: Proposal, reason: str, *, is_confirmed: bool) -> None:
        """What follows from the second person's word: the effect, or the undoing of what began with the asking."""

    def take_back(self, session: Session, by: By, row: Proposal) -> None:
        """What follows from the asker's taking it back."""

    @property
    def may_be_withdrawn(self) -> bool:
        """False for a kind that begins with the asking and ends only by a second person's word."""

    def lock_subject(self, session: Session, subject: str) -> None:
        """Lock the subject until the unit's end, so that acts on it happen one after the other."""

    def is_overtaken(self, session: Session, row: Proposal) -> bool:
        """True when its subject has changed or is gone, or the person who asked may not ask any more."""


@dataclass(frozen=True)
class ProposalKind(Generic[Payload]):
    """One kind.

    `confirms`: the action that the second person needs; its rule is in `app/access/rules`, and refuses the asker.
    `facts`: loads the facts for that rule, for this person, at this moment.
    `lock`: locks the subject's row, which other acts on the subject lock first, too; does nothing when it is gone.
    `is_stale`: True when the subject is gone, or is no longer as it was when this was asked for.
    `rests_on`: as words, everything on the screen that the effect depends on, besides the payload, the reason and
    `shown`. The second person's decision counts only if none of all these has changed.
    `effect`: does what was asked for, in the unit that decides. `on_refusal`: only for kinds whose effect begins when
    they are asked for; undoes it when the second person refuses. Such a kind does not expire: it would end without a
    second person. `on_withdrawal`: only for these, undoes it when the asker takes the proposal back; raises an error
    of the domain's once somebody else has relied on it. Without it, the asker cannot.
    `asker_may_still`: whether the person who asked still may, checked when it is decided; None: not checked.
    `tell`: raises what others have to hear of each step at once, in its unit.
    `life`: how long it waits before it expires; None: until it is decided.
    `holds`: of a kind with `on_refusal`, whether this payload's effect begins with the asking; None: every one's does.
    """

    name: str
    payload: type[Payload]
    confirms: Action
    facts: Callable[[Session, Actor, Proposed[Payload]], Facts]
    lock: Callable[[Session, str], None]
    is_stale: Callable[[Session, Proposed[Payload]], bool]
    shown: Callable[[Session, Proposed[Payload]], ShownProposal]
    rests_on: Callable[[Session, Proposed[Payload]], Sequence[str]]
    told: Callable[[Session, Proposed[Payload], ProposalStep], ProposalNote]
    effect: Callable[[Session, By, Proposed[Payload], str], None]
    errors: ProposalErrors
    on_refusal: Callable[[Session, By, Proposed[Payload], str], None] | None = None
    on_withdrawal: Callable[[Session, By, Proposed[Payload]], None] | None = None
    asker_may_still: Callable[[Session, str], bool] | None = None
    tell: Callable[[Session, By, Proposed[Payload], ProposalStep], None] | None = None
    life: timedelta | None = None
    holds: Callable[[Payload], bool] | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= NAME_LIMIT:
            raise ValueError(f"{self.name!r} is no name of a kind of proposal")
        if self.on_refusal is not None and self.holds is None and self.life is not None:
            raise ValueError(f"{self.name} holds from the asking on, so it cannot expire")
        check_type(self.payload)

    def life_of(self, payload: Payload) -> timedelta | None:
        """How long a proposal with this payload waits; None for one that holds already, and must not end by itself."""
        return None if self.holds is not None and self.holds(payload) else self.life

    def has_begun(self, row: Proposal) -> bool:
        """True for a proposal whose effect began with the asking, so that refusing it changes something."""
        return self.on_refusal is not None and (self.holds is None or self.holds(self.read(row).payload))

    def write(self, payload: Payload) -> str:
        """A payload as JSON, for its row."""
        return pack(payload)

    def read(self, row: Proposal) -> Proposed[Payload]:
        """The proposal of a row, with its payload. Raises PayloadUnreadable."""
        payload = unpack(self.payload, row.payload)
        return Proposed(row.id, row.subject, payload, row.reason, row.asked_by, row.asked_at)

    def facts_about(self, session: Session, actor: Actor, row: Proposal) -> Facts:
        return self.facts(session, actor, self.read(row))

    def judge(self, session: Session, actor: Actor, row: Proposal, table: HandlingTable) -> Decision:
        return decide(actor, self.confirms, self.facts_about(session, actor, row), table)

    def look(self, session: Session, row: Proposal) -> ShownProposal:
        return self.shown(session, self.read(row))

    def mark(self, session: Session, row: Proposal) -> str:
        proposed, shown = self.read(row), self.look(session, row)
        rests_on = self.rests_on(session, proposed)
        return mark(self.name, row.id, row.payload, row.reason, shown.about, shown.change, repr(list(rests_on)))

    def note(self, session: Session, row: Proposal, step: ProposalStep) -> ProposalNote:
        return self.told(session, self.read(row), step)

    def tell_of(self, session: Session, by: By, row: Proposal, step: ProposalStep) -> None:
        if self.tell is not None:
            self.tell(session, by, self.read(row), step)

    def carry_out(self, session: Session, by: By, row: Proposal, reason: str, *, is_confirmed: bool) -> None:
        if is_confirmed:
            self.effect(session, by, self.read(row), reason)
        elif self.on_refusal is not None:
            self.on_refusal(session, by, self.read(row), reason)

    def take_back(self, session: Session, by: By, row: Proposal) -> None:
        if self.on_withdrawal is not None:
            self.on_withdrawal(session, by, self.read(row))

    @property
    def may_be_withdrawn(self) -> bool:
        return self.on_refusal is None or self.on_withdrawal is not None

    def lock_subject(self, session: Session, subject: str) -> None:
        self.lock(session, subject)

    def is_overtaken(self, session: Session, row: Proposal) -> bool:
        if self.asker_may_still is not None and not self.asker_may_still(session, row.asked_by):
            return True
        return self.is_stale(session, self.read(row))
