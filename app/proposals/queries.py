"""Finds proposals that wait for a second person: about one subject, about many, and all that a desk shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Decision, Denied, deny
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
    """One line of a desk. `decision`: the policy's decision whether the desk's person may decide it now."""

    kind: AnyProposalKind
    row: Proposal
    shown: ShownProposal
    decision: Decision

    @property
    def can_decide(self) -> bool:
        """True when this person may decide it, if need be after a fresh sign-in."""
        return self.decision.can_be_allowed


def row_of(session: Session, kind: AnyProposalKind, proposal_id: str, *, is_afresh: bool = False) -> Proposal:
    """A proposal of this kind, in any state; see `row_among`."""
    return row_among(session, (kind,), proposal_id, is_afresh=is_afresh)


def row_among(
    session: Session, kinds: Collection[AnyProposalKind], proposal_id: str, *, is_afresh: bool = False
) -> Proposal:
    """A proposal of one of these kinds, in any state. `is_afresh`: read it from the database even if loaded.

    Raises NotFound, and Denied for one that was altered beside the service.
    """
    row = session.get(Proposal, proposal_id, populate_existing=is_afresh)
    if row is None or row.kind not in {kind.name for kind in kinds}:
        raise NotFound(cause=f"no such {' or '.join(kind.name for kind in kinds)}")
    if not row.is_intact:
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return row


def open_row(session: Session, kind: AnyProposalKind, subject: str) -> Proposal | None:
    """The open proposal about a subject, None without one. It may have expired or be stale and not closed yet."""
    return session.scalars(
        select(Proposal).where(Proposal.kind == kind.name, Proposal.subject == subject, _IS_OPEN)
    ).first()


def open_about(
    session: Session, kind: ProposalKind[Payload], subjects: Collection[str]
) -> dict[str, Proposed[Payload]]:
    """The open proposal about each of these subjects that has one, by subject; none that has waited too long."""
    query = select(Proposal).where(Proposal.kind == kind.name, Proposal.subject.in_(subjects), _IS_OPEN)
    found = session.scalars(query)
    return {row.subject: kind.read(row) for row in found if row.is_intact and not has_expired(row)}


def desk(
    session: Session, actor: Actor, table: HandlingTable, kinds: Sequence[AnyProposalKind]
) -> list[WaitingProposal]:
    """All proposals of these kinds that can be decided, the oldest first, each with the decision for this person."""
    return [
        WaitingProposal(kind, row, kind.look(session, row), kind.judge(session, actor, row, table))
        for kind, row in _not_overtaken(session, _waiting(session, kinds))
    ]


def count_for(session: Session, actor: Actor, table: HandlingTable, kinds: Sequence[AnyProposalKind]) -> int:
    """How many proposals of these kinds this person may decide now, if need be after a fresh sign-in.

    Every screen asks, so what a person has asked for is passed over: whatever its kind, the asker never decides it.
    """
    others = [(kind, row) for kind, row in _waiting(session, kinds) if row.asked_by != actor.person_id]
    return sum(kind.judge(session, actor, row, table).can_be_allowed for kind, row in _not_overtaken(session, others))


def open_rows(session: Session, kind: AnyProposalKind) -> list[Proposal]:
    """All open proposals of a kind, the oldest first. They may have expired or be overtaken, and not be closed yet."""
    query = select(Proposal).where(Proposal.kind == kind.name, _IS_OPEN)
    return list(session.scalars(query.order_by(Proposal.asked_at, Proposal.id)))


def any_open(kinds: Sequence[AnyProposalKind]) -> ColumnElement[bool]:
    """Whether there is an open proposal of these kinds, as a condition; it may have expired, or be overtaken."""
    return exists().where(_IS_OPEN, Proposal.kind.in_([kind.name for kind in kinds]))


def _waiting(session: Session, kinds: Sequence[AnyProposalKind]) -> list[tuple[AnyProposalKind, Proposal]]:
    """The open proposals that have not expired, the oldest first."""
    by_name = {kind.name: kind for kind in kinds}
    query = select(Proposal).where(
        _IS_OPEN,
        Proposal.kind.in_(by_name),
        or_(Proposal.expires_at.is_(None), Proposal.expires_at > clock.now()),
    )
    rows = session.scalars(query.order_by(Proposal.asked_at, Proposal.id)).all()
    return [(by_name[row.kind], row) for row in rows if row.is_intact]


def _not_overtaken(
    session: Session, waiting: Sequence[tuple[AnyProposalKind, Proposal]]
) -> list[tuple[AnyProposalKind, Proposal]]:
    """Those that can still be decided."""
    return [(kind, row) for kind, row in waiting if not kind.is_overtaken(session, row)]


def is_over(session: Session, kind: AnyProposalKind, row: Proposal) -> bool:
    """True when nobody can decide it any more, though it may not be closed yet: it has expired, or was overtaken."""
    return has_expired(row) or kind.is_overtaken(session, row)


def has_expired(row: Proposal) -> bool:
    """True when it has waited longer than its kind may."""
    return row.expires_at is not None and row.expires_at <= clock.now()
