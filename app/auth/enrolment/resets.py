"""Resets: somebody lost their factors; one person asks, a second one confirms, and then a letter can be printed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.notes import By
from app.auth.enrolment.proposals import FACTOR_RESET, FactorReset
from app.auth.factors.models import EnrolmentLetter
from app.members.people import lock_person
from app.proposals import acts as proposals
from app.proposals import queries as proposed
from app.proposals.kinds import ProposalState, Proposed
from app.proposals.models import Proposal


def ask(session: Session, by: By, person_id: str, reason: str) -> Proposed[FactorReset]:
    """Ask for a reset. Nothing of the person's changes yet. Raises ResetNotOpen when one is under way."""
    lock_person(session, person_id)
    if letter_is_due(session, person_id) is not None:
        raise FACTOR_RESET.errors.open()
    return proposals.ask(session, by, FACTOR_RESET, person_id, FactorReset(), reason=reason)


def letter_is_due(session: Session, person_id: str) -> Proposed[FactorReset] | None:
    """The confirmed reset of a person whose letter has not been used yet."""
    used = select(EnrolmentLetter.id).where(
        EnrolmentLetter.reset_id == Proposal.id, EnrolmentLetter.burned_at.is_not(None)
    )
    query = select(Proposal).where(
        Proposal.kind == FACTOR_RESET.name,
        Proposal.subject == person_id,
        Proposal.state == ProposalState.CONFIRMED,
        ~used.exists(),
    )
    row = session.scalars(query).first()
    return None if row is None else FACTOR_RESET.read(row)


def under_way(session: Session, person_id: str) -> Proposed[FactorReset] | None:
    """The reset of a person that is asked for or confirmed, until its letter is used."""
    waiting = proposed.open_row(session, FACTOR_RESET, person_id)
    return letter_is_due(session, person_id) if waiting is None else FACTOR_RESET.read(waiting)
