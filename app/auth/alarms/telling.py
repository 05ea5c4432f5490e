"""Raises the alarms about a guarded act, in the act's own unit. The act's row in `access.guards` says who is told.

An act by which a person with an office of power could be unseated or imitated is told at once to that person, the chair
and the administrators.
"""

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.guard import Informed, Party, When
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
    Action.LEDGER_EXTRACT: AlarmKind.LEDGER_TAKEN,
    Action.PERMIT_EMERGENCY: AlarmKind.EMERGENCY,
    Action.MATERIAL_RELEASE: AlarmKind.RELEASE,
    Action.MATERIAL_RELEASE_CONFIRM: AlarmKind.RELEASE,
    Action.MATERIAL_REPLACE: AlarmKind.RELEASE,
    Action.MATERIAL_DISPOSE: AlarmKind.DISPOSAL,
    Action.MATERIAL_DISPOSE_CONFIRM: AlarmKind.DISPOSAL,
    Command.ACCEPT_RESTORE: AlarmKind.LEDGER_SET_BACK,
    Command.ACCEPT_SEAL: AlarmKind.ALTERED,
    Command.TRACE: AlarmKind.TRACE,
    Command.KEYS_NEW: AlarmKind.KEYS,
    Command.KEYS_REMOVE: AlarmKind.KEYS,
}
"""Kinds of alarm for acts that are told whatever offices people hold. All other acts raise `OFFICE_OF_POWER`."""

_SEEN_BY_THE_ACT = frozenset({When.ALWAYS, When.RELEASED})
"""Conditions that depend on no office. The act itself checks them, and calls `tell` only when they hold."""


def tell(session: Session, by: By, act: GuardedAct, what: str, *, about: str | None = None, code: str = "") -> None:
    """Tell those whom the act's row names of an act just done, each of them if the row's condition holds.

    `what`: the act as a noun, 「端末の停止」; the name of the doer is added. `about`: the id of the person concerned.
    `code`: kept instead of `what` in an alarm that asks the person whether it was them. Raises KeyError for an act
    without a row.
    """
    for telling in GUARDS[act].told:
        if _holds(session, telling.when, about):
            _raise(session, by, _kind(act, telling), telling, what, about, code)


def act_of_step(by: By, step: ProposalStep, asks: Action, confirms: Action) -> GuardedAct:
    """The act under which a step of a proposal is told: confirming (on a screen, or on the server) or asking.

    A refusal or withdrawal is told as the asking is, so that it reaches those who were told of the request.
    """
    if step.state is not ProposalState.CONFIRMED:
        return asks
    return Command.CONFIRM if by == COMMAND_LINE else confirms


def _kind(act: GuardedAct, telling: Informed) -> AlarmKind:
    if telling.when not in _SEEN_BY_THE_ACT:
        return AlarmKind.OFFICE_OF_POWER
    return _KINDS.get(act, AlarmKind.OFFICE_OF_POWER)


def _holds(session: Session, when: When, person_id: str | None) -> bool:
    """Whether the row's condition holds for this person. Their own acts count too: a thief's cookie can do them."""
    if when in _SEEN_BY_THE_ACT:
        return True
    if person_id is None:
        return False
    holds = offices.may_hold_power if when is When.POWER else offices.may_hold_by_two
    return holds(session, person_id)


def _raise(
    session: Session, by: By, kind: AlarmKind, telling: Informed, what: str, about: str | None, code: str
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
