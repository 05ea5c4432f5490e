"""`decide`: may this actor do this, and on which duties. Pure. Deny unless a rule allows; the first refusal counts.

In prose, in the order of the code:
1. What the action's rule gives to everybody, it gives to everybody: signing in, a released level-1 paper.
2. A device whose proof is due proves itself, and does nothing else (6-2(4)).
3. Everything else needs a signed-in person (4②, 3).
4. From a device that nobody approved a person reaches what the action's rule opens to any device (6-1(14)②).
5. Then the action's own rule decides (`rules/`, one file a noun, the prose above the code).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.decisions import Decision, allow_unrecorded, deny
from app.access.facts import Actor, DeviceKind, Facts
from app.access.reasons import Reason
from app.access.rules import (
    alarms,
    board,
    devices,
    factors,
    ledger,
    materials,
    meetings,
    people,
    permits,
    reading,
    registers,
    sessions,
)
from app.access.rules.rule import Question, Rule, Rules
from app.access.table import DEFAULT, HandlingTable

_NOUNS = (sessions, alarms, board, factors, devices, people, meetings, materials, reading, permits, registers, ledger)


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
"""Action → rule. The service does not start with an action that nobody decides."""


def decide(actor: Actor, action: Action, facts: Facts, table: HandlingTable = DEFAULT) -> Decision:
    """Deny unless a line below allows. Raises nothing: facts of the wrong kind are `no_rule`."""
    rule = RULES[action]
    if (given := rule.to_everybody(facts)) is not None:
        return given
    if actor.needs_renewal:
        return allow_unrecorded("6-2(4)") if action is Action.SESSION_RENEW else deny(Reason.RENEWAL, "6-2(4)")
    if not actor.is_signed_in:
        return deny(Reason.NOT_SIGNED_IN, "4②")
    if actor.device is DeviceKind.UNKNOWN and not rule.on_any_device:
        return deny(Reason.UNREGISTERED, "6-1(14)②")
    return rule.decide(Question(actor, action, facts, table))
