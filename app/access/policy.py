"""`decide`: may this actor do this, and on which duties. Pure. Deny unless a line allows; the first refusal counts.

In prose, in the order of the code:
1. Public actions and signing in are open to everyone. A released level-1 paper is open to everyone (6-1(14)③).
2. Everything else needs a signed-in person (4②, 3).
3. Reading: withdrawn papers are closed. The secretariat reads what it prepares, 3A excepted (administrator or named
   persons only). Others read published papers whose audience they belong to; 3A only if named as a person (2(2)③).
   Then the row of the level: device (2(1) 取扱制限1, 6-1(14)②), network (取扱制限6), freshness of the strong sign-in,
   and for text a recorded accommodation at level 3.
4. The original leaves only when level 1 and released. A permit's PDF leaves only to its holder while a granted
   permit has a use left, and under the same rules as reading (6-1(14)③).
5. Preparing belongs to clerk and administrator; 3A labels to the administrator; a second person confirms.
6. Permits are asked for by readers who may read the paper, decided by chair or deputy, never by the asker (1(1)①).
7. From a device that nobody approved a person reaches their own account and the request for approval, nothing else.
   The administrator approves devices, the chair the administrators', nobody their own (6-1(14)②); the chair or deputy
   approves personal devices for sittings (5(1)④), and without that they show no paper while a sitting is on.
8. Changing one's own factors, giving others theirs, deciding about a permit and approving a device need a strong
   sign-in of the last 15 minutes. Letters are the administrator's to issue (the chair's for administrators), resets
   are confirmed by a second person (3, 6-2).
9. The ledger is read by the administrator, the chair and the investigator (7-2), and exported, which names every
   paper, by the first two.
10. What is the chair's, a deputy or the administrator does only under a delegation that runs now, and the record says
    for whom (1(1)④). Suspending a person is the chair's, never oneself, never the chair (7-6③). People, their offices
    and groups are the administrator's; so is ending connections, which the chair may look at (1(2), 6-2).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.access.actions import PREPARING, READING, Action
from app.access.duties import DELEGATES
from app.access.facts import (
    Actor,
    Device,
    DeviceFacts,
    EnrolmentFacts,
    Facts,
    LabelChangeFacts,
    MeetingFacts,
    PaperFacts,
    PermitFacts,
    PersonFacts,
)
from app.access.levels import Confidentiality, effective
from app.access.reasons import Reason
from app.access.roles import READERS, SECRETARIAT, Role
from app.access.table import DEFAULT, HandlingTable


class Duty(StrEnum):
    """What an allowed request obliges the service to."""

    RECORD = "record"
    MARK = "mark"
    NO_STORE = "no_store"
    COUNT_USE = "count_use"
    ENCRYPT = "encrypt"


@dataclass(frozen=True)
class Decision:
    """The answer: allowed or not, why, on which duties, on which clause. `is_delegated`: in the chair's place."""

    is_allowed: bool
    reason: Reason
    duties: frozenset[Duty] = field(default_factory=frozenset)
    clause: str = ""
    is_delegated: bool = False


def _allow(clause: str, *duties: Duty) -> Decision:
    return Decision(True, Reason.ALLOWED, frozenset(duties), clause)


def _deny(reason: Reason, clause: str = "") -> Decision:
    return Decision(False, reason, frozenset({Duty.RECORD}), clause)


_OPEN = frozenset({Action.PUBLIC, Action.SIGN_IN, Action.ENROL})
_ANY_DEVICE = frozenset({Action.SIGN_OUT, Action.SIGN_AGAIN, Action.ACCOUNT_READ, Action.DEVICE_REQUEST}) | {
    Action.ALARM_READ,
    Action.LIVE_LISTEN,  # each piece of news is decided by itself
}
_SIGNED_IN = _ANY_DEVICE | {
    Action.HOME_READ,
    Action.SESSION_RENEW,
    Action.DEVICE_REPORT_LOST,
    # not from just any device: a thief would end the member's sessions, and calm the alarm that tells of the thief
    Action.SESSION_MANAGE,
    Action.ALARM_ANSWER,
}
_BY_THE_LEVELS_ROW = READING | {Action.ORIGINAL_DOWNLOAD, Action.PERMIT_DOWNLOAD}
"""Actions whose device is judged by the row of the paper's level, after the need to know."""
_NOT_BY_DEVICE = _ANY_DEVICE | {Action.SESSION_RENEW} | _BY_THE_LEVELS_ROW
"""Actions that are not closed to every device that nobody approved."""


_LEDGER_DESKS = {
    Action.LEDGER_READ: (Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR),
    Action.LEDGER_EXPORT: (Role.ADMINISTRATOR, Role.CHAIR),
}


