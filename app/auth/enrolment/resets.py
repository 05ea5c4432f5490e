"""Resets of lost factors: asking for one, and whether one is confirmed or under way (`proposals` has its effect)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.notes import By
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.auth.enrolment.proposals import FACTOR_RESET, FactorReset, has_retired
from app.auth.factors.errors import PersonRetired
from app.auth.factors.models import EnrolmentLetter
from app.members.people import lock_person, must_be_intact
from app.proposals import acts as proposals
from app.proposals import queries as proposed
from app.proposals.kinds import ProposalState, Proposed
from app.proposals.models import Proposal
from app.seals import altered_rows

LIFE = timedelta(days=14)
"""How long after its confirmation a reset can still lead to a letter."""


def ask(session: Session, by: By, person_id: str, reason: str) -> Proposed[FactorReset]:
    """Ask for a reset. Nothing of the person's changes yet. Raises ResetNotOpen, PersonRetired."""
    lock_person(session, person_id)
    must_be_intact(session, person_id)
    if has_retired(session, person_id):
        raise PersonRetired
    if letter_is_due(session, person_id) is not None:
        raise FACTOR_RESET.errors.open()
    return proposals.ask(session, by, FACTOR_RESET, person_id, FactorReset(), reason=reason)


def letter_is_due(session: Session, person_id: str) -> Proposed[FactorReset] | None:
    """The person's confirmed reset that a letter may still rest on, None when there is none.

    It is over when the person has enrolled since, by whichever letter, and after LIFE. None also while a letter that
    is theirs, or may be, does not fit its seal.
    """
    if any(_may_be_of(session, row.key, person_id) for row in list(altered_rows(session, (EnrolmentLetter,)))):
        return None  # An altered letter may be a used one of this person, whatever its row says.
    letters = session.scalars(select(EnrolmentLetter).where(EnrolmentLetter.person_id == person_id)).all()
    used_at = max((letter.burned_at for letter in letters if letter.burned_at is not None), default=None)
    query = select(Proposal).where(
        Proposal.kind == FACTOR_RESET.name,
        Proposal.subject == person_id,
        Proposal.state == ProposalState.CONFIRMED,
        Proposal.decided_at > clock.now() - LIFE,
    )
    if used_at is not None:
        query = query.where(Proposal.decided_at > used_at)
    agreed = session.scalars(query.order_by(Proposal.decided_at.desc()))
    row = next((row for row in agreed if row.is_intact), None)
    return None if row is None else FACTOR_RESET.read(row)


def _may_be_of(session: Session, letter_id: str, person_id: str) -> bool:
    """Whether an altered letter may be this person's: by its row as it is now, or by the record of its issue.

    A letter that the ledger does not know may be anybody's.
    """
    letter = session.get(EnrolmentLetter, letter_id, populate_existing=True)
    query = select(LedgerRecord.body).where(LedgerRecord.kind == EventKind.LETTER_ISSUED.value)
    bodies = session.scalars(query.where(LedgerRecord.body.contains(letter_id, autoescape=True))).all()
    owners = {detail.get("for") for detail in map(detail_of, bodies) if detail.get("letter") == letter_id}
    return not owners or person_id in owners or (letter is not None and letter.person_id == person_id)


def end(session: Session, by: By, person_id: str) -> None:
    """End the person's reset that waits or is due, because the person is given an office of power.

    It was asked for and confirmed while less depended on it. The caller has locked the person.
    """
    waiting = proposed.open_row(session, FACTOR_RESET, person_id)
    if waiting is not None:
        proposals.refuse_by_act(session, by, FACTOR_RESET, waiting, "")
    if (due := letter_is_due(session, person_id)) is not None:
        proposals.lapse(session, by, FACTOR_RESET, proposed.row_of(session, FACTOR_RESET, due.id))


def asker_of_letter(session: Session, person_id: str) -> str | None:
    """Who asked for the reset that a letter would rest on; None for a reset that the command line confirmed.

    Where nobody else may print the letter, the asker may.
    """
    reset = letter_is_due(session, person_id)
    if reset is None:
        return None
    return reset.asked_by if session.get_one(Proposal, reset.id).decided_by is not None else None


def under_way(session: Session, person_id: str) -> Proposed[FactorReset] | None:
    """The person's reset that waits for its second person or for its letter to be used, None when there is none."""
    waiting = proposed.open_row(session, FACTOR_RESET, person_id)
    return letter_is_due(session, person_id) if waiting is None else FACTOR_RESET.read(waiting)
