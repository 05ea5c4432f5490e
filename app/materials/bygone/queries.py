"""Reconstructs a paper as it was at a past moment, from the ledger's records and from rows that fit their seals."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality, effective
from app.access.roles import SECRETARIAT, Role
from app.access.rules.reading import reach
from app.access.stops.halting import HaltDepth
from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Reader, Version
from app.members.bygone import inside_at, offices_at, remits_at
from app.members.models import Group, Person
from app.standards.catalogue import BY_NAME
from app.standards.queries import value_at


@dataclass(frozen=True)
class _Record:
    at: datetime
    kind: str
    detail: dict[str, object]

    def is_of(self, *what: str) -> bool:
        return self.detail.get("what") in what


@dataclass(frozen=True)
class Readers:
    """Ids of the groups and persons a paper was addressed to. `words`: the ledger's words, if it holds no ids."""

    groups: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    words: str = ""


@dataclass
class BygonePaper:
    """A paper as it was. `able`: who could read it, and how, by seat; not complete when `readers.words` is set."""

    level: Confidentiality | None
    is_there: bool
    is_published: bool
    is_withdrawn: bool
    is_stopped: bool
    readers: Readers
    able: list[tuple[Person, str]] = field(default_factory=list)

    @property
    def state_words(self) -> str:
        """「公開中」, 「取り下げ中」, 「公開前」, that the council was stopped, or that the paper did not exist."""
        if not self.is_there:
            return "読めるファイルは、まだありませんでした"
        if self.is_stopped:
            return "緊急停止のため、だれも読めませんでした"
        return "取り下げ中" if self.is_withdrawn else "公開中" if self.is_published else "公開前"


def paper_at(session: Session, material: Material, moment: datetime) -> BygonePaper:
    """The paper as it was, with everybody who could read it on a suitable device, in a suitable place."""
    records = _records(session, material.id)
    level = _value_at(records, moment, _is_label, material.confidentiality)
    published = _flag_at(records, moment, "published", "hidden")
    if published is None:
        published = material.published_at is not None and material.published_at <= moment
    paper = BygonePaper(
        level=Confidentiality(level) if level else None,
        is_there=_was_ready(session, material.id, records, moment),
        is_published=published,
        is_withdrawn=_was_withdrawn(records, material, moment),
        is_stopped=_was_stopped(session, Confidentiality(level) if level else None, moment),
        readers=_readers_at(session, material.id, records, moment),
    )
    if paper.is_there and not paper.is_stopped and not paper.readers.words:
        paper.able = _able(session, paper, moment)
    return paper


def _records(session: Session, material_id: str) -> list[_Record]:
    query = select(LedgerRecord.at, LedgerRecord.kind, LedgerRecord.body)
    telling = (LedgerRecord.material_id == material_id, LedgerRecord.kind.in_([kind.value for kind in _TELLING]))
    rows = session.execute(query.where(*telling).order_by(LedgerRecord.seq))
    return [_Record(at, kind, detail_of(body)) for at, kind, body in rows]


_TELLING = (
    EventKind.MATERIAL_UPLOADED,
    EventKind.MATERIAL_READY,
    EventKind.MATERIAL_CHANGED,
    EventKind.MATERIAL_LABELLED,
    EventKind.MATERIAL_WITHDRAWN,
)


def _is_label(record: _Record) -> bool:
    return record.kind == EventKind.MATERIAL_LABELLED.value


def _value_at(
    records: list[_Record], moment: datetime, tells: Callable[[_Record], bool], now: str | None
) -> str | None:
    """The value by the last record until a moment; else the former value in the first record after it; else `now`."""
    changes = [record for record in records if tells(record)]
    former = [record.detail.get("to") for record in changes if record.at <= moment]
    later = [record.detail.get("from") for record in changes if record.at > moment]
    value = former[-1] if former else later[0] if later else now
    return None if value is None else str(value)


def _flag_at(records: list[_Record], moment: datetime, yes: str, no: str) -> bool | None:
    """True when the last record until a moment has the value `yes`, False for `no`; None when no record has either."""
    changes = [record for record in records if record.is_of(yes, no)]
    former = [record.is_of(yes) for record in changes if record.at <= moment]
    return former[-1] if former else False if changes else None


def _was_withdrawn(records: list[_Record], material: Material, moment: datetime) -> bool:
    now = "yes" if material.withdrawn_at is not None and material.withdrawn_at <= moment else "no"
    return _value_at(records, moment, lambda record: record.is_of("withdrawn"), now) == "yes"


