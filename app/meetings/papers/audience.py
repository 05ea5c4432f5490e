"""The readers of papers in words and numbers, for the clerk's screens. The policy decides elsewhere who may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.materials.models import Reader
from app.members.belonging import able_in
from app.members.models import Group, Person

_BY_SEAT = (Person.seat_number.is_(None), Person.seat_number, Person.name)


@dataclass(frozen=True)
class Crowd:
    """A group with its active people."""

    id: str
    name: str
    person_ids: Sequence[str]

    @property
    def people(self) -> int:
        """How many they are."""
        return len(self.person_ids)


@dataclass
class Audience:
    """The readers of one paper: groups, and named persons, including those who cannot sign in any more.

    `doubt`: the words for readers by altered rows, who read nothing by them; "" without any.
    """

    groups: list[Crowd] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    doubt: str = ""

    @property
    def able(self) -> list[Person]:
        """The persons named who can read at all: neither retired nor suspended, nor altered."""
        return [person for person in self.persons if person.state == "active" and person.is_intact]

    @property
    def words(self) -> str:
        """「議員・執行部」, 「指名 5 人」: short, for a table."""
        named = [f"指名 {len(self.able)}\u00a0人"] if self.able else []
        return "・".join([*(group.name for group in self.groups), *named, *self._doubts]) or "まだいません"

    def at(self, level: Confidentiality) -> str:
        """「議員 16 人・名前を指定された 2 人」, who can read at this level; "" when nobody can.

        Of a 3A paper only the persons named are readers.
        """
        groups = [] if level is Confidentiality.C3A else [group for group in self.groups if group.people]
        named = [f"名前を指定された {len(self.able)}\u00a0人"] if self.able else []
        return "・".join([*(f"{group.name} {group.people}\u00a0人" for group in groups), *named, *self._doubts])

    @property
    def _doubts(self) -> list[str]:
        return [self.doubt] if self.doubt else []


def crowds(session: Session) -> list[Crowd]:
    """All groups, in their order, with the active people in each, by rows that were not altered."""
    groups = session.scalars(select(Group).order_by(Group.position, Group.name, Group.id)).all()
    inside = able_in(session)
    return [Crowd(each.id, each.doubt or each.name, sorted(inside.get(each.id, ()))) for each in groups]


def active_people(session: Session) -> Sequence[Person]:
    """All persons who could be named as readers, in the order of seats."""
    query = select(Person).where(Person.state == "active")
    return session.scalars(query.order_by(*_BY_SEAT)).all()


def audiences(session: Session, material_ids: Iterable[str]) -> dict[str, Audience]:
    """The readers of many papers, by the paper's id, in three queries; papers without readers have an entry, too."""
    wanted = list(material_ids)
    found = {material_id: Audience() for material_id in wanted}
    if not wanted:
        return found
    known = crowds(session)
    rows = session.execute(
        select(Reader, Person)
        .outerjoin(Person, Person.id == Reader.person_id)
        .where(Reader.material_id.in_(wanted))
        .order_by(*_BY_SEAT)
    ).all()
    named = {(row.material_id, row.group_id) for row, _ in rows if row.is_intact}
    for material_id in wanted:
        found[material_id].groups = [group for group in known if (material_id, group.id) in named]
    for row, person in rows:
        if not row.is_intact:
            found[row.material_id].doubt = row.doubt
        elif person is not None:
            found[row.material_id].persons.append(person)
    return found


def people_of(session: Session, audience: Audience) -> Sequence[Person]:
    """Every active person of an audience once, in the order of seats."""
    ids = {person_id for group in audience.groups for person_id in group.person_ids}
    ids |= {person.id for person in audience.able}
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(*_BY_SEAT)).all()
