"""What waits for a second person: about one subject, about many, and on a desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Decision
from app.access.facts import Actor
from app.access.reasons import Reason
from app.access.table import HandlingTable
from app.errors import NotFound
from app.jobs.payloads import Payload
from app.proposals.kinds import AnyProposalKind, ProposalKind, ProposalState, Proposed, ShownProposal
from app.proposals.models import Proposal

_IS_OPEN = Proposal.state == ProposalState.ASKED


@dataclass(frozen=True)
class WaitingProposal:
    """One line of a desk. `decision`: what the policy says of this person's deciding it now."""

    kind: AnyProposalKind
    row: Proposal
    shown: ShownProposal
    decision: Decision

    @property
    def can_decide(self) -> bool:
        """True when it waits for this person, though perhaps after a fresh sign-in."""
        return self.decision.is_allowed or self.decision.reason is Reason.STALE


def row_of(session: Session, kind: AnyProposalKind, proposal_id: str, *, is_afresh: bool = False) -> Proposal:
    """A proposal of this kind, in whichever state; `is_afresh` reads the row once more. Raises NotFound."""
    row = session.get(Proposal, proposal_id, populate_existing=is_afresh)
    if row is None or row.kind != kind.name:
        raise NotFound(cause=f"no such {kind.name}")
    return row


def open_row(session: Session, kind: AnyProposalKind, subject: str) -> Proposal | None:
    """What waits about a subject, one that nobody can decide any more included."""
    return session.scalars(
        select(Proposal).where(Proposal.kind == kind.name, Proposal.subject == subject, _IS_OPEN)
    ).first()


def open_about(
    session: Session, kind: ProposalKind[Payload], subjects: Collection[str]
) -> dict[str, Proposed[Payload]]:
    """What waits about each of these subjects."""
    query = select(Proposal).where(Proposal.kind == kind.name, Proposal.subject.in_(subjects), _IS_OPEN)
    return {row.subject: kind.read(row) for row in session.scalars(query)}


def desk(
    session: Session, actor: Actor, table: HandlingTable, kinds: Sequence[AnyProposalKind]
) -> list[WaitingProposal]:
    """Everything of these kinds that can be decided, the oldest first, with what this person may do about it."""
    by_name = {kind.name: kind for kind in kinds}
    query = select(Proposal).where(
        _IS_OPEN,
        Proposal.kind.in_(by_name),
        or_(Proposal.expires_at.is_(None), Proposal.expires_at > clock.now()),
    )
    found: list[WaitingProposal] = []
    for row in session.scalars(query.order_by(Proposal.asked_at, Proposal.id)):
        kind = by_name[row.kind]
        if not kind.is_overtaken(session, row):
            decision = kind.judge(session, actor, row, table)
            found.append(WaitingProposal(kind, row, kind.look(session, row), decision))
    return found


def has_expired(row: Proposal) -> bool:
    """True when it has waited longer than its kind may."""
    return row.expires_at is not None and row.expires_at <= clock.now()