def decide(actor: Actor, action: Action, facts: Facts, table: HandlingTable = DEFAULT) -> Decision:  # noqa: PLR0911, PLR0912, C901 - one return a rule, in the order of the prose
    """Deny unless a line below allows. Raises nothing: facts of the wrong kind fall through to `no_rule`."""
    if action in _OPEN:
        return _allow("")
    if isinstance(facts, PaperFacts) and _is_public(facts) and action in READING | {Action.ORIGINAL_DOWNLOAD}:
        return _allow("6-1(14)③", Duty.RECORD)
    if (missing := _missing(actor, action)) is not None:
        return missing
    if action in _SIGNED_IN:
        return _allow("4②")
    if action in _ENROLLING:
        return _enrolment(actor, action, facts)
    if action in _DEVICE_DESKS:
        return _device(actor, action, facts)
    if action in _LEDGER_DESKS:
        return _by_role(actor, "7-2(2)", *_LEDGER_DESKS[action])
    if action is Action.PERMIT_DESK:
        return _chairs(actor, action, "1(1)①")
    if action in _PEOPLE_DESKS:
        return _people(actor, action, facts)
    if action in PREPARING:
        return _prepare(actor, action, facts)
    match facts:
        case PaperFacts():
            return _paper(actor, action, facts, table)
        case MeetingFacts():
            return _meeting(actor, action, facts)
        case PermitFacts():
            return _permit(actor, action, facts)
        case LabelChangeFacts():
            return _label_change(actor, action, facts)
        case None if action is Action.PERMIT_LIST:
            return _by_role(actor, "7-4(3)", *READERS, *SECRETARIAT)
    return _deny(Reason.NO_RULE)


def _missing(actor: Actor, action: Action) -> Decision | None:
    """What stands before every rule: a signed-in person, a device that has proven itself, an approved one."""
    if actor.needs_renewal:
        return _allow("6-2(4)") if action is Action.SESSION_RENEW else _deny(Reason.RENEWAL, "6-2(4)")
    if not actor.is_signed_in:
        return _deny(Reason.NOT_SIGNED_IN, "4②")
    if actor.device is Device.UNKNOWN and action not in _NOT_BY_DEVICE:
        return _deny(Reason.UNREGISTERED, "6-1(14)②")
    return None


FRESH_SECONDS = 15 * 60
"""How old a strong sign-in may be for acts on factors, for a permit's decision and for a device's approval."""

_ENROLLING = frozenset(
    {
        Action.FACTOR_CHANGE,
        Action.FACTOR_RESET,
        Action.FACTOR_RESET_CONFIRM,
        Action.FACTOR_RESET_DESK,
        Action.LETTER_DESK,
        Action.LETTER_ISSUE,
    }
)


def _enrolment(actor: Actor, action: Action, facts: Facts) -> Decision:
    if action is Action.FACTOR_CHANGE:
        return _fresh(actor, "3")
    if action is Action.FACTOR_RESET_DESK:
        return _by_role(actor, "6-2", *SECRETARIAT, Role.CHAIR, Role.DEPUTY)
    return _others_factors(actor, action, facts) if isinstance(facts, EnrolmentFacts) else _deny(Reason.NO_RULE)


def _others_factors(actor: Actor, action: Action, facts: EnrolmentFacts) -> Decision:
    if action is Action.FACTOR_RESET_CONFIRM:
        decision = _by_role(actor, "6-2", *SECRETARIAT, Role.CHAIR, Role.DEPUTY)
    else:
        chairs = {Role.CHAIR} if facts.is_administrators else set()
        decision = _by_role(actor, "6-2", Role.ADMINISTRATOR, *chairs)
    if not decision.is_allowed or action is Action.LETTER_DESK:
        return decision
    if facts.is_own:
        return _deny(Reason.OWN_FACTORS, "6-2")
    if action is Action.FACTOR_RESET_CONFIRM and facts.is_asker:
        return _deny(Reason.SAME_PERSON, "6-2")
    return _fresh(actor, "6-2")


def _fresh(actor: Actor, clause: str) -> Decision:
    return _if_fresh(actor, _allow(clause, Duty.RECORD))


def _if_fresh(actor: Actor, decision: Decision) -> Decision:
    """What was decided, unless it was allowed and the strong sign-in is too old: asked last, so that nobody proves
    who they are for something they may not do.
    """
    is_stale = actor.strong_age_seconds is None or actor.strong_age_seconds > FRESH_SECONDS
    return _deny(Reason.STALE, decision.clause) if decision.is_allowed and is_stale else decision


_DEVICE_DESKS = frozenset(
    {
        Action.DEVICE_DESK,
        Action.DEVICE_APPROVE,
        Action.DEVICE_STOP,
        Action.DEVICE_SITTING_DESK,
        Action.DEVICE_SITTING_APPROVE,
    }
)


