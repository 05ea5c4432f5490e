"""Tells of a guarded act, in the act's own unit: the act names its guard, whose row says who is told and when.

What could unseat or imitate somebody with an office of power reaches chair, administrators and them at once.
"""

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.guard import Party, Telling, When
from app.access.guards import GUARDS
from app.access.roles import Role
from app.audit.notes import COMMAND_LINE, By
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.auth.alarms.words import WORDS
from app.members import offices
from app.members.identity import identified
from app.members.models import Person
from app.proposals.kinds import ProposalState, ProposalStep

_OFFICES = {Party.CHAIR: Role.CHAIR, Party.ADMINISTRATORS: Role.ADMINISTRATOR}

_KINDS: dict[GuardedAct, AlarmKind] = {
    Action.FACTOR_CHANGE: AlarmKind.FACTOR_CHANGED,
    Action.FACTOR_RESET_CONFIRM: AlarmKind.FACTOR_CHANGED,
    Action.HALT_BEGIN: AlarmKind.HALT,
    Action.HALT_LIFT: AlarmKind.HALT,
    Action.HALT_LIFT_CONFIRM: AlarmKind.HALT,
    Command.HALT: AlarmKind.HALT,
    Command.HALT_LIFT: AlarmKind.HALT,
    Action.STANDARD_ASK: AlarmKind.STANDARDS,
    Action.STANDARD_CONFIRM: AlarmKind.STANDARDS,
    Command.STANDARDS_REBUILD: AlarmKind.STANDARDS,
    Action.PERMIT_EMERGENCY: AlarmKind.EMERGENCY,
    Action.MATERIAL_RELEASE: AlarmKind.RELEASE,
    Action.MATERIAL_RELEASE_CONFIRM: AlarmKind.RELEASE,
    Action.MATERIAL_REPLACE: AlarmKind.RELEASE,
    Command.ACCEPT_RESTORE: AlarmKind.LEDGER_SET_BACK,
    Command.ACCEPT_SEAL: AlarmKind.ALTERED,
}
"""The kind of alarm for acts whose row tells whatever offices people hold. Every other alarm is `OFFICE_OF_POWER`."""

_SEEN_BY_THE_ACT = frozenset({When.ALWAYS, When.RELEASED})
"""Conditions that do not depend on anybody's office: an act calls `tell` only where they hold."""


def tell(session: Session, by: By, act: GuardedAct, what: str, *, about: str | None = None, code: str = "") -> None:
    """Tell of an act that has just been done, whom its row names, each where the row's condition holds.

    `what`: the act as a noun, 「端末の停止」; who did it is added. `about`: the id of the person concerned. `code`:
    what is kept in place of `what` with an alarm that asks the person whether it was them. Raises KeyError for an act
    without a row.
    """
    for telling in GUARDS[act].told:
        if _holds(session, telling.when, about):
            _raise(session, by, _kind(act, telling), telling, what, about, code)


def act_of_step(by: By, step: ProposalStep, asks: Action, confirms: Action) -> GuardedAct:
    """The act that a step of a proposal is told as: its confirmation, on a screen or on the server, or the asking.

    What becomes of a request that is not confirmed is told to those who were told that it was made.
    """
    if step.state is not ProposalState.CONFIRMED:
        return asks
    return Command.CONFIRM if by == COMMAND_LINE else confirms


def _kind(act: GuardedAct, telling: Telling) -> AlarmKind:
    if telling.when not in _SEEN_BY_THE_ACT:
        return AlarmKind.OFFICE_OF_POWER
    return _KINDS.get(act, AlarmKind.OFFICE_OF_POWER)


def _holds(session: Session, when: When, person_id: str | None) -> bool:
    """Whether the row's condition holds for this person. One's own acts count too: a copied cookie can do them."""
    if when in _SEEN_BY_THE_ACT:
        return True
    if person_id is None:
        return False
    holds = offices.may_hold_power if when is When.POWER else offices.may_hold_by_two
    return holds(session, person_id)


def _raise(
    session: Session, by: By, kind: AlarmKind, telling: Telling, what: str, about: str | None, code: str
) -> None:
    is_own = about is not None and about == by.actor.person_id
    raise_alarm(
        session,
        kind,
        person_id=about if Party.SUBJECT in telling.to else None,
        session_id=by.session_id if is_own else None,
        address=by.address or "",
        detail=code if WORDS[kind].is_question else f"{what}（{_who(session, by)}による）",
        offices=frozenset(_OFFICES[party] for party in telling.to if party in _OFFICES),
    )


def _who(session: Session, by: By) -> str:
    actor = session.get(Person, by.actor.person_id) if by.actor.person_id is not None else None
    return identified(session, actor) if actor is not None else "サーバーの運用者かシステム"
