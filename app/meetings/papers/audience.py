"""Who may read papers, in words and numbers, for the clerk's screens. Whether somebody may is decided elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.materials.models import Reader
from app.members.models import Group, GroupMember, Person

_BY_SEAT = (Person.seat_number.is_(None), Person.seat_number, Person.name)


@dataclass(frozen=True)
class Crowd:
    """A group with the number of its people."""

    id: str
    name: str
    people: int


@dataclass
class Audience:
    """The readers of one paper: groups, and persons by name."""

    groups: list[Crowd] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    @property
    def words(self) -> str:
        """「議員・執行部」, 「指名 5 人」: short, for a table."""
        named = [f"指名 {len(self.persons)}\u00a0人"] if self.persons else []
        return "・".join([*(group.name for group in self.groups), *named]) or "まだいません"

    @property
    def counted(self) -> str:
        """「議員 16 人・執行部 4 人」, for the sentence that says who can read."""
        named = [f"名前を指定された {len(self.persons)}\u00a0人"] if self.persons else []
        return (
            "・".join([*(f"{group.name} {group.people}\u00a0人" for group in self.groups), *named])
            or "だれも読めません"
        )

    @property
    def named_only(self) -> str:
        """The same for 3A, where only named persons count."""
        return f"名前を指定された {len(self.persons)}\u00a0人" if self.persons else "だれも読めません"


def crowds(session: Session) -> list[Crowd]:
    """All groups, in their order, with the number of active people in each."""
    query = (
        select(Group.id, Group.name, func.count(Person.id))
        .outerjoin(GroupMember, GroupMember.group_id == Group.id)
        .outerjoin(Person, (Person.id == GroupMember.person_id) & (Person.state == "active"))
        .group_by(Group.id, Group.name, Group.position)
        .order_by(Group.position, Group.name)
    )
    return [Crowd(*row) for row in session.execute(query)]


def active_people(session: Session) -> Sequence[Person]:
    """Everybody who could be named as a reader, in the order of seats."""
    query = select(Person).where(Person.state == "active")
    return session.scalars(query.order_by(*_BY_SEAT)).all()


def audiences(session: Session, material_ids: Iterable[str]) -> dict[str, Audience]:
    """The readers of many papers in three queries; every asked paper has an entry."""
    wanted = list(material_ids)
    found = {material_id: Audience() for material_id in wanted}
    if not wanted:
        return found
    known = crowds(session)
    rows = session.execute(
        select(Reader.material_id, Reader.group_id, Person)
        .outerjoin(Person, Person.id == Reader.person_id)
        .where(Reader.material_id.in_(wanted))
        .order_by(*_BY_SEAT)
    ).all()
    named = {(material_id, group_id) for material_id, group_id, _ in rows if group_id}
    for material_id in wanted:
        found[material_id].groups = [group for group in known if (material_id, group.id) in named]
    for material_id, _, person in rows:
        if person is not None:
            found[material_id].persons.append(person)
    return found


def people_of(session: Session, audience: Audience) -> Sequence[Person]:
    """Every active person of an audience once, in the order of seats."""
    in_groups = select(GroupMember.person_id).where(GroupMember.group_id.in_([group.id for group in audience.groups]))
    named = [person.id for person in audience.persons]
    query = (
        select(Person)
        .where(Person.state == "active", Person.id.in_(in_groups) | Person.id.in_(named))
        .order_by(*_BY_SEAT)
    )
    return session.scalars(query).all()