def _was_stopped(session: Session, level: Confidentiality | None, moment: datetime) -> bool:
    """Whether a stop of the council closed papers of this level at a moment, by the ledger.

    A stop's row says how deep it is now, or was at its end, and may have been deleted or lifted once more since.
    """
    kinds = (EventKind.HALT_BEGAN.value, EventKind.HALT_LIFTED.value)
    told = select(LedgerRecord.body).where(LedgerRecord.kind.in_(kinds), LedgerRecord.at <= moment)
    details = [detail_of(body) for body in session.scalars(told.order_by(LedgerRecord.seq))]
    stood = {str(detail.get("halt")): str(detail.get("depth")) for detail in details}
    is_closed_by_any = effective(level) is not Confidentiality.C1
    return any(depth == HaltDepth.ALL.value or (depth and is_closed_by_any) for depth in stood.values())


def _was_ready(session: Session, material_id: str, records: list[_Record], moment: datetime) -> bool:
    since = func.coalesce(Version.ready_at, Version.created_at)
    kept = select(Version.id).where(Version.material_id == material_id, Version.state == "ready", since <= moment)
    is_told = any(one.kind == EventKind.MATERIAL_READY.value and one.at <= moment for one in records)
    return is_told or session.scalars(kept).first() is not None


def _readers_at(session: Session, material_id: str, records: list[_Record], moment: datetime) -> Readers:
    """The readers by the last record that names all of them, without those whom raising to 3A removed since.

    Without such a record, by the rows of readers that have stood since before the moment.
    """
    changes = [record for record in records if record.is_of("readers") or "group_ids" in record.detail]
    former = [record for record in changes if record.at <= moment]
    named = [number for number, record in enumerate(former) if "group_ids" in record.detail]
    if not named:
        if changes:
            told = [str(one.detail[key]) for one in changes for key in ("from", "readers") if one.detail.get(key)]
            return Readers(words=told[0] if told else "記録に、読める人の名前がありません")
        rows = session.scalars(select(Reader).where(Reader.material_id == material_id)).all()
        standing = [row for row in rows if row.is_intact and (row.added_at is None or row.added_at <= moment)]
        groups = frozenset(row.group_id for row in standing if row.group_id is not None)
        return Readers(groups, frozenset(row.person_id for row in standing if row.person_id is not None))
    last, taken = former[named[-1]], former[named[-1] + 1 :]
    groups, persons = (frozenset(str(last.detail.get(key, "")).split()) for key in ("group_ids", "person_ids"))
    for record in taken:
        groups = frozenset() if record.detail.get("removed_groups") else groups
        if record.detail.get("removed_clerks"):
            held = offices_at(session, record.at)
            persons = frozenset(one for one in persons if Role.CLERK not in held.get(one, ()))
    return Readers(groups, persons)


def _able(session: Session, paper: BygonePaper, moment: datetime) -> list[tuple[Person, str]]:
    groups = session.scalars(select(Group).where(Group.id.in_(paper.readers.groups)).order_by(Group.position)).all()
    inside = [(group.name, inside_at(session, group, moment)) for group in groups if group.is_intact]
    held, remits = offices_at(session, moment), remits_at(session, moment)
    by_name = value_at(session, "administrators_read_3", moment) == BY_NAME
    by_seat = (Person.seat_number.is_(None), Person.seat_number, Person.kana, Person.login)
    able = []
    for person in session.scalars(select(Person).where(Person.id.in_(held)).order_by(*by_seat)):
        ways = [name for name, people in inside if person.id in people]
        is_named = person.id in paper.readers.persons
        facts = PaperFacts(
            level=paper.level,
            is_published=paper.is_published,
            is_withdrawn=paper.is_withdrawn,
            in_audience=is_named or bool(ways),
            is_named=is_named,
        )
        actor = Actor(person.id, held[person.id], reads_by_name=by_name and Role.ADMINISTRATOR in held[person.id])
        actor = replace(actor, remits=remits.get(person.id, ()))
        if reach(actor, facts).is_allowed:
            is_of_office = not held[person.id].isdisjoint(SECRETARIAT)
            words = [*(["名前の指定"] if is_named else []), *ways, *(["資料を準備する役職"] if is_of_office else [])]
            able.append((person, "・".join(words)))
    return able
