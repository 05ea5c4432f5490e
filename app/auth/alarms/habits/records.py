"""The ledger's records that tell how people use the system, read for the habits alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, distinct, func, or_, select
from sqlalchemy.orm import Session

from app.access.reasons import Reason
from app.audit.models import LedgerHead, LedgerRecord
from app.audit.search import Found, opened
from app.audit.vocabulary import EventKind
from app.limits.of_worker import HabitLimits

READING = frozenset(
    {
        EventKind.CONTENTS_ISSUED,
        EventKind.PAGE_ISSUED,
        EventKind.REGION_ISSUED,
        EventKind.TEXT_ISSUED,
        EventKind.PERMIT_ISSUED,
    }
)
"""A paper's pages, text or PDF left. Small pages are not among them: a strip of a long paper is drawn at once."""

_LOOKED_AT = READING | {EventKind.SIGN_IN, EventKind.REFUSED}
_OF_EVERYBODY = frozenset(
    {
        Reason.NOT_SIGNED_IN,
        Reason.STALE,
        Reason.RENEWAL,
        Reason.RULES_FIRST,
        Reason.NEEDS_PASSKEY,
        Reason.BEING_RENEWED,
        Reason.FROZEN,
        Reason.ALL_STOPPED,
        Reason.CLOSED,
    }
)
"""Refusals that anybody meets who does nothing but read on: the way to be let through is on the same screen."""


@dataclass(frozen=True)
class Use:
    """One record of somebody's use. `page` None: of a whole paper, or of none.

    `refusals`: how many refusals it stands for that say something of the person.
    """

    seq: int
    at: datetime
    kind: EventKind
    person_id: str
    session_id: str | None
    address: str
    material_id: str | None
    page: int | None
    refusals: int

    @property
    def is_reading(self) -> bool:
        """A paper's content left for this person."""
        return self.kind in READING

    @property
    def is_refusal(self) -> bool:
        """Nothing was let through."""
        return self.kind is EventKind.REFUSED


def end_of_ledger(session: Session) -> int:
    """The number of the last record, 0 without one."""
    return session.scalar(select(LedgerHead.seq)) or 0


def uses(session: Session, *, after: int, at_most: int) -> list[Use]:
    """The records after a number, in order; of people who are known only."""
    query = _of_kinds(_LOOKED_AT).where(LedgerRecord.seq > after).order_by(LedgerRecord.seq).limit(at_most)
    return _read(session, query)


def first_since(session: Session, moment: datetime) -> int:
    """The number of the first record stamped then or later."""
    query = select(LedgerRecord.seq).where(LedgerRecord.at >= moment).order_by(LedgerRecord.at, LedgerRecord.seq)
    return session.scalar(query.limit(1)) or 0


def who_read_much(session: Session, people: Collection[str], limits: HabitLimits, *, since: int) -> frozenset[str]:
    """Which of these people have enough records of reading since a number to be looked at closely."""
    many = func.count() >= limits.pages_an_hour
    wide = func.count(distinct(LedgerRecord.material_id)) >= limits.papers_an_hour
    query = select(LedgerRecord.actor_id).where(
        LedgerRecord.kind.in_(_values(READING)), LedgerRecord.seq >= since, LedgerRecord.actor_id.in_(people)
    )
    found = session.scalars(query.group_by(LedgerRecord.actor_id).having(or_(many, wide)))
    return frozenset(person_id for person_id in found if person_id is not None)


def of_person(session: Session, person_id: str, kinds: Collection[EventKind], *, since: int, until: int) -> list[Use]:
    """One person's records of these kinds between two numbers, both included, in order."""
    query = _of_kinds(kinds).where(LedgerRecord.actor_id == person_id, LedgerRecord.seq.between(since, until))
    return _read(session, query.order_by(LedgerRecord.seq))


def alarms_about(session: Session, person_id: str, *, since: datetime, until: datetime) -> frozenset[str]:
    """The kinds of the alarms about a person between two moments."""
    query = _of_kinds({EventKind.ALARM}).where(
        LedgerRecord.actor_id == person_id, LedgerRecord.at.between(since, until)
    )
    return frozenset(str(found.detail.get("alarm")) for found in opened(session.scalars(query)))


def _of_kinds(kinds: Collection[EventKind]) -> Select[LedgerRecord]:
    return select(LedgerRecord).where(LedgerRecord.kind.in_(_values(kinds)), LedgerRecord.actor_id.is_not(None))


def _values(kinds: Collection[EventKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def _read(session: Session, query: Select[LedgerRecord]) -> list[Use]:
    return [
        Use(
            seq=found.seq,
            at=found.at,
            kind=found.kind,
            person_id=found.actor_id or "",
            session_id=found.session_id,
            address=found.address or "",
            material_id=found.material_id,
            page=found.page,
            refusals=_refusals_in(found),
        )
        for found in opened(session.scalars(query))
    ]


def _refusals_in(found: Found) -> int:
    """How many refusals a record stands for; 0 where anybody is refused so who only reads on."""
    if found.kind is not EventKind.REFUSED or found.detail.get("reason") in _OF_EVERYBODY:
        return 0
    count = found.detail.get("count", 1)
    return count if isinstance(count, int) else 1
