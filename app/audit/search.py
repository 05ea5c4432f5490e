"""Searches the ledger: by the code on a copy, around a record, by person, paper or kind.

Also reads records that somebody has altered: unreadable bodies and unknown kinds are returned as they are, so that a
damaged record does not hide the others.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from app.access.remits.remit import Remit
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind

CODE_LETTERS = 8
INSTANT = timedelta(microseconds=1)
"""The shortest time that the ledger tells apart."""
UNREADABLE = "?"
UNREADABLE_LIMIT = 3
_GROUP = 4
_LIMIT = 100
MOST_ISSUES = 100
"""The most issues of one code that are told."""
_HITS_LIMIT = 50
NEVER_USED = "01258ILOV"
"""Characters that are in no code. If one is typed, it was misread. It counts as unreadable, because a guess at the
right character could name the wrong person.
"""
_MISREAD = str.maketrans(NEVER_USED, UNREADABLE * len(NEVER_USED))
_NAMED_BY = {
    EventKind.PAGE_ISSUED: "mark",
    EventKind.THUMBNAIL_ISSUED: "mark",
    EventKind.REGION_ISSUED: "mark",
    EventKind.PERMIT_SENT_AGAIN: "code",
}
"""The kinds of records that may name the code of a former one, and where in their details."""
_KINDS = {kind.value: kind for kind in EventKind}


@dataclass(frozen=True)
class Found:
    """A record as screens show it: its columns and the parts of its body."""

    seq: int
    at: datetime
    kind_text: str
    actor_id: str | None
    session_id: str | None
    address: str | None
    material_id: str | None
    version_id: str | None
    page: int | None
    code: str | None
    detail: dict[str, object]
    hash: str

    @property
    def kind(self) -> EventKind:
        """The kind. Raises ValueError for one that this version does not know."""
        return EventKind(self.kind_text)

    @property
    def known_kind(self) -> EventKind | None:
        """The kind, None for one that this version does not know."""
        return _KINDS.get(self.kind_text)

    @property
    def issued_under(self) -> str | None:
        """The code of the copy that was issued: the record's own, or that of a former one which it names."""
        named = self.detail.get(_NAMED_BY.get(self.known_kind, "")) if self.known_kind else None
        return self.code or (named if isinstance(named, str) else None)


def issuing() -> ColumnElement[bool]:
    """The condition that a record has a code, or may name that of a former one (`Found.issued_under`)."""
    return or_(LedgerRecord.issue_code.is_not(None), LedgerRecord.kind.in_([kind.value for kind in _NAMED_BY]))


def _open(row: LedgerRecord) -> Found:
    body = _body(row.body)
    detail = body.get("detail")
    page = body.get("page")
    return Found(
        seq=row.seq,
        at=row.at,
        kind_text=row.kind,
        actor_id=row.actor_id,
        session_id=_text(body.get("session")),
        address=_text(body.get("address")),
        material_id=row.material_id,
        version_id=_text(body.get("version")),
        page=page if type(page) is int else None,
        code=row.issue_code,
        detail=detail if isinstance(detail, dict) else {},
        hash=row.hash,
    )


def opened(rows: Iterable[LedgerRecord]) -> list[Found]:
    """Rows that the caller has queried, as records for screens."""
    return [_open(row) for row in rows]


