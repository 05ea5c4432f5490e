"""Finds rules and notices: those that a person may see, the version that counts, and who has acknowledged which."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import Actor
from app.access.roles import Role
from app.audit.rows.missed import is_any_missing
from app.members.models import Office, Person
from app.rulebook import counting, owing
from app.rulebook.models import RuleReceipt, RuleVersion, WrittenRule
from app.rulebook.owing import RuleStanding
from app.rulebook.words import Concerned, RuleKind
from app.seals import RowAltered

HoldersOfPersonal = Callable[[Session], Collection[str]]
"""A function to the ids of the people who have a device of their own; devices are above this folder."""

_REVIEW_AFTER = timedelta(days=366)


@dataclass(frozen=True)
class ListedRule:
    """A rule or notice with the version that counts now; `version` None: nothing of it is in force yet.

    `is_whole`: nothing of it was altered beside the service; when False, `version` is None.
    """

    rule: WrittenRule
    version: RuleVersion | None
    is_whole: bool = True

    @property
    def is_review_due(self) -> bool:
        """True after the day by which it was to be reviewed; when none was set, a year after it began."""
        if self.version is None:
            return False
        review_on = self.version.review_on or (date.fromisoformat(self.version.in_force_on) + _REVIEW_AFTER).isoformat()
        return review_on < days.today().isoformat()


class Acknowledged(NamedTuple):
    """A version that a person has acknowledged, and when. `is_done`: it covers what has to be acknowledged now."""

    number: int
    at: datetime
    is_done: bool


class Acknowledgement(NamedTuple):
    """One person whom a rule concerns, with what they have acknowledged of it."""

    person: Person
    given: Acknowledged | None

    @property
    def is_missing(self) -> bool:
        """True when the person has not acknowledged what has to be acknowledged now."""
        return self.given is None or not self.given.is_done


class StandingPlan(NamedTuple):
    """The plan for emergencies that counts. `number`: its version's; None when an edit beside the service hides it."""

    number: int | None


class OwedRules(NamedTuple):
    """What a person has still to acknowledge. `altered`: how many more cannot be, because they were altered."""

    rules: list[ListedRule]
    altered: int


def listed(session: Session, actor: Actor, *, sees_all: bool) -> list[ListedRule]:
    """The rules that are not abolished, by kind and title. `sees_all`: also those that do not concern the actor."""
    query = select(WrittenRule).where(WrittenRule.ended_at.is_(None), WrittenRule.kind != RuleKind.NOTICE.value)
    rules = [rule for rule in session.scalars(query) if sees_all or may_know(actor, rule)]
    found = _with_versions(session, sorted(rules, key=lambda rule: (_place(rule), rule.title, rule.id)))
    return [each for each in found if sees_all or each.version is not None or not each.is_whole]


def notices(session: Session, actor: Actor, *, sees_all: bool, most: int) -> list[ListedRule]:
    """The newest notices that are not withdrawn, at most `most`."""
    query = select(WrittenRule).where(WrittenRule.ended_at.is_(None), WrittenRule.kind == RuleKind.NOTICE.value)
    if not sees_all:
        query = query.where(WrittenRule.concerned.in_([each.value for each in Concerned if actor.holds(*each.roles)]))
    rules = session.scalars(query.order_by(WrittenRule.created_at.desc(), WrittenRule.id).limit(most))
    return _with_versions(session, [rule for rule in rules if sees_all or rule.is_intact])


def owed(session: Session, actor: Actor) -> OwedRules:
    """What the person has still to acknowledge or confirm now: rules before notices, older ones first."""
    return _of_standings(session, owing.owed_by(session, actor))


def owed_before_personal(session: Session, person_id: str, roles: Collection[Role]) -> OwedRules:
    """What a person with these offices has to acknowledge before their own device is approved (5(1)④)."""
    return _of_standings(session, owing.before_personal(session, person_id, roles))


def _of_standings(session: Session, standings: Collection[RuleStanding]) -> OwedRules:
    whole = [each.rule_id for each in standings if each.is_whole]
    rules = sorted(
        session.scalars(select(WrittenRule).where(WrittenRule.id.in_(whole))) if whole else (),
        key=lambda rule: (rule.sort.is_notice, _place(rule), rule.created_at, rule.id),
    )
    found = [each for each in _with_versions(session, rules) if each.is_whole]  # their texts were not judged before
    return OwedRules(found, len(standings) - len(found))


def count_owed(session: Session, actor: Actor) -> int:
    """How many rules and notices the person has still to acknowledge, altered ones included."""
    return len(owing.owed_by(session, actor))


