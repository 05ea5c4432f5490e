"""Reads the ledger's records of sign-ins, readings and refusals for the habits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, distinct, func, or_, select
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
        EventKind.PLACES_ISSUED,
        EventKind.PERMIT_ISSUED,
    }
)
"""Kinds of records of a paper's pages, text or PDF sent to a person.

Thumbnails are left out: opening a long paper sends a whole strip of them.
"""

_MOST_FOUND = 30
"""The most pages that one record of a search tells of."""

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
        Reason.MARK_LOST,
        Reason.MARK_UNCHECKED,
        Reason.ALL_STOPPED,
        Reason.CLOSED,
    }
)
"""Reasons of refusals that ordinary reading meets. They say nothing about the person, so they are not counted."""


@dataclass(frozen=True)
class Use:
    """One ledger record of a person's use. `page`: None when it is about a whole paper, or about no paper.

    `found`: the pages that a search has told of, with words from them; empty for every other record.
    `refusals`: how many refusals the record stands for, without those of `_OF_EVERYBODY`.
    """

    seq: int
    at: datetime
    kind: EventKind
    person_id: str
    session_id: str | None
    address: str
    material_id: str | None
    page: int | None
    found: tuple[str, ...]
    refusals: int

    @property
    def is_reading(self) -> bool:
        """True when a paper's content was sent to this person."""
        return self.kind in READING

    @property
    def is_refusal(self) -> bool:
        """True when the request was refused."""
        return self.kind is EventKind.REFUSED


def end_of_ledger(session: Session) -> int:
    """The number of the ledger's last record; 0 for an empty ledger."""
    return session.scalar(select(LedgerHead.seq)) or 0


def was_sealed(session: Session, table: str) -> bool:
    """Whether the ledger says that this table has had seals since a start of the service."""
    query = select(LedgerRecord).where(LedgerRecord.kind == EventKind.SEALED.value)
    names = (str(found.detail.get("tables", "")).split() for found in opened(session.scalars(query)))
    return any(name.partition(":")[0] == table for each in names for name in each)


def uses(session: Session, *, after: int, at_most: int) -> list[Use]:
    """At most `at_most` records with a number above `after`, in order; records without a signed-in person left out."""
    query = _of_kinds(_LOOKED_AT).where(LedgerRecord.seq > after).order_by(LedgerRecord.seq).limit(at_most)
    return _read(session, query)


def first_since(session: Session, moment: datetime) -> int:
    """The number of the first record at or after `moment`; 0 when there is none."""
    query = select(LedgerRecord.seq).where(LedgerRecord.at >= moment).order_by(LedgerRecord.at, LedgerRecord.seq)
    return session.scalar(query.limit(1)) or 0


def who_read_much(session: Session, people: Collection[str], limits: HabitLimits, *, since: int) -> frozenset[str]:
    """Those of `people` whose reading since record number `since` may exceed a limit within some hour."""
    most = case((LedgerRecord.kind == EventKind.PLACES_ISSUED.value, _MOST_FOUND), else_=1)
    many = func.sum(most) >= limits.pages_an_hour
    wide = func.count(distinct(LedgerRecord.material_id)) >= limits.papers_an_hour
    query = select(LedgerRecord.actor_id).where(
        LedgerRecord.kind.in_(_values(READING)), LedgerRecord.seq >= since, LedgerRecord.actor_id.in_(people)
    )
    found = session.scalars(query.group_by(LedgerRecord.actor_id).having(or_(many, wide)))
    return frozenset(person_id for person_id in found if person_id is not None)


def of_person(session: Session, person_id: str, kinds: Collection[EventKind], *, since: int, until: int) -> list[Use]:
    """One person's records of these kinds, numbers `since` to `until` (both included), in order."""
    query = _of_kinds(kinds).where(LedgerRecord.actor_id == person_id, LedgerRecord.seq.between(since, until))
    return _read(session, query.order_by(LedgerRecord.seq))


def alarms_about(session: Session, person_id: str, *, since: datetime, until: datetime) -> frozenset[str]:
    """The kinds of the alarms about a person that the ledger holds between two moments."""
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
            found=_pages_of(found),
            refusals=_refusals_in(found),
        )
        for found in opened(session.scalars(query))
    ]


def _pages_of(found: Found) -> tuple[str, ...]:
    told = str(found.detail.get("pages") or "") if found.kind is EventKind.PLACES_ISSUED else ""
    return tuple(number for number in told.split(",") if number)


def _refusals_in(found: Found) -> int:
    """How many refusals a record stands for; 0 when its reason is in `_OF_EVERYBODY`."""
    if found.kind is not EventKind.REFUSED or found.detail.get("reason") in _OF_EVERYBODY:
        return 0
    count = found.detail.get("count", 1)
    return count if isinstance(count, int) else 1
