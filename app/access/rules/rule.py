"""The parts of rules: question, rule, and conditions that several rule files share. Knows no noun of the council."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.duties import CARRIERS
from app.access.facts import Actor, Facts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.table import HandlingTable


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


def _sign_in_first(_facts: Facts) -> Reason:
    return Reason.NOT_SIGNED_IN


@dataclass(frozen=True)
class Rule:
    """How one action is decided.

    `decide`: called only for a signed-in person on an approved device; with `on_any_device`, on any device.
    `to_everybody`: called before that; a decision that it returns counts for everybody, signed in or not.
    `to_strangers`: why somebody who is not signed in is refused.
    """

    decide: Decide
    on_any_device: bool = False
    to_everybody: Callable[[Facts], Decision | None] = _to_nobody
    to_strangers: Callable[[Facts], Reason] = _sign_in_first


Rules = Mapping[Action, Rule]


@dataclass(frozen=True)
class About(Generic[AnyFacts]):
    """A rule that needs facts of `kind`; `decide_all` also decides without any."""

    kind: type[AnyFacts]
    decide: Callable[[Question, AnyFacts], Decision] | None
    decide_all: Callable[[Question, AnyFacts | None], Decision] | None = None

    def __call__(self, question: Question) -> Decision:
        facts = question.facts
        if self.decide_all is not None:
            return self.decide_all(question, facts if isinstance(facts, self.kind) else None)
        if self.decide is not None and isinstance(facts, self.kind):
            return self.decide(question, facts)
        return deny(Reason.NO_RULE)


def about(kind: type[AnyFacts], decide: Callable[[Question, AnyFacts], Decision]) -> Decide:
    """A rule about facts of one kind. Facts of any other kind, or none, are refused with `no_rule`."""
    return About(kind, decide)


def about_one_or_all(kind: type[AnyFacts], decide: Callable[[Question, AnyFacts | None], Decision]) -> Decide:
    """A rule about one thing of a kind; without facts of that kind (of a meeting, or none) about all of them."""
    return About(kind, None, decide)


def of_roles(clause: str, *roles: Role) -> Decide:
    """A rule that allows everybody who holds one of the roles."""
    return lambda question: by_role(question.actor, clause, *roles)


def of_roles_or_by_law(clause: str, *roles: Role) -> Decide:
    """As `of_roles`, and a person who acts for the chair by law and may do this then (`BY_LAW_ALONE`)."""

    def judge(question: Question) -> Decision:
        actor = question.actor
        acts = actor.acts_because is not None and question.action in actor.delegated_duties
        if acts and not actor.holds(*roles):
            return replace(allow("1(1)④"), is_delegated=True)
        return by_role(actor, clause, *roles)

    return judge


def of_the_chair(clause: str) -> Decide:
    """A rule that allows the chair, and a person to whom the chair has delegated exactly this action."""
    return lambda question: chairs(question, clause)


def by_role(actor: Actor, clause: str, *roles: Role) -> Decision:
    """Allow an actor who holds one of the roles."""
    return allow(clause) if actor.holds(*roles) else deny(Reason.ROLE, clause)


def chairs(question: Question, clause: str) -> Decision:
    """Allow the chair, and a person who carries this very action now, by delegation or by law."""
    actor = question.actor
    if actor.holds(Role.CHAIR):
        return allow(clause)
    if not actor.holds(*CARRIERS):
        return deny(Reason.ROLE, clause)
    is_known_whose = actor.acting_for is not None or actor.acts_because is not None
    if question.action not in actor.delegated_duties or not is_known_whose:
        return deny(Reason.NOT_DELEGATED, "1(1)④")
    return replace(allow("1(1)④"), is_delegated=True)
