"""Who carries the chair's duties by law: the vice-chair where there is no chair, else whoever two persons named.

地方自治法 106条1項: where the chair is hindered (事故) or there is none (欠員), the vice-chair carries the duties;
106条2項: an acting chair is elected where both are hindered; 107条: the eldest member presides while there is nobody.
A vacancy is seen from the offices alone, nobody has to declare it; whoever is named for the rest holds `ACTING_CHAIR`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.duties import ActingGround
from app.access.roles import Role
from app.members import offices
from app.members.models import Office, Person
from app.members.offices import Given

MAY_BE_NAMED = frozenset({Role.MEMBER, Role.DEPUTY})
"""Whoever acts for the chair is of the assembly."""


@dataclass(frozen=True)
class ChairStanding:
    """The chair and who acts for them at one moment. `ground`: why somebody acts; None when nobody has to, or does.

    `is_known`: False when a row was altered; nobody acts then, since the altered row could be the chair's.
    """

    chair: Person | None = None
    acting: tuple[Person, ...] = ()
    ground: ActingGround | None = None
    is_known: bool = True

    @property
    def is_missing(self) -> bool:
        """There is no chair, and nobody who acts: somebody must be named."""
        return self.is_known and self.chair is None and not self.acting

    @property
    def words(self) -> str:
        """Who carries the chair's duties, and why; where nobody does, who must be named."""
        names = "、".join(person.display_name for person in self.acting)
        if not self.is_known:
            return "役職の記録が書き換えられた疑いがあります。確かめるまで、議長の職務の代行は働きません。"
        if self.is_missing:
            return (
                "議長が欠け、職務を行う副議長もいません。臨時議長（年長の議員、地方自治法107条）を、その議員の画面の"
                "「役職の申し出」から「議長職務代行者」として申し出てください。"
            )
        if self.chair is None:
            return f"議長が欠けています。{names}が議長の職務を行っています（地方自治法106条、107条）。"
        if self.ground is ActingGround.HINDERED:
            return f"議長（{self.chair.display_name}）に事故があり、{names}が職務を行っています（地方自治法106条）。"
        return f"議長は{self.chair.display_name}です。"


def standing_at(session: Session, moment: datetime) -> ChairStanding:
    """Who is chair then, and who acts, as the offices stand now."""
    given, is_untouched = offices.given(session)
    if not is_untouched:
        return ChairStanding(is_known=False)
    begun = [(office, person) for office, person in given if office.starts_at <= moment and person.state != "retired"]
    running = [(office, person) for office, person in begun if office.runs_at(moment)]
    chair = next((person for _office, person in _of(running, Role.CHAIR)), None)
    active = [(office, person) for office, person in running if person.state == "active"]
    deputies = _of(active, Role.DEPUTY)
    over = [office.since for office, _person in _of(begun, Role.CHAIR)]
    over += [office.since for office, _person in deputies] if chair is None else []
    of_assembly = {person.id for role in MAY_BE_NAMED for _office, person in _of(active, role)}
    # Whoever was named acts until a chair is elected after that, or, without a chair, a vice-chair.
    named = [
        person
        for office, person in _of(active, Role.ACTING_CHAIR)
        if person.id in of_assembly and not any(at > office.since for at in over)
    ]
    acting = named + ([person for _office, person in deputies] if chair is None else [])
    acting = list({person.id: person for person in acting}.values())
    ground = (ActingGround.VACANT if chair is None else ActingGround.HINDERED) if acting else None
    return ChairStanding(chair, tuple(acting), ground)


def standing(session: Session) -> ChairStanding:
    """Who is chair now, and who acts."""
    return standing_at(session, clock.now())


def acts_by_law(session: Session, person_id: str, roles: frozenset[Role]) -> ChairStanding | None:
    """The standing by which somebody who holds these roles now acts for the chair; None when they do not.

    A vice-chair costs one small query while there is a chair.
    """
    if Role.CHAIR in roles or roles.isdisjoint({Role.DEPUTY, Role.ACTING_CHAIR}):
        return None
    if Role.ACTING_CHAIR not in roles and _is_there_a_chair(session):
        return None
    found = standing(session)
    return found if any(person.id == person_id for person in found.acting) else None


def is_missing(session: Session) -> bool:
    """Somebody must be named to act for the chair now. One small query while there is a chair."""
    return not _is_there_a_chair(session) and standing(session).is_missing


def _is_there_a_chair(session: Session) -> bool:
    return bool(session.scalar(select(a_chair_at(clock.now()))))


def a_chair_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether somebody active is chair at that moment, as a condition; it does not look at seals."""
    return exists().where(
        Person.id == Office.person_id,
        Office.role == Role.CHAIR.value,
        Office.starts_at <= moment,
        or_(Office.ends_at.is_(None), Office.ends_at > moment),
        Person.state == "active",
    )


def _of(given: Given, role: Role) -> Given:
    return [(office, person) for office, person in given if office.role == role.value]
