"""A change of a value as a proposal: one person asks, another confirms. It is bound to the value then in force."""

from sqlalchemy.orm import Session

from app import days
from app.access.actions import Action
from app.access.facts import Actor, StandardFacts
from app.access.roles import Role
from app.audit.notes import NOTHING, By, Detail
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.board.setting import acts
from app.board.setting.change import StandardChange
from app.board.setting.concerned import bound
from app.board.setting.errors import ChangeDecided, ChangeStale, ChangeWaits
from app.halts.queries import is_chair, may_stop
from app.proposals.kinds import (
    STEP_WORDS,
    USUAL_LIFE,
    AnyProposalKind,
    ProposalErrors,
    ProposalKind,
    ProposalNote,
    ProposalState,
    ProposalStep,
    Proposed,
    ShownProposal,
)
from app.standards.queries import in_force, read_anew


def _facts(session: Session, actor: Actor, change: Proposed[StandardChange]) -> StandardFacts:
    # No query for people who may not decide it in any case: they must learn nothing from the time that it takes.
    decides = actor.holds(Role.CHAIR, Role.ADMINISTRATOR) or actor.acts_because is not None
    return StandardFacts(
        is_own=change.asked_by == actor.person_id,
        loosens=change.payload.is_for_chair(in_force(session).values[change.payload.key]),
        is_chairs=decides and is_chair(session, change.asked_by),
    )


def _lock(session: Session, _key: str) -> None:
    acts.lock(session)
    read_anew(session)  # the gate has asked before the lock


def _is_stale(session: Session, change: Proposed[StandardChange]) -> bool:
    """True when the value in force is another, the exception is over, or a value was altered beside the service."""
    standing, wanted = in_force(session), change.payload
    is_other = standing.is_altered or standing.values[wanted.key].value != wanted.former
    return is_other or bool(wanted.fault(days.today()))


def _shown(_session: Session, change: Proposed[StandardChange]) -> ShownProposal:
    return ShownProposal(change.payload.subject, change.payload.words)


def _rests_on(session: Session, change: Proposed[StandardChange]) -> list[str]:
    standing = in_force(session).values[change.payload.key]
    stands = f"{standing.value}|{standing.origin.value}|{standing.until}|{standing.after}"
    return [stands, *change.payload.meanings(standing), *bound(session, change.payload)]


def _told(_session: Session, change: Proposed[StandardChange], step: ProposalStep) -> ProposalNote:
    wanted = change.payload
    detail: Detail = {
        "standard": wanted.key,
        "former": wanted.former,
        "value": wanted.value,
        "clause": wanted.clause,
        "until": wanted.until,
        "reason": step.reason,
    }
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.STANDARD_ASKED, NOTHING, detail)
    decided: Detail = {"outcome": step.state.value, "asked_by": change.asked_by}
    return ProposalNote(EventKind.STANDARD_DECIDED, NOTHING, detail | decided)


def _tell(session: Session, by: By, change: Proposed[StandardChange], step: ProposalStep) -> None:
    act = act_of_step(by, step, Action.STANDARD_ASK, Action.STANDARD_CONFIRM)
    tell(session, by, act, f"「{change.payload.subject}」の変更{STEP_WORDS[step.state]}（{change.payload.words}）")


def _put(session: Session, by: By, change: Proposed[StandardChange], _reason: str) -> None:
    acts.put_into_force(session, by, change)


STANDARD_CHANGE = ProposalKind(
    "standard_change",
    StandardChange,
    confirms=Action.STANDARD_CONFIRM,
    facts=_facts,
    lock=_lock,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_put,
    tell=_tell,
    errors=ProposalErrors(open=ChangeWaits, decided=ChangeDecided, stale=ChangeStale),
    asker_may_still=may_stop,
    life=USUAL_LIFE,
)

KINDS: tuple[AnyProposalKind, ...] = (STANDARD_CHANGE,)
