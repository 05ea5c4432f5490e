"""Who carries the chair's duties by law: the vice-chair when there is no chair, else a person named by two persons.

地方自治法 106条1項: when the chair is hindered (事故) or there is none (欠員), the vice-chair carries the duties.
106条2項: when both are hindered, an acting chair is elected. 107条: while there is nobody, the eldest member presides.
A vacancy follows from the offices, so nobody has to declare it. In the other cases a person is given `ACTING_CHAIR`.
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
"""The offices of which a person can be named to act for the chair: they must belong to the assembly."""

NAME_ANOTHER = "議長かもう 1 人の議会事務局長を、「役職の申し出」で決めてください。"
"""What is said where neither of these offices has anybody who may act."""


@dataclass(frozen=True)
class ChairStanding:
    """The chair and the person who acts for them at one moment. `ground`: why that person acts; None without one.

    `is_known`: False when a row was altered. Nobody acts then, since the altered row could be the chair's.
    """

    chair: Person | None = None
    acting: tuple[Person, ...] = ()
    ground: ActingGround | None = None
    is_known: bool = True

    @property
    def is_missing(self) -> bool:
        """True when there is neither a chair nor a person who acts, so that one must be named."""
        return self.is_known and self.chair is None and not self.acting

    @property
    def words(self) -> str:
        """The sentence that says who carries the chair's duties and why, or that a person must be named."""
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
    """The chair and who acts at a moment, by the offices as they are entered now."""
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
    # A named person acts until a chair is elected after the naming, or, while there is no chair, a vice-chair.
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
    """The chair and who acts now."""
    return standing_at(session, clock.now())


def acts_by_law(session: Session, person_id: str, roles: frozenset[Role]) -> ChairStanding | None:
    """The standing, if a person who holds these roles now acts for the chair by it; else None.

    Costs one small query for a vice-chair while there is a chair.
    """
    if Role.CHAIR in roles or roles.isdisjoint({Role.DEPUTY, Role.ACTING_CHAIR}):
        return None
    if Role.ACTING_CHAIR not in roles and _is_there_a_chair(session):
        return None
    found = standing(session)
    return found if any(person.id == person_id for person in found.acting) else None


def who_must_be_named(session: Session) -> list[str]:
    """A sentence for each office without which nobody can act, or nobody be the second of two; empty in good order."""
    found, said = standing(session), []
    if found.is_missing or not found.is_known:
        said.append(found.words)
    given, _is_untouched = offices.given(session)
    moment = clock.now()
    running = [(office, person) for office, person in given if office.runs_at(moment) and person.state == "active"]
    administrators = {person.id for _office, person in _of(running, Role.ADMINISTRATOR)}
    if not administrators:
        said.append(
            "議会事務局長の役職にある人がいません。議長が、その人の画面の「役職の申し出」から申し出て、副責任者に"
            "確認してもらってください。画面で確認できる人がいないときは、サーバーの運用者に頼みます。"
        )
    elif len(administrators) == 1:
        said.append(
            "議会事務局長の役職にある人が 1 人だけです。機密性3A の区分を変えることなど、2 人の議会事務局長が要る操作が"
            "できません。もう 1 人を決め、その人の画面の「役職の申し出」から申し出てください。"
        )
    return said


def is_missing(session: Session) -> bool:
    """True when a person must be named to act for the chair now. One small query while there is a chair."""
    return not _is_there_a_chair(session) and standing(session).is_missing


def _is_there_a_chair(session: Session) -> bool:
    return bool(session.scalar(select(a_chair_at(clock.now()))))


def a_chair_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """A condition in SQL: whether an active person is chair at that moment. Seals are not checked."""
    return exists().where(
        Person.id == Office.person_id,
        Office.role == Role.CHAIR.value,
        Office.starts_at <= moment,
        or_(Office.ends_at.is_(None), Office.ends_at > moment),
        Person.state == "active",
    )


def _of(given: Given, role: Role) -> Given:
    return [(office, person) for office, person in given if office.role == role.value]
