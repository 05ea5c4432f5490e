"""Asking, deciding, withdrawing, and the end of what nobody can decide any more. Each step leaves its record.

Locks are taken in one order: the subject first, as other acts on it do, then the proposal's own row by the statement
that closes it. Of any number who decide at once, that statement meets the row for one.
"""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.access.table import HandlingTable
from app.audit.notes import SYSTEM, By, note
from app.db import rows_changed
from app.errors import NotFound
from app.jobs.payloads import Payload
from app.proposals import queries
from app.proposals.kinds import AnyProposalKind, ProposalKind, ProposalState, ProposalStep, Proposed
from app.proposals.models import Proposal

REASON_LIMIT = 200


def ask(
    session: Session, by: By, kind: ProposalKind[Payload], subject: str, payload: Payload, *, reason: str = ""
) -> Proposed[Payload]:
    """Ask a second person. Raises the kind's `open` error while one waits about the same subject.

    That this person may ask is the row's action to see to. One that nobody can decide any more is closed first.
    """
    kind.lock_subject(session, subject)
    waiting = queries.open_row(session, kind, subject)
    if waiting is not None and not close_if_over(session, kind, waiting):
        raise kind.errors.open()
    moment = clock.now()
    row = Proposal(
        kind=kind.name,
        subject=subject,
        payload=kind.write(payload),
        reason=_short(reason),
        state=ProposalState.ASKED,
        asked_by=by.person_id,
        asked_at=moment,
        expires_at=moment + kind.life if kind.life is not None else None,
    )
    session.add(row)
    session.flush()
    _note(session, by, kind, row, ProposalState.ASKED, row.reason)
    return kind.read(row)


def decide(
    session: Session,
    by: By,
    table: HandlingTable,
    kind: ProposalKind[Payload],
    proposal_id: str,
    *,
    is_confirmed: bool,
    reason: str = "",
) -> Proposed[Payload]:
    """The second person's word; what was asked for happens here, or not at all.

    Everything is asked anew under the lock: whether it waits, what the policy says of this person, and whether its
    subject is as it was. Raises the kind's `decided` and `stale` errors, Denied, NotFound.
    """
    row = _locked(session, kind, proposal_id)
    if row.state != ProposalState.ASKED:
        raise kind.errors.decided()
    decision = kind.judge(session, by.actor, row, table)
    if decision.is_allowed and by.person_id == row.asked_by:  # whatever the rule says: that would be one person
        decision = deny(Reason.SAME_PERSON, decision.clause)
    if not decision.is_allowed:
        raise Denied(decision)
    if queries.has_expired(row) or kind.is_overtaken(session, row):
        raise kind.errors.stale()
    _close(session, by, kind, row, ProposalState.CONFIRMED if is_confirmed else ProposalState.REFUSED, reason)
    proposed = kind.read(row)
    if is_confirmed:
        kind.effect(session, by, proposed, reason)
    elif kind.on_refusal is not None:
        kind.on_refusal(session, by, proposed, reason)
    return proposed


def withdraw(session: Session, by: By, kind: ProposalKind[Payload], proposal_id: str) -> None:
    """Whoever asked takes it back; another's is not found. Raises NotFound, the kind's `decided` error.

    Raises TypeError for a kind that holds from the asking on: one person would undo what needs two.
    """
    if kind.on_refusal is not None:
        raise TypeError(f"{kind.name} ends by a second person's word")
    row = _locked(session, kind, proposal_id)
    if row.asked_by != by.person_id:
        raise NotFound(cause="proposal of somebody else")
    if row.state != ProposalState.ASKED:
        raise kind.errors.decided()
    _close(session, by, kind, row, ProposalState.WITHDRAWN, "")


def refuse_by_act(session: Session, by: By, kind: ProposalKind[Payload], row: Proposal, reason: str) -> None:
    """Another act on the subject leaves no room for what waits: recorded as refused by whoever does that act.

    The caller has locked the subject, and has been allowed that act. `on_refusal` is not called: the act says itself
    what holds now.
    """
    _close(session, by, kind, row, ProposalState.REFUSED, reason)


def forget(session: Session, kind: AnyProposalKind, subject: str) -> None:
    """Remove whatever was asked about a subject that is itself removed, as if it had never been. The ledger stays."""
    session.execute(delete(Proposal).where(Proposal.kind == kind.name, Proposal.subject == subject))


def close_if_over(session: Session, kind: AnyProposalKind, row: Proposal) -> bool:
    """Close what nobody can decide any more, as the service itself; False when it can be decided.

    The caller has locked the subject.
    """
    if queries.has_expired(row):
        _close(session, SYSTEM, kind, row, ProposalState.EXPIRED, "")
    elif kind.is_overtaken(session, row):
        _close(session, SYSTEM, kind, row, ProposalState.STALE, "")
    else:
        return False
    return True


def _locked(session: Session, kind: AnyProposalKind, proposal_id: str) -> Proposal:
    """The row as it is once its subject is locked. Raises NotFound, also when both have gone meanwhile."""
    kind.lock_subject(session, queries.row_of(session, kind, proposal_id).subject)
    return queries.row_of(session, kind, proposal_id, is_afresh=True)


def _close(session: Session, by: By, kind: AnyProposalKind, row: Proposal, state: ProposalState, reason: str) -> None:
    """Raises the kind's `decided` error when somebody else was first."""
    closing = (
        update(Proposal)
        .where(Proposal.id == row.id, Proposal.state == ProposalState.ASKED)
        .values(state=state, decided_by=by.actor.person_id, decided_at=clock.now())
    )
    if not rows_changed(session, closing):
        raise kind.errors.decided()
    _note(session, by, kind, row, state, reason)


def _note(session: Session, by: By, kind: AnyProposalKind, row: Proposal, state: ProposalState, reason: str) -> None:
    told = kind.note(session, row, ProposalStep(state, _short(reason)))
    note(session, by, told.kind, told.about, **told.detail)


def _short(reason: str) -> str:
    return reason.strip()[:REASON_LIMIT]
