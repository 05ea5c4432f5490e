"""Lists of people for the secretariat: who there is, in which offices, and the list as it is exported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.levels import Regime
from app.access.roles import READERS, Role, regime_of_roles
from app.members.belonging import OFFICES_OF, is_office
from app.members.models import Group, GroupMember, Office, Person, Suspension


@dataclass
class ListedPerson:
    """A person in the list. `roles`: held now, in words; `coming`: those that begin later.

    `until`: the last day, or the minute of it.
    """

    person: Person
    roles: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)
    until: str = ""
    groups: list[str] = field(default_factory=list)

    @property
    def regime(self) -> Regime | None:
        """Under whose rules the person stands by their offices of now, or of those to come; None without any."""
        words = self.roles or self.coming
        return regime_of_roles(role for role in Role if role.words in words)

    @property
    def is_nowhere(self) -> bool:
        """True for a person in an office that reads papers but in no group: no meeting and no paper reaches them."""
        is_reader = any(role.words in self.roles for role in READERS)
        return self.person.state == "active" and is_reader and not self.groups

    @property
    def state(self) -> str:
        """The state: active, suspended, retired or altered; coming or over where an active person has no office now."""
        if not self.person.is_intact:
            return "altered"
        if self.person.state != "active" or self.roles:
            return self.person.state
        return "coming" if self.coming else "over"


class Insider(NamedTuple):
    """A person in a group. `doubt`: what is said in place of the membership, when its row was altered."""

    person: Person
    doubt: str

    @property
    def name(self) -> str:
        """The name, with the doubt."""
        return self._with_doubt(self.person.name)

    @property
    def display_name(self) -> str:
        """The name as screens address the person, with the doubt."""
        return self._with_doubt(self.person.display_name)

    def _with_doubt(self, name: str) -> str:
        return f"{name}（{self.doubt}）" if self.doubt else name


def everybody(session: Session) -> list[ListedPerson]:
    """All people in the order of seats, then the others; retired ones last."""
    people = session.scalars(
        select(Person).order_by(
            Person.state == "retired", Person.seat_number.is_(None), Person.seat_number, Person.kana, Person.login
        )
    ).all()
    listed = {person.id: ListedPerson(person) for person in people}
    moment = clock.now()
    for office in session.scalars(select(Office).order_by(Office.role)):
        if (one := listed.get(office.person_id)) is None:
            continue
        if office.doubt:
            one.roles.append(office.doubt)
            continue
        words = Role(office.role).words
        if office.starts_at > moment:
            one.coming.append(words)
        elif office.ends_at is None or office.ends_at > moment:
            one.roles.append(words)
            one.until = days.end_words(office.ends_at) or one.until
    for group, inside in _insides(session):
        for person_id, doubt in inside:
            listed[person_id].groups.append(doubt or group.name)
    return list(listed.values())


def _insides(session: Session) -> Iterator[tuple[Group, list[tuple[str, str]]]]:
    """Every group in order, with the id of each person inside it now, and the words in place of an altered membership.

    A group that is an office has whoever holds the office by a row that fits its seal.
    """
    moment, held, rows = clock.now(), defaultdict[str, set[str]](set), defaultdict[str, list[GroupMember]](list)
    for office in session.scalars(select(Office)):
        if office.is_intact and office.runs_at(moment):
            held[office.role].add(office.person_id)
    for row in session.scalars(select(GroupMember).order_by(GroupMember.person_id)):
        rows[row.group_id].append(row)
    for group in session.scalars(select(Group).order_by(Group.position, Group.name)).all():
        if is_office(group):
            holders = set[str]().union(*(held[role.value] for role in OFFICES_OF[group.key]))
            yield group, [(person_id, "") for person_id in holders]
        else:
            those = rows[group.id]
            yield group, [(row.person_id, row.doubt) for row in those if row.doubt or row.runs_at(moment)]


def export_rows(session: Session) -> list[list[str]]:
    """One row for every person and term, running and coming ones, in the columns of the import.

    A group that the office gives is not written beside it, nor one that the person comes into later: a list has no
    dates of groups, and would put them in at once. An office or a membership that was altered is
    named as such, which no import takes.
    """
    moment = clock.now()
    groups: dict[str, list[str]] = {}
    by_hand = select(GroupMember, Group.name).join(Group, Group.id == GroupMember.group_id)
    by_hand = by_hand.where(Group.key.not_in(OFFICES_OF)).order_by(Group.position, Group.name)
    for row, name in session.execute(by_hand):
        if row.doubt or row.runs_at(moment):
            groups.setdefault(row.person_id, []).append(row.doubt or name)
    terms = session.execute(
        select(Person, Office)
        .join(Office, Office.person_id == Person.id)
        .where(or_(Office.ends_at.is_(None), Office.ends_at > moment), Person.state != "retired")
        .order_by(Person.seat_number.is_(None), Person.seat_number, Person.login, Office.starts_at, Office.role)
    ).all()
    merged: dict[tuple[str, str, str], list[str]] = {}
    for person, office in terms:
        start = days.first_day(office.starts_at).isoformat()
        last = days.last_day(office.ends_at)
        key = (person.id, start, last.isoformat() if last else "")
        role = office.doubt or person.doubt or Role(office.role).words
        if key in merged:
            merged[key][5] += f"、{role}"
        else:
            seat = str(person.seat_number) if person.seat_number else ""
            merged[key] = [person.login, person.name, person.kana, person.title, seat, role]
            merged[key] += ["、".join(groups.get(person.id, [])), key[1], key[2]]
    return list(merged.values())


def people_by_id(session: Session, ids: Iterable[str]) -> dict[str, Person]:
    """People by their ids."""
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(set(ids))))}


def suspension_of(session: Session, person_id: str) -> Suspension | None:
    """The suspension in force."""
    query = select(Suspension).where(Suspension.person_id == person_id, Suspension.lifted_at.is_(None))
    return session.scalars(query.order_by(Suspension.decided_at.desc())).first()


def groups_with_people(session: Session) -> list[tuple[Group, list[Insider]]]:
    """Every group with its people, in order; whoever's membership was altered is told as such."""
    query = select(Person).where(Person.state != "retired")
    people = session.scalars(query.order_by(Person.seat_number.is_(None), Person.seat_number, Person.login)).all()
    return [
        (group, [Insider(person, inside[person.id]) for person in people if person.id in inside])
        for group, inside in ((group, dict(found)) for group, found in _insides(session))
    ]
