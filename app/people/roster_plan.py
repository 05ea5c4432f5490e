"""Plans the import of a list, line by line: what each would change, and what is wrong with it. Writes nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.roles import BY_TWO, Role
from app.members import checks, offices
from app.members.belonging import given_by_office, kept_by_hand
from app.members.checks import Drawable
from app.members.membership import group_ids_of
from app.members.models import Group, Office, Person
from app.people.roster import Roster, RosterRow


@dataclass
class PlanLine:
    """One line of the report. `outcome`: new | changed | same | fault. `notes`: what is done, or what is wrong.

    `doubts`: possible mistakes, such as one person under two IDs. The list is imported once they are said to be meant.
    """

    line: int
    login: str
    name: str
    outcome: str
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


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

    @property
    def doubts(self) -> str:
        """A digest of all doubts, "" without any. The form that says they are meant carries it, for these only."""
        told = [f"{line.line}:{doubt}" for line in self.lines for doubt in line.doubts]
        return sha256("\n".join(told).encode()).hexdigest() if told else ""

    @property
    def shown(self) -> str:
        """A digest of the whole report. The import is carried out only while it equals the report that was shown."""
        told = [(line.line, line.login, line.name, line.outcome, line.notes, line.doubts) for line in self.lines]
        return sha256(repr(told).encode()).hexdigest()

    def count(self, outcome: str) -> int:
        """How many lines have this outcome."""
        return sum(line.outcome == outcome for line in self.lines)


@dataclass(frozen=True)
class CouncilRules:
    """The council's settings that the checks need."""

    drawable: Drawable
    is_demo: bool
    administrators: int
    """How many administrators there may be at one time."""


def check(session: Session, roster: Roster, council: CouncilRules, *, by_person: str) -> Plan:
    """Compare every line with the database, and write nothing. `by_person`: the id of the person who imports."""
    wanted = [_wanted(row, council) for row in roster.rows]
    _mark_doubles(wanted)
    known = people_by_login(session, [one.login for one in wanted])
    groups, given = kept_by_hand(session), given_by_office(session)
    for one in wanted:
        _leave_out_given(one, given)
        _check_against(one, known.get(one.login), groups)
    for one in wanted:
        _check_power(session, one, known.get(one.login))
        _check_oneself(session, one, known.get(one.login), by_person)
    lines = [_line(session, one, known.get(one.login), groups) for one in wanted]
    _doubt(session, wanted, lines)
    return Plan(lines, roster.encoding, roster.unused, wanted)


def same_office(session: Session, person_id: str, role: Role, starts_at: datetime) -> Office | None:
    """The person's term that a line is about: of this role, begun on the same day."""
    found = session.scalars(select(Office).where(Office.person_id == person_id, Office.role == role.value)).all()
    return next((one for one in found if days.first_day(one.starts_at) == days.first_day(starts_at)), None)


def ends_alike(office: Office, one: WantedPerson) -> bool:
    """Whether a term ends on the day in the list. Lists have days only, so the minute of the end may differ."""
    return days.last_day(office.ends_at) == days.last_day(one.ends_at)


def _wanted(row: RosterRow, council: CouncilRules) -> WantedPerson:
    login, name, title = checks.normal_login(row["ID"]), checks.tidy(row["氏名"]), checks.tidy(row["肩書"])
    kana = checks.tidy_kana(row["ふりがな"])
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
        return days.read_cell(row[column]), ""
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


def people_by_login(session: Session, logins: list[str]) -> dict[str, Person]:
    """People with these IDs in small letters, by their IDs in small letters."""
    rows = session.scalars(select(Person).where(func.lower(Person.login).in_(logins)))
    return {person.login.lower(): person for person in rows}


def _leave_out_given(one: WantedPerson, given: dict[str, frozenset[Role]]) -> None:
    """Drop a group that the line's office gives anyway. Without that office, naming the group is a fault."""
    for name in [name for name in one.groups if name in given]:
        one.groups.remove(name)
        if one.roles.isdisjoint(given[name]):
            words = "か".join(f"「{role.words}」" for role in sorted(given[name], reverse=True))
            one.faults.append(
                f"「{name}」には、役割が{words}の人が自動で入ります。役割を直すか、名前をはずしてください。"
            )


def _check_against(one: WantedPerson, person: Person | None, groups: dict[str, str]) -> None:
    if unknown := [name for name in one.groups if name not in groups]:
        one.faults.append(f"「{unknown[0][:30]}」という会派・委員会はありません。先に登録してください。")
    if person is None:
        return
    if person.state == "retired":
        one.faults.append("この ID は退任した人のものです。同じ ID はだれにも使えません。別の ID にしてください。")
    elif checks.folded(person.name) != checks.folded(one.name):
        one.faults.append(
            f"この ID は {person.name} さんが使っています。名前を直すときは、その人の画面で直してください。"
        )


