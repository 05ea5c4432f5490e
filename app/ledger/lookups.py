"""Names behind the ids of records: people, papers, versions, sessions, each kind in one query.

Titles of 3A papers are shown to the administrator and to people the paper names (policy 2(1)), to nobody else; nor is
that of a paper which is there no more, since nobody can say now whom it named. Titles of rules are shown to whom they
concern and to who writes them (N 10). Records of a register's entry that is kept from whoever looks are not shown to
them at all. What a record tells of anything else names nothing that is kept from its reader.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.access.roles import Role
from app.access.rules.rulebook import WRITERS
from app.audit.search import Found
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from app.ledger.plain import plain
from app.materials.models import Material, Version
from app.materials.visible import WITHHELD_TITLE, withheld_titles, withheld_versions
from app.meetings.models import Meeting
from app.members.models import Person
from app.rulebook.models import WrittenRule
from app.rulebook.queries import may_know

WITHHELD_RULE = "公開しない規程（題名は出しません）"
"""Shown instead of a title of a rule or notice that is not for the person who looks."""

KeptEntries = Callable[[Session, Actor], frozenset[tuple[str, int]]]
"""The entries of registers that are kept from a person, each as the register's title and the entry's number."""

_SEARCH_LIMIT = 200
_REMOVED = "取り除かれた資料"
_OF_PEOPLE = ("person", "holder", "acting_for")
"""Keys of a record's detail whose values are ids of people besides the one who acted."""


@dataclass(frozen=True)
class Names:
    """The names found for a list of records."""

    people: dict[str, Person]
    materials: dict[str, Material]
    versions: dict[str, Version]
    sessions: dict[str, SessionRow]
    devices: dict[str, Device]
    meetings: dict[str, Meeting]
    withheld: frozenset[str]
    """Ids of papers and versions whose titles and file names the viewer may not see."""
    known_rules: frozenset[str] | None
    """Ids of the rules whose titles the viewer may see; None: all."""
    sees_removed: bool
    """Whether the viewer may see titles of papers that no longer exist."""
    kept_entries: frozenset[tuple[str, int]]
    """Title and number of the registers' entries that are kept from the viewer."""

    def who(self, person_id: str | None) -> str:
        """「佐藤 花子 議員（第7番）」; for a person without a seat, the ID stands in place of the number."""
        if person_id is None:
            return "サインインしていない人、またはシステム"
        person = self.people.get(person_id)
        if person is None:
            return f"名簿にない人（{plain(person_id)}）"
        number = f"第{person.seat_number}番" if person.seat_number is not None else f"ID {person.login}"
        return f"{plain(person.display_name)}（{number}）"

    def is_withheld(self, record: Found) -> bool:
        """True when the viewer may not see this record's words about its paper."""
        return not self.withheld.isdisjoint({record.material_id, record.version_id})

    def paper(self, record: Found) -> str:
        """The paper's title at the time of the record, else its present title; "" when the record is about no paper."""
        if record.material_id is None:
            return ""
        if self.is_withheld(record):
            return WITHHELD_TITLE
        material = self.materials.get(record.material_id)
        if material is None and not self.sees_removed:
            return _REMOVED
        title = record.detail.get("title") or (material.title if material else "")
        return plain(title) if title else _REMOVED

    def rule(self, record: Found) -> str:
        """The title of the rule or notice that the record is about."""
        if self.known_rules is not None and record.detail.get("rule") not in self.known_rules:
            return WITHHELD_RULE
        return plain(record.detail.get("title") or "")

    def is_left_out(self, record: Found) -> bool:
        """True when the record is about an entry that is kept from the viewer, who must not hear that there is one."""
        if not self.kept_entries:
            return False
        about = str(record.detail.get("about") or "")  # of an alarm, which names the entry in its words
        is_told_of = any(about.startswith(f"{title} 第{number}号") for title, number in self.kept_entries)
        return is_told_of or (record.detail.get("register"), record.detail.get("entry")) in self.kept_entries

    def is_kept_back(self, record: Found) -> bool:
        """True when the record says something that is not for the one who looks, even if only where it is read raw."""
        if self.is_left_out(record):
            return True
        is_of_removed = record.material_id is not None and record.material_id not in self.materials
        is_of_rule = self.known_rules is not None and "rule" in record.detail
        is_secret_rule = is_of_rule and record.detail["rule"] not in (self.known_rules or ())
        return self.is_withheld(record) or (is_of_removed and not self.sees_removed) or is_secret_rule

    def version(self, record: Found) -> str:
        """「第1版」, "" when the record is about no version."""
        version = self.versions.get(record.version_id or "")
        return f"第{version.number}版" if version else ""


def names_for(session: Session, actor: Actor, records: Iterable[Found], kept: KeptEntries) -> Names:
    """The names behind the records' ids, for people and things that still exist."""
    found, reader = list(records), _as_reader(actor)
    materials = _by_id(session, Material, {record.material_id for record in found})
    sessions = _by_id(session, SessionRow, {record.session_id for record in found})
    versions = _by_id(session, Version, {record.version_id for record in found})
    papers = materials | _by_id(session, Material, {version.material_id for version in versions.values()})
    people = {each for record in found for each in (record.actor_id, *(_id(record, name) for name in _OF_PEOPLE))}
    return Names(
        people=_by_id(session, Person, people),
        materials=materials,
        versions=versions,
        sessions=sessions,
        devices=_by_id(session, Device, {row.device_id for row in sessions.values()}),
        meetings=_by_id(session, Meeting, {_id(record, "meeting") for record in found}),
        withheld=withheld_titles(session, reader, materials.values())
        | withheld_versions(session, reader, versions.values(), papers),
        known_rules=_known_rules(session, actor, found),
        sees_removed=reader.holds(Role.ADMINISTRATOR),
        kept_entries=kept(session, actor),
    )


def _as_reader(actor: Actor) -> Actor:
    """Who looks, as titles of papers are for them: an administrator who reads by name prepares nothing here."""
    return replace(actor, roles=actor.roles - {Role.ADMINISTRATOR}) if actor.reads_by_name else actor


def _known_rules(session: Session, actor: Actor, records: Iterable[Found]) -> frozenset[str] | None:
    if actor.holds(*WRITERS):
        return None
    rules = _by_id(session, WrittenRule, {_id(record, "rule") for record in records})
    return frozenset(rule.id for rule in rules.values() if may_know(actor, rule))


def _id(record: Found, name: str) -> str | None:
    value = record.detail.get(name)
    return value if isinstance(value, str) else None


_NamedRow = TypeVar("_NamedRow", Person, Material, Version, SessionRow, Device, Meeting, WrittenRule)


def _by_id(session: Session, table: type[_NamedRow], ids: set[str | None]) -> dict[str, _NamedRow]:
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(wanted)))}


def papers_titled(session: Session, actor: Actor, words: str) -> list[str]:
    """Ids of papers whose present title holds the words, the newest 200; none whose title this actor may not see."""
    query = select(Material).where(Material.title.contains(words, autoescape=True))
    found = session.scalars(query.order_by(Material.created_at.desc()).limit(_SEARCH_LIMIT)).all()
    withheld = withheld_titles(session, _as_reader(actor), found)
    return [material.id for material in found if material.id not in withheld]


def everybody(session: Session) -> list[Person]:
    """All people, in the order of their seats."""
    query = select(Person).order_by(Person.seat_number.is_(None), Person.seat_number, Person.login)
    return list(session.scalars(query))