def _body(untrusted_text: str) -> dict[str, object]:
    try:
        body = json.loads(untrusted_text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def detail_of(body: str) -> dict[str, object]:
    """The details of a record's body; empty when it cannot be read."""
    detail = _body(body).get("detail")
    return detail if isinstance(detail, dict) else {}


def parts_of(body: str, name: str) -> list[str]:
    """The parts of a text of a record's body that are parted by blanks; none when it has no such text."""
    return (_text(_body(body).get(name)) or "").split()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def letters_of(typed: str) -> str:
    """The letters of a code that was typed from a photograph: capitals, without hyphens and blanks.

    `?` is kept for a letter that could not be read; letters that are in no code become `?`.
    """
    plain = unicodedata.normalize("NFKC", typed[:40]).upper()
    return "".join(c for c in plain if c == UNREADABLE or (c.isascii() and c.isalnum())).translate(_MISREAD)


def normal_code(typed: str) -> str:
    """A typed code in the form that the ledger keeps: 「K7QM-3FRT」."""
    letters = letters_of(typed)
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def by_code(session: Session, typed: str) -> Found | None:
    """The record that bears this issue code, None when there is none. Further issues name it: `issues_of`."""
    row = session.scalars(select(LedgerRecord).where(LedgerRecord.issue_code == normal_code(typed))).first()
    return None if row is None else _open(row)


def by_pattern(session: Session, typed: str, within: tuple[Remit, ...] | None) -> list[Found]:
    """Records whose code fits where `?` stands for a letter that cannot be read; the newest 50.

    `within`: as of Filter. Of a code whose first record lies outside of it, the first that lies within.
    """
    pattern = normal_code(typed).replace(UNREADABLE, "_")
    query = select(LedgerRecord).where(LedgerRecord.issue_code.like(pattern)).order_by(LedgerRecord.seq.desc())
    bearers = opened(session.scalars(query.limit(_HITS_LIMIT)))
    if within is None:
        return bearers
    return [issue for bearer in bearers for issue in issues_of(session, bearer, within, limit=1)]


def issues_of(
    session: Session, bearer: Found, within: tuple[Remit, ...] | None = None, *, limit: int = MOST_ISSUES
) -> list[Found]:
    """All issues under the code that a record bears, in order: its own, and those that name its code, at most `limit`.

    `within`: as of Filter.
    """
    names_it = (LedgerRecord.body.contains(f'"{name}":"{bearer.code}"') for name in _NAMED_BY.values())
    query = select(LedgerRecord).where(
        LedgerRecord.actor_id == bearer.actor_id,
        LedgerRecord.material_id == bearer.material_id,
        LedgerRecord.seq >= bearer.seq,
        or_(
            LedgerRecord.seq == bearer.seq,
            and_(LedgerRecord.kind.in_([kind.value for kind in _NAMED_BY]), or_(*names_it)),
        ),
        *lies_within(within),
    )
    return opened(session.scalars(query.order_by(LedgerRecord.seq).limit(limit)))


def lies_within(within: tuple[Remit, ...] | None) -> list[ColumnElement[bool]]:
    """The condition that a record lies within one of these remits; none for None."""
    return [] if within is None else [or_(false(), *map(_of_remit, within))]


def _of_remit(remit: Remit) -> ColumnElement[bool]:
    bounds = [
        LedgerRecord.actor_id.in_(sorted(remit.people)) if remit.people else None,
        LedgerRecord.at >= remit.since if remit.since is not None else None,
        LedgerRecord.at < remit.until if remit.until is not None else None,
    ]
    return and_(*(bound for bound in bounds if bound is not None))


def around(
    session: Session, record: Found, *, each_side: int = 3, within: tuple[Remit, ...] | None = None
) -> list[Found]:
    """The record, with the records of the same person before and after it (`each_side` of each), in order."""
    mine = select(LedgerRecord).where(LedgerRecord.actor_id == record.actor_id, *lies_within(within))
    before = session.scalars(
        mine.where(LedgerRecord.seq <= record.seq).order_by(LedgerRecord.seq.desc()).limit(each_side + 1)
    ).all()
    after = session.scalars(mine.where(LedgerRecord.seq > record.seq).order_by(LedgerRecord.seq).limit(each_side)).all()
    return [_open(row) for row in [*reversed(before), *after]]


def sign_in_of(session: Session, record: Found) -> Found | None:
    """The sign-in that opened the session of a record, among the last twenty of that person before it."""
    query = select(LedgerRecord).where(
        LedgerRecord.actor_id == record.actor_id,
        LedgerRecord.kind == EventKind.SIGN_IN.value,
        LedgerRecord.seq < record.seq,
    )
    opened = [_open(row) for row in session.scalars(query.order_by(LedgerRecord.seq.desc()).limit(20))]
    return next((each for each in opened if each.session_id == record.session_id), None)


@dataclass(frozen=True)
class Filter:
    """Which records to list; "" and None do not narrow. `before_seq`: only records before this number, for paging.

    `material_ids` None: any paper or none; an empty collection matches no record. `from_moment`, `to_moment`: stamped
    at or after, and before. `within`: only what lies within one of these; None for the whole ledger.
    """

    actor_id: str = ""
    material_ids: Iterable[str] | None = None
    kind: str = ""
    kinds: tuple[EventKind, ...] = ()
    from_moment: datetime | None = None
    to_moment: datetime | None = None
    before_seq: int | None = None
    within: tuple[Remit, ...] | None = None


def newest(session: Session, chosen: Filter, *, limit: int = _LIMIT) -> list[Found]:
    """Records that match, the newest first, at most `limit`."""
    query = select(LedgerRecord).where(*lies_within(chosen.within))
    if chosen.actor_id:
        query = query.where(LedgerRecord.actor_id == chosen.actor_id)
    if chosen.material_ids is not None:
        query = query.where(LedgerRecord.material_id.in_(list(chosen.material_ids)))
    if chosen.kind:
        query = query.where(LedgerRecord.kind == chosen.kind)
    if chosen.kinds:
        query = query.where(LedgerRecord.kind.in_([kind.value for kind in chosen.kinds]))
    if chosen.from_moment is not None:
        query = query.where(LedgerRecord.at >= chosen.from_moment)
    if chosen.to_moment is not None:
        query = query.where(LedgerRecord.at < chosen.to_moment)
    if chosen.before_seq is not None:
        query = query.where(LedgerRecord.seq < chosen.before_seq)
    rows = session.scalars(query.order_by(LedgerRecord.seq.desc()).limit(limit)).all()
    return [_open(row) for row in rows]
