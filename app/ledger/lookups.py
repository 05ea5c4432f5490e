"""Names behind the ids of records: people, papers, versions, sessions, each kind in one query.

Titles of 3A papers are shown to the administrator and to people the paper names (policy 2(1)), to nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.search import Found
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from app.ledger.plain import plain
from app.materials.models import Material, Reader, Version
from app.meetings.models import Meeting
from app.members.models import Person

WITHHELD_TITLE = "機密性3A の資料（題名は出しません）"
_SEARCH_LIMIT = 200
_OF_PEOPLE = ("person", "holder", "acting_for")
"""Parts of a record's detail that name a person besides the one who acted."""


@dataclass(frozen=True)
class Names:
    """What was found for a list of records."""

    people: dict[str, Person]
    materials: dict[str, Material]
    versions: dict[str, Version]
    sessions: dict[str, SessionRow]
    devices: dict[str, Device]
    meetings: dict[str, Meeting]
    withheld: frozenset[str]

    def who(self, person_id: str | None) -> str:
        """「佐藤 花子 議員（第7番）」; a person without a seat is told by the ID."""
        if person_id is None:
            return "サインインしていない人、またはシステム"
        person = self.people.get(person_id)
        if person is None:
            return f"名簿にない人（{plain(person_id)}）"
        number = f"第{person.seat_number}番" if person.seat_number is not None else f"ID {person.login}"
        return f"{plain(person.display_name)}（{number}）"

    def is_withheld(self, record: Found) -> bool:
        """True when this record's words about its paper are not for the one who looks."""
        return record.material_id is not None and record.material_id in self.withheld

    def paper(self, record: Found) -> str:
        """The paper's title as it was then, else as it is now; "" when the record is about none."""
        if record.material_id is None:
            return ""
        if self.is_withheld(record):
            return WITHHELD_TITLE
        material = self.materials.get(record.material_id)
        title = record.detail.get("title") or (material.title if material else "")
        return plain(title) if title else "取り除かれた資料"

    def version(self, record: Found) -> str:
        """「第1版」, "" when the record is about no version."""
        version = self.versions.get(record.version_id or "")
        return f"第{version.number}版" if version else ""


def names_for(session: Session, actor: Actor, records: Iterable[Found]) -> Names:
    """Everything the records' ids stand for, as far as it is still there."""
    found = list(records)
    materials = _by_id(session, Material, {record.material_id for record in found})
    sessions = _by_id(session, SessionRow, {record.session_id for record in found})
    people = {each for record in found for each in (record.actor_id, *(_id(record, name) for name in _OF_PEOPLE))}
    return Names(
        people=_by_id(session, Person, people),
        materials=materials,
        versions=_by_id(session, Version, {record.version_id for record in found}),
        sessions=sessions,
        devices=_by_id(session, Device, {row.device_id for row in sessions.values()}),
        meetings=_by_id(session, Meeting, {_id(record, "meeting") for record in found}),
        withheld=_withheld(session, actor, materials.values()),
    )


def _id(record: Found, name: str) -> str | None:
    value = record.detail.get(name)
    return value if isinstance(value, str) else None


_NamedRow = TypeVar("_NamedRow", Person, Material, Version, SessionRow, Device, Meeting)


def _by_id(session: Session, table: type[_NamedRow], ids: set[str | None]) -> dict[str, _NamedRow]:
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(wanted)))}


def _withheld(session: Session, actor: Actor, materials: Iterable[Material]) -> frozenset[str]:
    secret = {material.id for material in materials if material.level is Confidentiality.C3A}
    if not secret or actor.holds(Role.ADMINISTRATOR):
        return frozenset()
    query = select(Reader.material_id).where(Reader.material_id.in_(secret), Reader.person_id == actor.person_id)
    return frozenset(secret - set(session.scalars(query)))


def papers_titled(session: Session, actor: Actor, words: str) -> list[str]:
    """Ids of papers whose present title holds the words, the newest 200; none whose title this actor may not see."""
    query = select(Material).where(Material.title.contains(words, autoescape=True))
    found = session.scalars(query.order_by(Material.created_at.desc()).limit(_SEARCH_LIMIT)).all()
    withheld = _withheld(session, actor, found)
    return [material.id for material in found if material.id not in withheld]


def everybody(session: Session) -> list[Person]:
    """All people, in the order of their seats."""
    query = select(Person).order_by(Person.seat_number.is_(None), Person.seat_number, Person.login)
    return list(session.scalars(query))
