"""`decide`: may this actor do this action, and with which duties. Pure. Refused unless a rule allows it.

In prose, in the order of the code; the first refusal is the answer:
0. While all is stopped, only what `stops.halting.STAYS_OPEN` names goes on (6-5(2)).
1. What the action's rule opens to everybody is allowed first: signing in, a released level-1 paper.
2. A device whose proof is due may prove its key, and do nothing else (6-2(4)).
3. Everything else needs a signed-in person (4②, 3).
4. From a device that nobody approved a person reaches what the action's rule opens to any device (6-1(14)②).
5. Who has still to acknowledge rules does so before anything else that reads (1章5); what must not wait is in
   `rulebook.BEFORE_RULES`.
6. Then the action's own rule decides (`rules/`, one file a noun, the prose above the code).
7. While reading is frozen, what only widens who reads, or what is read, is refused (`stops/freezing.py`, 6-5(2)).
8. What is allowed so far may need a fresher or stronger sign-in than this one (`guards.py`).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.decisions import Decision, allow_unrecorded, deny
from app.access.facts import HIDDEN, Actor, DeviceKind, Facts
from app.access.guards import guarded
from app.access.reasons import Reason
from app.access.rules import (
    board,
    halts,
    ledger,
    materials,
    meetings,
    people,
    permits,
    reading,
    registers,
    rulebook,
    standards,
)
from app.access.rules.entry import devices, factors, sessions
from app.access.rules.rule import About, Question, Rule, Rules
from app.access.stops.freezing import frozen
from app.access.stops.halting import STAYS_OPEN, HaltDepth
from app.access.table import DEFAULT, HandlingTable

_NOUNS = (
    sessions,
    board,
    factors,
    devices,
    people,
    meetings,
    materials,
    reading,
    permits,
    registers,
    rulebook,
    ledger,
    halts,
    standards,
)


def assemble(nouns: Iterable[Rules]) -> Mapping[Action, Rule]:
    """One rule for each action. Raises TypeError for an action with none or two, and for a rule of no action."""
    table: dict[Action, Rule] = {}
    for rules in nouns:
        for action, rule in rules.items():
            if not isinstance(action, Action):
                raise TypeError(f"a rule for {action!r}, which is no action")
            if action in table:
                raise TypeError(f"two rules for {action!r}")
            table[action] = rule
    if missing := set(Action) - table.keys():
        raise TypeError(f"no rule for {sorted(missing)}")
    return MappingProxyType(table)


RULES = assemble(noun.RULES for noun in _NOUNS)
"""The rule of every action. Import fails when an action has none, so that the service cannot start without it."""


def decide(actor: Actor, action: Action, facts: Facts, table: HandlingTable = DEFAULT) -> Decision:
    """The policy's decision; refused unless a line below allows. Raises nothing: wrong facts give `no_rule`."""
    if actor.halt is HaltDepth.ALL and action not in STAYS_OPEN:
        return deny(Reason.ALL_STOPPED if actor.is_signed_in else Reason.CLOSED, "6-5(2)")
    rule = RULES[action]
    if (given := rule.to_everybody(facts)) is not None:
        return given
    if actor.needs_renewal:
        return allow_unrecorded("6-2(4)") if action is Action.SESSION_RENEW else deny(Reason.RENEWAL, "6-2(4)")
    if not actor.is_signed_in:
        return deny(rule.to_strangers(facts), "4②")
    if (kept_out := _kept_out(actor, action, rule)) is not None:
        return kept_out
    decision = frozen(actor, action, rule.decide(Question(actor, action, facts, table)))
    return guarded(actor, action, facts, decision)


def _kept_out(actor: Actor, action: Action, rule: Rule) -> Decision | None:
    """The refusal of a signed-in person before the action's own rule; None when that rule decides."""
    if actor.device is DeviceKind.UNKNOWN and not rule.on_any_device:
        return deny(Reason.UNREGISTERED, "6-1(14)②")
    if actor.owes_rules and action not in rulebook.BEFORE_RULES:
        return deny(Reason.RULES_FIRST, "1章5")
    return None


def decide_unknown(actor: Actor, action: Action, table: HandlingTable = DEFAULT) -> Decision:
    """The decision about a thing that does not exist: the same as about one that this actor may not know of.

    An actor who may know of everything of the kind is told that there is none (`Reason.UNKNOWN`): one who could do this
    with each of them, or with all but the chair's alone.
    """
    rule = RULES[action].decide
    decision = decide(actor, action, HIDDEN.get(rule.kind) if isinstance(rule, About) else None, table)
    knows_all = decision.is_allowed or decision.reason is Reason.CHAIRS_ALONE
    return deny(Reason.UNKNOWN, decision.clause) if knows_all else decision
