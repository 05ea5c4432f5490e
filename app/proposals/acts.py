"""Ask, decide and withdraw proposals, and close those that nobody can decide any more. Each step leaves its record.

Locks are taken in one order: the subject first, as other acts on it do, then the proposal's row. The UPDATE that closes
a proposal demands that it is open, so that of several persons who decide at once one succeeds.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.access.table import HandlingTable
from app.audit.notes import COMMAND_LINE, SYSTEM, By, note
from app.errors import NotFound
from app.jobs.payloads import Payload
from app.proposals import queries
from app.proposals.errors import NotAsShown
from app.proposals.kinds import AnyProposalKind, ProposalKind, ProposalState, ProposalStep, Proposed
from app.proposals.models import Proposal
from app.seals import change

REASON_LIMIT = 200


def ask(
    session: Session, by: By, kind: ProposalKind[Payload], subject: str, payload: Payload, *, reason: str = ""
) -> Proposed[Payload]:
    """Keep a new proposal that waits for a second person. Raises the kind's `open` error while another one waits.

    A waiting one that nobody can decide any more is closed first. Not checked here: whether this person may ask; the
    gate has decided that by the row's action.
    """
    kind.lock_subject(session, subject)
    waiting = queries.open_row(session, kind, subject)
    if waiting is not None and not close_if_over(session, kind, waiting):
        raise kind.errors.open()
    moment, life = clock.now(), kind.life_of(payload)
    row = Proposal(
        kind=kind.name,
        subject=subject,
        payload=kind.write(payload),
        reason=_short(reason),
        state=ProposalState.ASKED,
        asked_by=by.person_id,
        asked_at=moment,
        expires_at=moment + life if life is not None else None,
    )
    session.add(row)
    session.flush()
    _note(session, by, kind, row, ProposalState.ASKED, row.reason)
    return kind.read(row)


def decide(
    session: Session,
    by: By,
    table: HandlingTable,
    kind: AnyProposalKind,
    proposal_id: str,
    *,
    is_confirmed: bool,
    shown: str,
    reason: str = "",
) -> None:
    """The second person confirms or refuses a proposal; when confirmed, its effect happens in this unit.

    Everything is checked again under the lock: whether it still waits, what the policy says of this person now, and
    whether its subject is as it was. `shown`: the kind's mark of what was on the screen, which must be that of what
    stands now; refusing needs it only where it undoes something. Raises NotAsShown, the kind's `decided` and `stale`
    errors, Denied, NotFound.
    """
    row = _locked(session, kind, proposal_id)
    if row.state != ProposalState.ASKED:
        raise kind.errors.decided()
    decision = kind.judge(session, by.actor, row, table)
    if decision.is_allowed and by.person_id == row.asked_by:  # even if the kind's rule allows it by mistake
        decision = deny(Reason.SAME_PERSON, decision.clause)
    if not decision.is_allowed:
        raise Denied(decision)
    if queries.is_over(session, kind, row):
        raise kind.errors.stale()
    _must_be_as_shown(session, kind, row, is_confirmed=is_confirmed, shown=shown)
    _close(session, by, kind, row, ProposalState.CONFIRMED if is_confirmed else ProposalState.REFUSED, reason)
    kind.carry_out(session, by, row, reason, is_confirmed=is_confirmed)


def _must_be_as_shown(
    session: Session, kind: AnyProposalKind, row: Proposal, *, is_confirmed: bool, shown: str
) -> None:
    if (is_confirmed or kind.has_begun(row)) and shown != kind.mark(session, row):
        raise NotAsShown(cause=f"another {kind.name} was shown")


def decide_on_console(
    session: Session, kind: AnyProposalKind, proposal_id: str, *, is_confirmed: bool, shown: str
) -> None:
    """Decide a proposal from the command line, recorded as such.

    `shown`: as of `decide`, of what the command line has printed. Not checked here: that nobody exists who could be the
    second person. Raises NotAsShown, the kind's `decided` and `stale` errors, NotFound.
    """
    row = _locked(session, kind, proposal_id)
    if row.state != ProposalState.ASKED:
        raise kind.errors.decided()
    if queries.is_over(session, kind, row):
        raise kind.errors.stale()
    _must_be_as_shown(session, kind, row, is_confirmed=is_confirmed, shown=shown)
    state = ProposalState.CONFIRMED if is_confirmed else ProposalState.REFUSED
    _close(session, COMMAND_LINE, kind, row, state, "")
    kind.carry_out(session, COMMAND_LINE, row, "", is_confirmed=is_confirmed)


def withdraw(session: Session, by: By, kind: AnyProposalKind, proposal_id: str) -> None:
    """The person who asked withdraws the proposal. Raises NotFound for anybody else, and the kind's `decided` error.

    What began with the asking is undone by the kind's `on_withdrawal`, which raises when somebody has relied on it.
    Raises TypeError for a kind that begins with the asking (`on_refusal`) and has none.
    """
    if not kind.may_be_withdrawn:
        raise TypeError(f"{kind.name} ends by a second person's word")
    # Asked before anything is locked: the time of the answer must not tell that there is one of somebody else.
    if queries.row_of(session, kind, proposal_id).asked_by != by.person_id:
        raise NotFound(cause="proposal of somebody else")
    row = _locked(session, kind, proposal_id)
    if row.state != ProposalState.ASKED:
        raise kind.errors.decided()
    kind.take_back(session, by, row)
    _close(session, by, kind, row, ProposalState.WITHDRAWN, "")


def refuse_by_act(session: Session, by: By, kind: AnyProposalKind, row: Proposal, reason: str) -> None:
    """Close a waiting proposal as refused, because another act on its subject makes it impossible.

    It is recorded as refused by the person who does that act, which the gate has allowed. The caller has locked the
    subject. `on_refusal` is not called: the act itself decides what holds now.
    """
    _close(session, by, kind, row, ProposalState.REFUSED, reason)


def lapse(session: Session, by: By, kind: AnyProposalKind, row: Proposal) -> None:
    """Close a confirmed proposal on which later acts could still rely. The caller has locked the subject."""
    row.state = ProposalState.EXPIRED
    session.flush()
    _note(session, by, kind, row, ProposalState.EXPIRED, "")


def forget(session: Session, kind: AnyProposalKind, subject: str) -> None:
    """Delete all proposals of this kind about a subject that is itself deleted. Their ledger records stay."""
    session.execute(delete(Proposal).where(Proposal.kind == kind.name, Proposal.subject == subject))


def close_if_over(session: Session, kind: AnyProposalKind, row: Proposal) -> bool:
    """Close a proposal that has expired or whose subject has changed, as the service; False when it can be decided.

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
    """Lock a proposal's subject, then read the row again: it may have changed until the lock came. Raises NotFound.

    So may have everything else that the request has loaded, and that is looked at now.
    """
    kind.lock_subject(session, queries.row_of(session, kind, proposal_id).subject)
    session.flush()
    session.expire_all()
    return queries.row_of(session, kind, proposal_id, is_afresh=True)


def _close(session: Session, by: By, kind: AnyProposalKind, row: Proposal, state: ProposalState, reason: str) -> None:
    """Set the state of an open proposal, with its record. Raises the kind's `decided` error when it is not open."""
    still_open = select(Proposal).where(Proposal.id == row.id, Proposal.state == ProposalState.ASKED)
    if not change(session, still_open, state=state, decided_by=by.actor.person_id, decided_at=clock.now()):
        raise kind.errors.decided()
    _note(session, by, kind, row, state, reason)


def _note(session: Session, by: By, kind: AnyProposalKind, row: Proposal, state: ProposalState, reason: str) -> None:
    step = ProposalStep(state, _short(reason))
    told = kind.note(session, row, step)
    note(session, by, told.kind, told.about, **told.detail)
    kind.tell_of(session, by, row, step)


def _short(reason: str) -> str:
    return reason.strip()[:REASON_LIMIT]