def _device(actor: Actor, action: Action, facts: Facts) -> Decision:
    if action is Action.DEVICE_DESK:
        return _by_role(actor, "6-1(14)②", Role.ADMINISTRATOR, Role.CHAIR)
    if action is Action.DEVICE_SITTING_DESK:
        return _chairs(actor, action, "5(1)④")
    if not isinstance(facts, DeviceFacts):
        return _deny(Reason.NO_RULE)
    if action is Action.DEVICE_SITTING_APPROVE:
        decision = _chairs(actor, action, "5(1)④")
    elif action is Action.DEVICE_STOP:
        return _by_role(actor, "6-2(2)", Role.ADMINISTRATOR, Role.CHAIR)
    else:
        approvers = {Role.ADMINISTRATOR, Role.CHAIR} if facts.holder_is_administrator else {Role.ADMINISTRATOR}
        decision = _by_role(actor, "6-1(14)②", *approvers)
    if decision.is_allowed and facts.is_own:
        return _deny(Reason.OWN_DEVICE, decision.clause)
    return _if_fresh(actor, decision)


_PEOPLE_ROLES = {
    Action.CONNECTIONS_READ: ("6-2", (Role.ADMINISTRATOR, Role.CHAIR)),
    Action.CONNECTIONS_END: ("6-2", (Role.ADMINISTRATOR,)),
    Action.PEOPLE_READ: ("1(2)", (Role.ADMINISTRATOR,)),
    Action.PEOPLE_MANAGE: ("1(2)", (Role.ADMINISTRATOR,)),
    Action.DELEGATE: ("1(1)④", (Role.CHAIR,)),
}
_PEOPLE_DESKS = _PEOPLE_ROLES.keys() | {Action.PERSON_SUSPEND}


def _people(actor: Actor, action: Action, facts: Facts) -> Decision:
    if action is Action.PERSON_SUSPEND:
        return _suspend(actor, facts)
    clause, roles = _PEOPLE_ROLES[action]
    decision = _by_role(actor, clause, *roles)
    return _chairs(actor, action, "7-6③") if action is Action.PEOPLE_READ and not decision.is_allowed else decision


def _suspend(actor: Actor, facts: Facts) -> Decision:
    if not isinstance(facts, PersonFacts):
        return _deny(Reason.NO_RULE)
    decision = _chairs(actor, Action.PERSON_SUSPEND, "7-6③", Duty.RECORD)
    if decision.is_allowed and facts.is_own:
        return _deny(Reason.ONESELF, "7-6③")
    if decision.is_allowed and facts.is_chair:
        return _deny(Reason.CHAIR_THEMSELVES, "7-6③")
    return decision


def _chairs(actor: Actor, action: Action, clause: str, *duties: Duty) -> Decision:
    """What is the chair's: the chair, or whom the chair has given exactly this for now."""
    if actor.holds(Role.CHAIR):
        return _allow(clause, *duties)
    if not actor.holds(*DELEGATES):
        return _deny(Reason.ROLE, clause)
    if action not in actor.delegated_duties or actor.acting_for is None:
        return _deny(Reason.NOT_DELEGATED, "1(1)④")
    return Decision(True, Reason.ALLOWED, frozenset(duties), "1(1)④", is_delegated=True)


def _is_public(paper: PaperFacts) -> bool:
    return paper.level is Confidentiality.C1 and paper.is_released and not paper.is_withdrawn


def _by_role(actor: Actor, clause: str, *roles: Role) -> Decision:
    return _allow(clause) if actor.holds(*roles) else _deny(Reason.ROLE, clause)


def _prepare(actor: Actor, action: Action, facts: Facts) -> Decision:
    decision = _by_role(actor, "1(3)", *SECRETARIAT)
    if not decision.is_allowed or not isinstance(facts, PaperFacts) or facts.level is not Confidentiality.C3A:
        return decision
    touches_3a = {
        Action.MATERIAL_LABEL,
        Action.MATERIAL_PREPARE,
        Action.MATERIAL_WITHDRAW,
        Action.MATERIAL_RELEASE,
    }
    if action in touches_3a and not actor.holds(Role.ADMINISTRATOR):
        return _deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return decision


def _paper(actor: Actor, action: Action, paper: PaperFacts, table: HandlingTable) -> Decision:
    if action in READING:
        return _read(actor, action, paper, table)
    if action is Action.ORIGINAL_DOWNLOAD:
        reachable = _reach(actor, paper)
        return reachable if not reachable.is_allowed else _deny(Reason.NOT_RELEASED, "6-1(14)③")
    if action is Action.PERMIT_ASK:
        return _reach(actor, paper) if actor.holds(*READERS) else _deny(Reason.ROLE, "7-4(1)")
    if action is Action.PERMIT_DOWNLOAD:
        return _download(actor, paper, table)
    return _deny(Reason.NO_RULE)


