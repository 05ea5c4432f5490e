"""The lifting of a stop as a proposal, bound to the stop that was in force when it was asked for."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, LiftFacts
from app.access.stops.halting import HaltDepth
from app.audit.notes import NOTHING, By, Detail
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import act_of_step, tell
from app.board.halting import acts
from app.board.halting.errors import LiftDecided, LiftStale, LiftWaits
from app.halts.models import Halt
from app.halts.queries import in_force, is_altered, may_stop, stop_of
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


@dataclass(frozen=True)
class LiftHalt:
    """Values of HaltDepth. `depth`: the stop when this was asked for. `rest`: what stays stopped; "" for nothing."""

    depth: str
    rest: str

    @property
    def words(self) -> str:
        """「全停止の解除」, 「全停止を閲覧凍結に緩めること」."""
        former = HaltDepth(self.depth).words
        return f"{former}を{HaltDepth(self.rest).words}に緩めること" if self.rest else f"{former}の解除"


def _facts(_session: Session, actor: Actor, lift: Proposed[LiftHalt]) -> LiftFacts:
    return LiftFacts(is_own=lift.asked_by == actor.person_id)


def _lock(session: Session, halt_id: str) -> None:
    session.execute(select(Halt.id).where(Halt.id == halt_id).with_for_update())


def _is_stale(session: Session, lift: Proposed[LiftHalt]) -> bool:
    """True when that stop is over or has another depth by now, or any stop was altered beside the service."""
    standing = None if is_altered(session) else in_force(session)
    return standing is None or standing.id != lift.subject or standing.depth != lift.payload.depth


def _shown(session: Session, lift: Proposed[LiftHalt]) -> ShownProposal:
    halt = stop_of(session, lift.subject)  # None when the ledger's record of it was altered, too
    since = "" if halt is None else f"（{clock.moment_text(halt.began_at)} から）"
    return ShownProposal(f"{HaltDepth(lift.payload.depth).words}{since}", lift.payload.words)


def _rests_on(session: Session, lift: Proposed[LiftHalt]) -> list[str]:
    halt = stop_of(session, lift.subject)
    return [] if halt is None else [halt.depth, halt.reason, halt.began_by or ""]


def _told(_session: Session, lift: Proposed[LiftHalt], step: ProposalStep) -> ProposalNote:
    detail: Detail = {"halt": lift.subject, "former": lift.payload.depth, "depth": lift.payload.rest}
    if step.state is ProposalState.ASKED:
        return ProposalNote(EventKind.HALT_LIFT_ASKED, NOTHING, detail | {"reason": step.reason})
    decided: Detail = {"outcome": step.state.value, "asked_by": lift.asked_by, "reason": step.reason}
    return ProposalNote(EventKind.HALT_LIFT_DECIDED, NOTHING, detail | decided)


def _tell(session: Session, by: By, lift: Proposed[LiftHalt], step: ProposalStep) -> None:
    act = act_of_step(by, step, Action.HALT_LIFT, Action.HALT_LIFT_CONFIRM)
    tell(session, by, act, f"{lift.payload.words}{STEP_WORDS[step.state]}")


def _lift(session: Session, by: By, lift: Proposed[LiftHalt], _reason: str) -> None:
    rest = HaltDepth(lift.payload.rest) if lift.payload.rest else None
    acts.lift(session, by, lift.subject, rest=rest, reason=lift.reason)


HALT_LIFT = ProposalKind(
    "halt_lift",
    LiftHalt,
    confirms=Action.HALT_LIFT_CONFIRM,
    facts=_facts,
    lock=_lock,
    is_stale=_is_stale,
    shown=_shown,
    rests_on=_rests_on,
    told=_told,
    effect=_lift,
    tell=_tell,
    errors=ProposalErrors(open=LiftWaits, decided=LiftDecided, stale=LiftStale),
    asker_may_still=may_stop,
    life=timedelta(days=1),
)

KINDS: tuple[AnyProposalKind, ...] = (HALT_LIFT,)
