"""What importing a list would do, line by line, and doing it: all of it in one transaction, or nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import days
from app.access.roles import Role
from app.members import checks, offices
from app.members.checks import Drawable
from app.members.models import Group, GroupMember, Office, Person
from app.members.people import add_person
from app.people.roster import Roster, RosterRow


@dataclass
class PlanLine:
    """One line of the report. `outcome`: new | changed | same | fault. `notes`: what is done, or what is wrong."""

    line: int
    login: str
    name: str
    outcome: str
    notes: list[str] = field(default_factory=list)


@dataclass
class WantedPerson:
    """A checked row. `faults` are sentences."""

    row: RosterRow
    login: str
    name: str
    kana: str
    title: str
    seat: int | None
    roles: frozenset[Role]
    groups: list[str]
    starts_at: datetime | None
    ends_at: datetime | None
    faults: list[str]


@dataclass
class Plan:
    """The whole report. Nothing has been written."""

    lines: list[PlanLine]
    encoding: str
    unused: list[str]
    wanted: list[WantedPerson]

    @property
    def faults(self) -> int:
        return sum(line.outcome == "fault" for line in self.lines)

    @property
    def is_clean(self) -> bool:
        return self.faults == 0

    def count(self, outcome: str) -> int:
        """How many lines come to this."""
        return sum(line.outcome == outcome for line in self.lines)


@dataclass(frozen=True)
class CouncilRules:
    """What the checks need of the council."""

    drawable: Drawable
    is_demo: bool
    administrators: int
    """How many administrators there may be at one time."""


def check(session: Session, roster: Roster, council: CouncilRules) -> Plan:
    """Look at every line and at what stands in the database; write nothing."""
    wanted = [_wanted(row, council) for row in roster.rows]
    _mark_doubles(wanted)
    known = _known(session, [one.login for one in wanted])
    groups = {name: group_id for group_id, name in session.execute(select(Group.id, Group.name))}
    for one in wanted:
        _check_against(one, known.get(one.login), groups)
    _check_crowds(session, wanted, council.administrators)
    lines = [_line(session, one, known.get(one.login), groups) for one in wanted]
    return Plan(lines, roster.encoding, roster.unused, wanted)


def apply(session: Session, plan: Plan, council: CouncilRules) -> None:
    """Write a clean plan in the caller's unit. Raises ValueError for one with faults, TooMany if somebody was first."""
    if not plan.is_clean:
        raise ValueError("a plan with faults is not written")
    groups = {name: group_id for group_id, name in session.execute(select(Group.id, Group.name))}
    for one in plan.wanted:
        person = _known(session, [one.login]).get(one.login)
        if person is None:
            person = add_person(
                session, login=one.login, name=one.name, kana=one.kana, title=one.title, roles=(), seat_number=one.seat
            )
        person.kana, person.title, person.seat_number = one.kana, one.title, one.seat
        _give_offices(session, person, one, council.administrators)
        have = set(session.scalars(select(GroupMember.group_id).where(GroupMember.person_id == person.id)))
        session.add_all(
            GroupMember(group_id=groups[name], person_id=person.id) for name in one.groups if groups[name] not in have
        )
        session.flush()


def _give_offices(session: Session, person: Person, one: WantedPerson, administrators: int) -> None:
    if one.starts_at is None:
        return
    for role in sorted(one.roles):
        office = _same_office(session, person.id, role, one.starts_at)
        if office is None:
            offices.give(session, person.id, role, one.starts_at, one.ends_at, administrators=administrators)
        elif office.ends_at != one.ends_at:
            offices.change_end(session, office, one.ends_at, administrators=administrators)


def _same_office(session: Session, person_id: str, role: Role, starts_at: datetime) -> Office | None:
    """The term that the list means: of this role, begun on the same day."""
    found = session.scalars(select(Office).where(Office.person_id == person_id, Office.role == role.value)).all()
    return next((one for one in found if days.first_day(one.starts_at) == days.first_day(starts_at)), None)


def _wanted(row: RosterRow, council: CouncilRules) -> WantedPerson:
    login, name, title = checks.normal_login(row["ID"]), checks.tidy(row["氏名"]), checks.tidy(row["肩書"])
    kana = checks.tidy(row["ふりがな"])
    seat, seat_fault = checks.seat_of(row["議席番号"])
    roles, roles_fault = checks.roles_of(row["役割"])
    starts, starts_fault = _day(row, "任期開始", required=True)
    last, last_fault = _day(row, "任期終了", required=False)
    faults = [
        checks.login_fault(login, is_demo=council.is_demo),
        checks.name_fault(name, title, council.drawable),
        checks.kana_fault(kana),
        seat_fault,
        roles_fault,
        starts_fault,
        last_fault,
        "任期終了が任期開始より前です。" if starts and last and last < starts else "",
    ]
    return WantedPerson(
        row=row,
        login=login,
        name=name,
        kana=kana,
        title=title,
        seat=seat,
        roles=roles,
        groups=_names(row["会派・委員会"]),
        starts_at=days.begins(starts) if starts else None,
        ends_at=days.ends(last) if last else None,
        faults=[fault for fault in faults if fault],
    )