def _reach(actor: Actor, paper: PaperFacts) -> Decision:
    """Need to know: who may meet this paper at all, whatever the device."""
    level = effective(paper.level)
    if paper.is_withdrawn and not actor.holds(*SECRETARIAT):
        known = paper.in_audience and paper.is_published
        return _deny(Reason.WITHDRAWN if known else Reason.NOT_PUBLISHED, "2(2)③")
    prepares = actor.holds(Role.ADMINISTRATOR) or (actor.holds(Role.CLERK) and level is not Confidentiality.C3A)
    if prepares:
        return _allow("1(3)")
    if level is Confidentiality.C3A and not paper.is_named:
        return _deny(Reason.NOT_NAMED, "2(1)")
    if not paper.in_audience:
        return _deny(Reason.NOT_IN_AUDIENCE, "2(2)③")
    if not paper.is_published:
        return _deny(Reason.NOT_PUBLISHED, "2(2)③")
    return _allow("2(2)③")


def _conditions(actor: Actor, paper: PaperFacts, table: HandlingTable) -> Decision:
    """The row of the paper's level: device, network, freshness."""
    row = table.row(effective(paper.level))
    if actor.device not in row.devices:
        return _deny(Reason.DEVICE, row.clause)
    if not actor.device_allowed_in_sitting:
        return _deny(Reason.SITTING, "5(1)④")
    if row.trusted_zone_only and table.zones_are_configured and not actor.in_trusted_zone:
        return _deny(Reason.ZONE, "2(1) 取扱制限6")
    if actor.strong_age_seconds is None or actor.strong_age_seconds > row.strong_seconds:
        return _deny(Reason.STALE, "3")
    if row.level in table.passkey_levels and not actor.is_phishing_resistant:
        return _deny(Reason.NEEDS_PASSKEY, "3")
    return _allow(row.clause)


def _read(actor: Actor, action: Action, paper: PaperFacts, table: HandlingTable) -> Decision:
    for step in (_reach(actor, paper), _conditions(actor, paper, table)):
        if not step.is_allowed:
            return step
    row = table.row(effective(paper.level))
    if action is Action.TEXT_READ:
        if row.text_needs_accommodation and not actor.has_accommodation:
            return _deny(Reason.ACCOMMODATION, row.clause)
        return _allow(row.clause, Duty.RECORD, Duty.NO_STORE)
    if action is Action.MATERIAL_READ:
        return _allow(row.clause, Duty.NO_STORE)
    if action is Action.CONTENTS_READ:
        return _allow(row.clause, Duty.RECORD, Duty.NO_STORE)
    return _allow(row.clause, Duty.RECORD, Duty.MARK, Duty.NO_STORE)


def _download(actor: Actor, paper: PaperFacts, table: HandlingTable) -> Decision:
    for step in (_reach(actor, paper), _conditions(actor, paper, table)):
        if not step.is_allowed:
            return step
    if not (paper.is_own_permit and paper.has_download_permit):
        return _deny(Reason.NEEDS_PERMIT, "6-1(14)③")
    duties = [Duty.RECORD, Duty.MARK, Duty.NO_STORE, Duty.COUNT_USE]
    if table.row(effective(paper.level)).permit_is_encrypted:
        duties.append(Duty.ENCRYPT)
    return _allow("7-4(1)", *duties)


def _meeting(actor: Actor, action: Action, meeting: MeetingFacts) -> Decision:
    if action is not Action.MEETING_READ:
        return _deny(Reason.NO_RULE)
    if actor.holds(*SECRETARIAT):
        return _allow("1(3)")
    if not meeting.is_attendee:
        return _deny(Reason.NOT_ATTENDEE, "5(1)②")
    return _allow("2(2)③") if meeting.is_published else _deny(Reason.NOT_PUBLISHED, "2(2)③")


def _permit(actor: Actor, action: Action, permit: PermitFacts) -> Decision:
    if action is not Action.PERMIT_DECIDE:
        return _deny(Reason.NO_RULE)
    decision = _chairs(actor, action, "7-4(1)", Duty.RECORD)
    if not decision.is_allowed:
        return decision
    if permit.is_own:
        return _deny(Reason.OWN_REQUEST, "7-4(1)")
    return _if_fresh(actor, decision) if permit.is_open else _deny(Reason.DECIDED_ALREADY, "7-4(1)")


def _label_change(actor: Actor, action: Action, change: LabelChangeFacts) -> Decision:
    if action is not Action.MATERIAL_LABEL_CONFIRM:
        return _deny(Reason.NO_RULE)
    if not actor.holds(*SECRETARIAT):
        return _deny(Reason.ROLE, "6-1(2)②")
    if change.is_own:
        return _deny(Reason.OWN_REQUEST, "6-1(2)②")
    if change.is_3a and not actor.holds(Role.ADMINISTRATOR):
        return _deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return _allow("6-1(2)②", Duty.RECORD)