def _check_power(session: Session, one: WantedPerson, person: Person | None) -> None:
    """Fault what one person may not do: give an office that two persons give, or a title to a person with power."""
    if person is not None and person.title != one.title and offices.may_hold_power(session, person.id):
        one.faults.append(
            f"{person.display_name}さんの肩書は、一覧では変えられません。登録のとおり「{person.title}」とするか、"
            "その人の画面で直してください。"
        )
    if one.starts_at is None:
        return
    if person is not None and person.state == "suspended":
        starts_at = one.starts_at
        if any(same_office(session, person.id, role, starts_at) is None for role in one.roles):
            one.faults.append(offices.SUSPENDED)
    for role in sorted(one.roles & BY_TWO):
        office = same_office(session, person.id, role, one.starts_at) if person is not None else None
        is_shorter_clerk = office is not None and role is Role.CLERK and not offices.gains(office, one.ends_at)
        if office is None or (office.ends_at != one.ends_at and not is_shorter_clerk):
            one.faults.append(
                f"{role.words}の役職と任期は、一覧では変えられません。役割からはずして取り込み、"
                "その人の画面の「役職の申し出」から申し出てください。"
            )


def _check_oneself(session: Session, one: WantedPerson, person: Person | None, by_person: str) -> None:
    """Fault a line that changes the importing person's own registration, offices or groups."""
    if person is None or person.id != by_person:
        return
    if (person.kana, person.title, person.seat_number) != (one.kana, one.title, one.seat):
        one.faults.append(
            "自分の登録（ふりがな、肩書、議席番号）を、一覧で変えることはできません。"
            "この行をはずして取り込み、ほかの事務局長に頼んでください。"
        )
    if one.starts_at is None:
        return
    terms = [same_office(session, person.id, role, one.starts_at) for role in one.roles]
    has_other_terms = any(term is None or term.ends_at != one.ends_at for term in terms)
    own = select(Group.name).where(Group.id.in_(group_ids_of(session, person.id)))
    if has_other_terms or set(one.groups) - set(session.scalars(own)):
        one.faults.append(
            "自分の役職、任期、会派・委員会を、一覧で変えることはできません。"
            "この行をはずして取り込み、ほかの事務局長に頼んでください。"
        )


@dataclass(frozen=True)
class _Seated:
    """A person in office, or about to be: registered, or on a line of the list."""

    login: str
    name: str
    seat: int | None
    where: str


def _doubt(session: Session, wanted: list[WantedPerson], lines: list[PlanLine]) -> None:
    """Note doubts: one person under two IDs, and one seat given twice. Comparing IDs would not find these."""
    logins = {one.login for one in wanted}
    rest = [seated for seated in _in_office(session) if seated.login not in logins]
    listed = [_Seated(one.login, one.name, one.seat, f"{one.row.line} 行目") for one in wanted]
    for one, line in zip(wanted, lines, strict=True):
        for other in (*rest, *listed):
            if other.login == one.login or not one.name:
                continue
            if line.outcome == "new" and checks.folded(other.name) == checks.folded(one.name):
                line.doubts.append(f"同じ氏名の人が、別の ID「{other.login}」でいます（{other.where}）。")
            if one.seat is not None and other.seat == one.seat:
                line.doubts.append(f"議席番号 {one.seat} は、{other.name} さんと同じです（{other.where}）。")


def _in_office(session: Session) -> list[_Seated]:
    """All registered people whose term runs or is to come."""
    lasting = select(Office.person_id).where(or_(Office.ends_at.is_(None), Office.ends_at > clock.now()))
    people = session.scalars(select(Person).where(Person.id.in_(lasting), Person.state != "retired"))
    return [_Seated(person.login, person.name, person.seat_number, "登録済み") for person in people]


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
    if person.name != one.name:
        notes.append(f"氏名の字が、登録の「{person.name}」と違います。登録の字のままにします")
    if person.seat_number != one.seat:
        notes.append(f"議席番号：{person.seat_number or '（なし）'} → {one.seat or '（なし）'}")
    for role in sorted(one.roles):
        office = same_office(session, person.id, role, one.starts_at) if one.starts_at else None
        if office is None:
            notes.append(f"役割を追加：{role.words}（{term}）")
        elif not ends_alike(office, one):
            notes.append(f"{role.words}の任期終了：{days.day_words(days.last_day(one.ends_at)) or '定めなし'}")
    have = group_ids_of(session, person.id)
    notes += [f"会派・委員会に追加：{name}" for name in one.groups if groups[name] not in have]
    return notes
