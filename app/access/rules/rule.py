"""What a rule is made of: the question, the rule, and the conditions that several nouns put. Knows no noun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.duties import DELEGATES
from app.access.facts import Actor, Facts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.table import HandlingTable

FRESH_SECONDS = 15 * 60
"""How old a strong sign-in may be for acts on factors, for a permit's decision and for a device's approval."""


@dataclass(frozen=True)
class Question:
    """May this actor do this, about these facts, under this handling table?"""

    actor: Actor
    action: Action
    facts: Facts
    table: HandlingTable


Decide = Callable[[Question], Decision]
AnyFacts = TypeVar("AnyFacts")


def _to_nobody(_facts: Facts) -> Decision | None:
    return None


@dataclass(frozen=True)
class Rule:
    """How one action is decided.

    `decide` is asked about a signed-in person on an approved device; with `on_any_device`, about a signed-in person.
    `to_everybody` is asked before that. Its decision, where it gives one, counts for everybody, signed in or not.
    """

    decide: Decide
    on_any_device: bool = False
    to_everybody: Callable[[Facts], Decision | None] = _to_nobody


Rules = Mapping[Action, Rule]


def about(kind: type[AnyFacts], decide: Callable[[Question, AnyFacts], Decision]) -> Decide:
    """A rule that needs facts of one kind. Facts of any other kind, or none, meet no rule."""

    def of_that_kind(question: Question) -> Decision:
        return decide(question, question.facts) if isinstance(question.facts, kind) else deny(Reason.NO_RULE)

    return of_that_kind


def of_roles(clause: str, *roles: Role) -> Decide:
    """Whoever holds one of the roles."""
    return lambda question: by_role(question.actor, clause, *roles)


def of_the_chair(clause: str) -> Decide:
    """The chair, or whom the chair has given exactly this action for now."""
    return lambda question: chairs(question, clause)


def by_role(actor: Actor, clause: str, *roles: Role) -> Decision:
    """Allowed to whoever holds one of the roles."""
    return allow(clause) if actor.holds(*roles) else deny(Reason.ROLE, clause)


def chairs(question: Question, clause: str) -> Decision:
    """What is the chair's: the chair, or whom the chair has given exactly this for now."""
    actor = question.actor
    if actor.holds(Role.CHAIR):
        return allow(clause)
    if not actor.holds(*DELEGATES):
        return deny(Reason.ROLE, clause)
    if question.action not in actor.delegated_duties or actor.acting_for is None:
        return deny(Reason.NOT_DELEGATED, "1(1)④")
    return replace(allow("1(1)④"), is_delegated=True)


def if_fresh(actor: Actor, decision: Decision) -> Decision:
    """What was decided, unless it was allowed and the strong sign-in is too old.

    Ask it last, so that nobody proves who they are for something they may not do.
    """
    is_stale = actor.strong_age_seconds is None or actor.strong_age_seconds > FRESH_SECONDS
    return deny(Reason.STALE, decision.clause) if decision.is_allowed and is_stale else decision
