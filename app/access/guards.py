"""The table of acts that need more than permission: those that cannot be undone, give power, or admit somebody.

One row for each act: who does it, whether a second person must confirm, how recent and strong the sign-in must be, who
is told, what is shown before, and how it is undone. `policy.decide` looks at a row once the act's own rule has allowed
it, `auth.alarms.telling` tells whom it names, and `guards_in_print` prints the table into `docs/ja/guards.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.decisions import Decision, deny
from app.access.facts import Actor, DeviceFacts, EnrolmentFacts, Facts, PersonFacts
from app.access.guard import Guard, When
from app.access.guarding.council import OF_COUNCIL
from app.access.guarding.entry import OF_ENTRY
from app.access.guarding.ledger import OF_REMITS
from app.access.guarding.meetings import OF_MEETINGS
from app.access.guarding.papers import OF_PAPERS
from app.access.guarding.people import OF_PEOPLE
from app.access.guarding.server import ON_SERVER
from app.access.reasons import Reason

GUARDS: Mapping[GuardedAct, Guard] = MappingProxyType(
    {**OF_ENTRY, **OF_PAPERS, **OF_MEETINGS, **OF_PEOPLE, **OF_COUNCIL, **OF_REMITS, **ON_SERVER}
)
"""Act → row. An act that is not here is decided by its rule alone."""


def guarded(actor: Actor, action: Action, facts: Facts, decision: Decision) -> Decision:
    """The rule's decision, or a refusal when the act's row demands a more recent or stronger sign-in.

    Checked after the rule, so that nobody is asked to sign in again for something that they may not do anyway.
    """
    guard = GUARDS.get(action)
    if guard is None or not decision.is_allowed:
        return decision
    age = actor.strong_age_seconds
    if guard.fresh_seconds is not None and (age is None or age > guard.fresh_seconds):
        return deny(Reason.STALE, decision.clause)
    if _needs_passkey(guard, facts) and not actor.is_phishing_resistant:
        return deny(Reason.NEEDS_PASSKEY, decision.clause)
    return decision


def _needs_passkey(guard: Guard, facts: Facts) -> bool:
    """Whether the row demands a passkey. Also when the facts do not say whether a person with power is concerned."""
    if guard.passkey is not When.POWER:
        return guard.passkey is not None
    if isinstance(facts, EnrolmentFacts | PersonFacts):
        return facts.has_power
    return not isinstance(facts, DeviceFacts) or facts.holder_has_power