def _day(row: RosterRow, column: str, *, required: bool) -> tuple[date | None, str]:
    if not row[column]:
        return None, f"{column}を書いてください。" if required else ""
    try:
        return days.read_day(row[column]), ""
    except days.NoDay as error:
        return None, f"{column}「{row[column][:20]}」：{error}"


def _names(text: str) -> list[str]:
    for separator in ("、", "／", "/", ";", "；", "\n"):
        text = text.replace(separator, ",")
    return list(dict.fromkeys(checks.tidy(name) for name in text.split(",") if name.strip()))


def _mark_doubles(wanted: list[WantedPerson]) -> None:
    first: dict[str, int] = {}
    for one in wanted:
        if one.login in first:
            one.faults.append(f"ID「{one.login}」は {first[one.login]} 行目にもあります。")
        elif one.login:
            first[one.login] = one.row.line


def _known(session: Session, logins: list[str]) -> dict[str, Person]:
    rows = session.scalars(select(Person).where(func.lower(Person.login).in_(logins)))
    return {person.login.lower(): person for person in rows}


def _check_against(one: WantedPerson, person: Person | None, groups: dict[str, str]) -> None:
    if unknown := [name for name in one.groups if name not in groups]:
        one.faults.append(f"「{unknown[0][:30]}」という会派・委員会はありません。先に登録してください。")
    if person is None:
        return
    if person.state == "retired":
        one.faults.append("この ID は退任した人のものです。同じ ID はだれにも使えません。別の ID にしてください。")
    elif person.name != one.name:
        one.faults.append(
            f"この ID は {person.name} さんが使っています。名前を直すときは、その人の画面で直してください。"
        )


def _check_crowds(session: Session, wanted: list[WantedPerson], administrators: int) -> None:
    """Offices that only one or few may hold at a time, among the list's people and those registered before."""
    for role in sorted(offices.FEW):
        limit = offices.at_most(role, administrators)
        asked = [one for one in wanted if role in one.roles and one.starts_at is not None]
        for place, one in enumerate(asked):
            before = sum(_overlap(one, other) for other in asked[:place])
            person = _known(session, [one.login]).get(one.login)
            start = one.starts_at
            if start is None:
                continue
            but_person = person.id if person else ""
            fault = offices.crowded(
                session, role, start, one.ends_at, administrators=administrators, but_person=but_person
            )
            if fault or before >= limit:
                one.faults.append(fault or f"{offices.limit_words(role, limit)}この一覧に重なる人がいます。")


def _overlap(one: WantedPerson, other: WantedPerson) -> bool:
    if one.starts_at is None or other.starts_at is None:
        return False
    is_over = one.ends_at is not None and one.ends_at <= other.starts_at
    return not is_over and not (other.ends_at is not None and other.ends_at <= one.starts_at)


def _line(session: Session, one: WantedPerson, person: Person | None, groups: dict[str, str]) -> PlanLine:
    line = PlanLine(one.row.line, one.login, one.name or one.row["氏名"][:20], "fault", one.faults)
    if one.faults:
        return line
    line.notes = _changes(session, one, person, groups)
    line.outcome = "new" if person is None else "changed" if line.notes else "same"
    return line


def _changes(session: Session, one: WantedPerson, person: Person | None, groups: dict[str, str]) -> list[str]:
    term = f"{days.day_words(days.first_day(one.starts_at))}から" if one.starts_at else ""
    term += f"{days.day_words(days.last_day(one.ends_at))}まで" if one.ends_at else ""
    roles = "・".join(role.words for role in sorted(one.roles))
    if person is None:
        return [f"{one.title}　{roles}（{term}）", *(["会派・委員会：" + "、".join(one.groups)] if one.groups else [])]
    pairs = (("ふりがな", person.kana, one.kana), ("肩書", person.title, one.title))
    notes = [f"{label}：{old or '（なし）'} → {new or '（なし）'}" for label, old, new in pairs if old != new]
    if person.seat_number != one.seat:
        notes.append(f"議席番号：{person.seat_number or '（なし）'} → {one.seat or '（なし）'}")
    for role in sorted(one.roles):
        office = _same_office(session, person.id, role, one.starts_at) if one.starts_at else None
        if office is None:
            notes.append(f"役割を追加：{role.words}（{term}）")
        elif office.ends_at != one.ends_at:
            notes.append(f"{role.words}の任期終了：{days.day_words(days.last_day(one.ends_at)) or '定めなし'}")
    have = set(session.scalars(select(GroupMember.group_id).where(GroupMember.person_id == person.id)))
    notes += [f"会派・委員会に追加：{name}" for name in one.groups if groups[name] not in have]
    return notes
