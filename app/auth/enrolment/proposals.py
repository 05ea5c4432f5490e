"""The reset of a person's factors as a proposal: one person asks, another confirms; then a letter can be issued."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.facts import Actor, EnrolmentFacts
from app.access.roles import Role
from app.audit.notes import By, Detail, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices.models import DeviceState
from app.auth.factors import acts as factors
from app.auth.factors import under_way
from app.auth.factors.errors import ResetNotOpen, ResetStale
from app.auth.factors.models import RecoveryCode, TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser
from app.members import offices
from app.members.identity import identified_since
from app.members.models import Person
from app.members.people import as_if_present, lock_person, must_be_intact
from app.proposals.kinds import (
    STEP_WORDS,
    AnyProposalKind,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)

_STEPS = {**STEP_WORDS, ProposalState.EXPIRED: "の期限切れ"}


@dataclass(frozen=True)
class FactorReset:
    """The proposal's content; there is nothing to choose. Factors and recovery codes become void, not the password."""


def _facts(session: Session, actor: Actor, reset: Proposed[FactorReset]) -> EnrolmentFacts:
    has_power = offices.holds_power(session, reset.subject)
    return EnrolmentFacts(reset.subject == actor.person_id, has_power, reset.asked_by == actor.person_id)


def _tell(session: Session, by: By, reset: Proposed[FactorReset], step: ProposalStep) -> None:
    act = act_of_step(by, step, Action.FACTOR_RESET, Action.FACTOR_RESET_CONFIRM)
    what = f"サインインの方法のリセット{_STEPS[step.state]}"
    tell(session, by, act, what, about=reset.subject, code="reset")


def _is_stale(session: Session, reset: Proposed[FactorReset]) -> bool:
    """True when the person has retired meanwhile: they are given no new factors."""
    return has_retired(session, reset.subject)


def has_retired(session: Session, person_id: str) -> bool:
    """True for a retired person, who can get no letter and no reset any more."""
    person = session.get(Person, person_id)
    return person is None or person.state == "retired"


def _shown(session: Session, reset: Proposed[FactorReset]) -> ShownProposal:
    person = session.get_one(Person, reset.subject)
    return ShownProposal(identified_since(session, person, reset.asked_at), "サインインの方法のリセット")


def losing_words(session: Session, person_id: str) -> str:
    """The factors and printed codes that the person loses by the reset: 「認証アプリ 1、パスキー 2」."""
    held, letters = factors.of(session, person_id), under_way.unused_letters(session, person_id)
    counts = {
        "認証アプリ": len(held.totps),
        "パスキー": len(held.keys),
        "回復コード": held.recovery_left,
        "登録用紙": len(letters),
    }
    return "、".join(f"{what} {count}" for what, count in counts.items() if count) or "ありません"


def _rests_on(session: Session, reset: Proposed[FactorReset]) -> list[str]:
    held = factors.of(session, reset.subject)
    ids = [*(totp.id for totp in held.totps), *(key.id for key in held.keys)]
    return [losing_words(session, reset.subject), *ids, *under_way.unused_letters(session, reset.subject)]


def _told(_session: Session, reset: Proposed[FactorReset], step: ProposalStep) -> ProposalNote:
    detail: Detail = {"reset": reset.id, "for": reset.subject}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.RESET_ASKED, RecordSubject(), detail | {"reason": step.reason})
    return ProposalNote(EventKind.RESET_DECIDED, RecordSubject(), detail | {"outcome": step.state.value})


def _void(session: Session, by: By, reset: Proposed[FactorReset], _reason: str) -> None:
    """The effect: void the person's factors, recovery codes and sessions, the letters that are out, all under way.

    A letter from before could be in the hands that the reset is to keep out. A device that waits for approval has to be
    asked for again: whoever asked signed in with those factors.

    The password's hash stays. Alone it signs nobody in, and the enrolment that follows replaces it.
    """
    person_id = reset.subject
    must_be_intact(session, person_id)
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id))
    security_keys.disable(session, person_id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    for letter_id in under_way.cancel_letters(session, person_id):
        note(session, by, EventKind.LETTER_CANCELLED, letter=letter_id, **{"for": person_id})
    for device in devices_queries.locked_of(session, person_id):
        if device.state == DeviceState.REQUESTED:
            devices_acts.refuse(session, by, device)
    session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    sessions.end_all_sessions(session, person_id, "factors_reset")


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
    rests_on=_rests_on,
    told=_told,
    effect=_void,
    tell=_tell,
    errors=ProposalErrors(open=_asked_already, decided=ResetNotOpen, stale=ResetStale),
    asker_may_still=lambda session, person_id: as_if_present(session, person_id).holds(Role.ADMINISTRATOR, Role.CHAIR),
)

KINDS: tuple[AnyProposalKind, ...] = (FACTOR_RESET,)