def any_written() -> ColumnElement[bool]:
    """A condition in SQL: whether there is a rule or notice that anybody may have to acknowledge."""
    return exists().where(WrittenRule.id.is_not(None))


def may_know(actor: Actor, rule: WrittenRule) -> bool:
    """Whether the person may read it: it concerns them, or is one to be read before a personal device is asked for."""
    return rule.is_intact and actor.holds(*rule.audience.roles)


def plan_in_force(session: Session) -> StandingPlan | None:
    """The newest plan for emergencies (7-3(1)) that is not abolished and of which a version counts; None without one.

    Every rule is read: one that was altered, or that is missing, may have been a plan, or a version of it.
    """
    rules = session.scalars(select(WrittenRule).order_by(WrittenRule.created_at.desc(), WrittenRule.id)).all()
    plans = [each for each in rules if not each.is_intact or (each.sort is RuleKind.PLAN and each.ended_at is None)]
    found = _with_versions(session, plans)
    if not all(each.is_whole for each in found) or is_any_missing(session, (WrittenRule, RuleVersion)):
        return StandingPlan(None)
    return next((StandingPlan(each.version.number) for each in found if each.version is not None), None)


def whole_versions(session: Session, rule_id: str) -> list[RuleVersion]:
    """All versions of a rule, future ones included, the newest first. Raises RowAltered if one does not fit its seal.

    All code that reads a version's text, or asks which version counts, gets them here: one altered version can also
    change which of the others counts.
    """
    query = select(RuleVersion).where(RuleVersion.rule_id == rule_id).order_by(RuleVersion.number.desc())
    versions = list(session.scalars(query))
    if not versions or not all(each.is_intact for each in versions):
        raise RowAltered(cause=f"versions of {rule_id} do not fit their seals")
    return versions


def acknowledgements(
    session: Session, rule: WrittenRule, versions: Collection[RuleVersion], holders_of_personal: Collection[str]
) -> list[Acknowledgement]:
    """The acknowledgements of all people in office whom the rule concerns, in the order of seats.

    `holders_of_personal`: the ids of those who may use a personal device now.
    """
    moment = clock.now()
    roles = [role.value for role in rule.audience.roles]
    in_office = (Office.ends_at.is_(None)) | (Office.ends_at > moment)
    held = select(Office.person_id).where(Office.role.in_(roles), Office.starts_at <= moment, in_office)
    query = select(Person).where(Person.id.in_(held), Person.state == "active")
    people = session.scalars(query.order_by(Person.seat_number.is_(None), Person.seat_number, Person.login)).all()
    given = _given(session, rule.id, versions)
    return [
        Acknowledgement(person, given.get(person.id))
        for person in people
        if rule.audience is not Concerned.PERSONAL or person.id in holders_of_personal
    ]


def given_by(session: Session, rule_id: str, person_id: str, versions: Collection[RuleVersion]) -> Acknowledged | None:
    """The version of a rule that this person has acknowledged, None without one."""
    return _given(session, rule_id, versions, person_id).get(person_id)


def _given(
    session: Session, rule_id: str, versions: Collection[RuleVersion], person_id: str | None = None
) -> dict[str, Acknowledged]:
    """Person id → the newest intact receipt that covers what has to be acknowledged now, else the newest intact one."""
    asked = counting.asked_now(versions, clock.now())
    covering = counting.same_as(versions, asked) if asked else frozenset()
    query = select(RuleReceipt).where(RuleReceipt.rule_id == rule_id)
    if person_id is not None:
        query = query.where(RuleReceipt.person_id == person_id)
    given = [receipt for receipt in session.scalars(query) if receipt.is_intact]
    return {
        each.person_id: Acknowledged(each.number, each.at, each.number in covering)
        for each in sorted(given, key=lambda one: (one.number in covering, one.number))
    }


def _place(rule: WrittenRule) -> int:
    """The place of its kind in the list; altered rules, whose kind may be any text, come last."""
    order = [kind.value for kind in RuleKind]
    return order.index(rule.kind) if rule.is_intact else len(order)


def _with_versions(session: Session, rules: Collection[WrittenRule]) -> list[ListedRule]:
    moment = clock.now()
    ids = [rule.id for rule in rules]
    by_rule: dict[str, list[RuleVersion]] = {}
    for version in session.scalars(select(RuleVersion).where(RuleVersion.rule_id.in_(ids))) if ids else ():
        by_rule.setdefault(version.rule_id, []).append(version)
    found = []
    for rule in rules:
        versions = by_rule.get(rule.id, [])
        is_whole = rule.is_intact and all(each.is_intact for each in versions)
        found.append(ListedRule(rule, counting.counted(versions, moment) if is_whole else None, is_whole))
    return found
