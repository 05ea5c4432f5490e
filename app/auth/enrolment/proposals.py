"""A reset of somebody's factors as an act of two persons: one asks, another confirms, and then a letter is due."""

from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, EnrolmentFacts
from app.access.roles import Role
from app.audit.notes import By, Detail, RecordSubject
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.factors.errors import ResetNotOpen
from app.auth.factors.models import RecoveryCode, SecurityKey, TotpKey
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser, PendingSignIn
from app.members.models import Person
from app.members.people import lock_person, offices_now
from app.proposals.kinds import (
    AnyProposalKind,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)


@dataclass(frozen=True)
class FactorReset:
    """Everything by which the person signs in is void, the password's row aside. There is nothing to choose."""


def _facts(session: Session, actor: Actor, reset: Proposed[FactorReset]) -> EnrolmentFacts:
    is_administrators = Role.ADMINISTRATOR in offices_now(session, reset.subject)
    return EnrolmentFacts(reset.subject == actor.person_id, is_administrators, reset.asked_by == actor.person_id)


def _is_stale(session: Session, reset: Proposed[FactorReset]) -> bool:
    """Whoever has retired is given no new factors."""
    person = session.get(Person, reset.subject)
    return person is None or person.state == "retired"


def _shown(session: Session, reset: Proposed[FactorReset]) -> ShownProposal:
    person = session.get_one(Person, reset.subject)
    return ShownProposal(person.display_name, "サインインの方法のリセット")


def _told(_session: Session, reset: Proposed[FactorReset], step: ProposalStep) -> ProposalNote:
    detail: Detail = {"reset": reset.id, "for": reset.subject}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.RESET_ASKED, RecordSubject(), detail | {"reason": step.reason})
    return ProposalNote(EventKind.RESET_DECIDED, RecordSubject(), detail | {"outcome": step.state.value})


def _void(session: Session, by: By, reset: Proposed[FactorReset], _reason: str) -> None:
    """What was lost opens nothing from this moment. Without a second factor the password opens nothing either."""
    person_id, moment = reset.subject, clock.now()
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id))
    session.execute(
        update(SecurityKey)
        .where(SecurityKey.person_id == person_id, SecurityKey.disabled_at.is_(None))
        .values(disabled_at=moment)
    )
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(PendingSignIn).where(PendingSignIn.person_id == person_id))
    session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    sessions.end_all_sessions(session, person_id, "factors_reset")
    alarms.raise_alarm(session, "factor_changed", person_id=person_id, address=by.address or "", detail="reset")


def _asked_already() -> ResetNotOpen:
    return ResetNotOpen("この人のリセットは、もう申し出られています。")


FACTOR_RESET = ProposalKind(
    "factor_reset",
    FactorReset,
    confirms=Action.FACTOR_RESET_CONFIRM,
    facts=_facts,
    lock=lock_person,
    is_stale=_is_stale,
    shown=_shown,
    told=_told,
    effect=_void,
    errors=ProposalErrors(open=_asked_already, decided=ResetNotOpen, stale=ResetNotOpen),
)

KINDS: tuple[AnyProposalKind, ...] = (FACTOR_RESET,)
