"""Which rules a person still has to acknowledge. One statement reads every rule, version and receipt of the person.

A version that has to be acknowledged stops only sessions that began after it came into force, so that nobody is stopped
in the middle of a sitting. Ended rules are read too: an edit beside the service could mark a rule as ended, and a
condition in SQL would then leave it out unseen. A row that was altered takes no duty away: the rule still has to be
acknowledged, and an altered receipt does not count.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, String, and_, bindparam, select, true, type_coerce
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor, DeviceKind
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.rows.missed import ANY_FOUND, missing_rows
from app.audit.search import detail_of, parts_of
from app.audit.vocabulary import EventKind
from app.db import UtcDateTime, from_microseconds
from app.driver.prepared import Prepared
from app.rulebook import counting
from app.rulebook.models import RuleReceipt, RuleVersion, WrittenRule
from app.rulebook.words import Concerned, RuleKind, is_about_devices
from app.seals import AlteredRow, fits, remembered


class ReadVersion(NamedTuple):
    """The columns of a `RuleVersion` that decide who has to acknowledge it."""

    number: int
    in_force_at: datetime
    is_asked: bool
    corrects: int | None
    withdrawn_at: datetime | None


@dataclass
class RuleStanding:
    """How one person stands to a rule or notice.

    `kind`, `concerned`: None when the rule's own row was altered; it then stops, and concerns, everybody.
    `altered`: the numbers of versions that do not fit their seals; `versions`: the others. `acknowledged`: the numbers
    of which the person has given a receipt.
    """

    rule_id: str
    kind: RuleKind | None
    concerned: Concerned | None
    has_ended: bool
    versions: list[ReadVersion] = field(default_factory=list)
    altered: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """True when nothing of it was altered beside the service."""
        return self.kind is not None and not self.altered

    @property
    def is_notice(self) -> bool:
        """True for an unaltered notice, which stops nobody. An altered row may have been a rule."""
        return self.is_whole and self.kind is RuleKind.NOTICE

    def is_owed(self, moment: datetime) -> bool:
        """Whether the person has to acknowledge it at a moment. An altered version has to be acknowledged as well."""
        if self.altered - self.acknowledged:
            return True
        return not self.has_ended and counting.is_owed(self.versions, moment, self.acknowledged)

    def is_for(self, roles: Collection[Role], device: DeviceKind) -> bool:
        """Whether it concerns a person with these offices, on a device of this kind; an altered one does."""
        return not self.is_whole or self.concerned is None or concerns(roles, device, self.concerned)


_OF_RULE = WrittenRule.sealed_columns
_OF_VERSION = RuleVersion.sealed_columns
_VERSION_AT = 2 + len(_OF_RULE)
_RECEIPT_AT = _VERSION_AT + 2 + len(_OF_VERSION)
_NUMBER_AT = _VERSION_AT + 2 + _OF_VERSION.index("number")
_PERSON = bindparam("person", type_=String)


def _plain(column: Any) -> Any:
    """A column of moments as the integers that the database keeps; any other column unchanged."""
    return type_coerce(column, BigInteger) if isinstance(column.type, UtcDateTime) else column


_LEDGER = select(ANY_FOUND.label("any_found")).subquery()
_EVERY = Prepared(
    select(
        WrittenRule.id,
        WrittenRule.seal,
        *(_plain(getattr(WrittenRule, name)) for name in _OF_RULE),
        RuleVersion.id,
        RuleVersion.seal,
        *(_plain(getattr(RuleVersion, name)) for name in _OF_VERSION),
        _plain(RuleReceipt.at),
        RuleReceipt.seal,
        _LEDGER.c.any_found,
    )
    .select_from(_LEDGER)
    .outerjoin(WrittenRule, true())
    .outerjoin(RuleVersion, RuleVersion.rule_id == WrittenRule.id)
    .outerjoin(
        RuleReceipt,
        and_(
            RuleReceipt.rule_id == RuleVersion.rule_id,
            RuleReceipt.number == RuleVersion.number,
            RuleReceipt.person_id == _PERSON,
        ),
    )
)
# Every request runs this statement. It has a row also when there is no rule, which says whether anything was ever found
# altered: where nothing was, the ledger need not be read.


def standings(session: Session, person_id: str) -> list[RuleStanding]:
    """How a person stands to every rule and notice, ended ones too.

    What was found to be missing, and the person has not acknowledged, is as one that was altered.
    """
    found: dict[str, RuleStanding] = {}
    rows = _EVERY.rows(session.connection(), {_PERSON.key: person_id})
    for columns in rows if rows[0][0] is not None else ():
        of_rule, of_version = columns[:_VERSION_AT], columns[_VERSION_AT:_RECEIPT_AT]
        both = columns[:_RECEIPT_AT]
        is_whole = remembered(session, both, partial(_fit, session, of_rule, of_version))
        rule_id = columns[0]
        if rule_id not in found:
            is_rule_whole = is_whole or _rule_fits(session, of_rule)
            found[rule_id] = RuleStanding(rule_id, *(_read_rule(of_rule) if is_rule_whole else (None, None, False)))
        standing = found[rule_id]
        if of_version[0] is not None:
            if is_whole or _version_fits(session, of_version):
                standing.versions.append(_read_version(of_version))
            else:
                standing.altered.add(columns[_NUMBER_AT])
        at, seal, _any_found = columns[_RECEIPT_AT:]
        key = (rule_id, person_id, columns[_NUMBER_AT])
        if seal is not None and fits(session, RuleReceipt, key, (at,), seal):
            standing.acknowledged.add(columns[_NUMBER_AT])
    missed = _missed_by(session, person_id) if rows[0][-1] else ()
    return [*found.values(), *(RuleStanding(key, None, None, has_ended=False, altered={0}) for key in missed)]


def _missed_by(session: Session, person_id: str) -> list[str]:
    """The missing rows that may ask something of the person: all but those that they have acknowledged by the ledger.

    Whom the rule concerned, and whether it was a notice, nobody knows any more.
    """
    missing = missing_rows(session, (WrittenRule, RuleVersion))
    if not missing:
        return []
    acknowledged = frozenset(_acknowledged(session, person_id))
    return [row.key for row in missing if acknowledged.isdisjoint(_asked(session, row))]


def _acknowledged(session: Session, person_id: str) -> Iterator[tuple[str, object]]:
    """Rule and number of each version, and each rule by itself."""
    own = (LedgerRecord.kind == EventKind.RULE_ACKNOWLEDGED.value, LedgerRecord.actor_id == person_id)
    for body in session.scalars(select(LedgerRecord.body).where(*own)):
        detail = detail_of(body)
        yield str(detail.get("rule")), detail.get("version")
        yield str(detail.get("rule")), None


def _asked(session: Session, row: AlteredRow) -> set[tuple[str, object]]:
    """What covers a missing row: the version that the record of its writing tells of, or any of a missing rule."""
    if row.table == WrittenRule.__tablename__:
        return {(row.key, None)}
    written = select(LedgerRecord.body).where(
        LedgerRecord.kind == EventKind.RULE_WRITTEN.value, LedgerRecord.body.contains(row.key)
    )
    bodies = [body for body in session.scalars(written) if f"{row.table}/{row.key}" in parts_of(body, "rows")]
    return {(str(detail.get("rule")), detail.get("version")) for detail in map(detail_of, bodies)}


def stops(session: Session, person_id: str, roles: Collection[Role], device: DeviceKind, since: datetime) -> bool:
    """Whether a session that began at `since` may read nothing until a rule is acknowledged. Notices stop nobody."""
    moment = clock.now()
    return any(
        not each.is_notice and each.is_for(roles, device) and each.is_owed(since) and each.is_owed(moment)
        for each in standings(session, person_id)
    )


def owed_by(session: Session, actor: Actor) -> list[RuleStanding]:
    """The rules and notices that the person has to acknowledge or confirm now."""
    moment = clock.now()
    return [
        each
        for each in standings(session, actor.person_id or "")
        if each.is_for(actor.roles, actor.device) and each.is_owed(moment)
    ]


def before_personal(session: Session, person_id: str, roles: Collection[Role]) -> list[RuleStanding]:
    """The rules that a person with these offices has to acknowledge before their own device is approved."""
    moment = clock.now()
    return [
        each
        for each in standings(session, person_id)
        if (each.kind is None or each.concerned is None or is_about_devices(each.kind, each.concerned))
        and each.is_for(roles, DeviceKind.PERSONAL)
        and each.is_owed(moment)
    ]


def concerns(roles: Collection[Role], device: DeviceKind, concerned: Concerned) -> bool:
    """Whether a rule for `concerned` is for a person with these offices, on a device of this kind."""
    if concerned is Concerned.PERSONAL and device is not DeviceKind.PERSONAL:
        return False
    return not concerned.roles.isdisjoint(roles)


Columns = tuple[Any, ...]


def _fit(session: Session, of_rule: Columns, of_version: Columns) -> bool:
    return _rule_fits(session, of_rule) and (of_version[0] is None or _version_fits(session, of_version))


def _rule_fits(session: Session, of_rule: Columns) -> bool:
    return fits(session, WrittenRule, of_rule[:1], of_rule[2:], of_rule[1])


def _version_fits(session: Session, of_version: Columns) -> bool:
    return fits(session, RuleVersion, of_version[:1], of_version[2:], of_version[1])


@lru_cache(maxsize=2048)
def _read_rule(of_rule: Columns) -> tuple[RuleKind, Concerned, bool]:
    said = dict(zip(_OF_RULE, of_rule[2:], strict=True))
    return RuleKind(said["kind"]), Concerned(said["concerned"]), said["ended_at"] is not None


@lru_cache(maxsize=4096)
def _read_version(of_version: Columns) -> ReadVersion:
    said = dict(zip(_OF_VERSION, of_version[2:], strict=True))
    withdrawn_at = said["withdrawn_at"]
    return ReadVersion(
        said["number"],
        from_microseconds(said["in_force_at"]),
        said["is_asked"],
        said["corrects"],
        None if withdrawn_at is None else from_microseconds(withdrawn_at),
    )
