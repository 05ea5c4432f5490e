"""What the ledger says of unusual use: a usual week of a council tells of nothing, each threat of exactly one event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.access.reasons import Reason
from app.access.roles import Role
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms.habits.watch import HabitWatch, without_night
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import new_id
from app.meetings import sittings
from app.meetings.models import Meeting
from app.members.people import add_person
from tests.support.council import Council, council_in

pytestmark = [
    pytest.mark.alike("what is told and to whom; others ask for the same on both"),
    pytest.mark.rare("what a watch over weeks tells of; only its own rules move it"),
]

HALL, HOME, CARRIER = "10.1.2.3", "203.0.113.9", "198.51.100."
OF_PAPER: dict[str, Any] = {"version_id": "0" * 26, "detail": {"level": "2"}}
MONDAY = datetime(2026, 12, 7, tzinfo=clock.JST)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council with zones of its own: what lies in them is the hall and the office."""
    with council_in(tmp_path / "home", trusted_zones=(ip_network("10.1.0.0/16"),)) as founded:
        yield founded


@dataclass
class Days:
    """What people do, written down in any order and replayed in the order of time, looked at every half hour."""

    council: Council
    events: list[Event] = field(default_factory=list)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)
    begun: bool = False

    @property
    def watch(self) -> HabitWatch:
        return HabitWatch(self.council.services.database, self.council.settings, sittings.went_on)

    def sees(self, who: str, at: datetime, where: str, kind: EventKind, **parts: Any) -> None:
        session = self.sessions.setdefault((who, f"{at:%m%d}{where}"), new_id())
        self.events.append(Event(kind, actor_id=who, session_id=session, address=where, at=at, **parts))

    def signs_in(self, who: str, at: datetime, where: str) -> None:
        detail = {"device": "issued", "factors": "password+totp", "open_elsewhere": 0}
        self.sees(who, at, where, EventKind.SIGN_IN, detail=detail)

    def reads(self, who: str, at: datetime, where: str, *, pages: int, papers: int, every: timedelta) -> None:
        """Sign in and read so many pages, spread over so many papers, one page every so long."""
        self.signs_in(who, at, where)
        for nth in range(pages):
            moment, paper = at + MINUTE + nth * every, f"{nth % papers:026d}"
            if nth < papers:
                self.sees(who, moment, where, EventKind.CONTENTS_ISSUED, material_id=paper, **OF_PAPER)
            number = nth // papers + 1
            self.sees(who, moment, where, EventKind.PAGE_ISSUED, material_id=paper, page=number, **OF_PAPER)

    def is_refused(self, who: str, at: datetime, reason: Reason, *, times: int, every: timedelta) -> None:
        because = {"reason": reason.value, "action": "page.read", "clause": "2(1)"}
        for nth in range(times):
            self.sees(who, at + nth * every, HALL, EventKind.REFUSED, detail=because)

    def sits(self, at: datetime, *, published_at: datetime | None = None) -> None:
        """A meeting that begins then, published the day before unless it says otherwise."""
        with self.council.services.database.write() as unit:
            published_at, chair = published_at or at - DAY, self.council.people["chair"].id
            meeting = Meeting(title="会議", starts_at=at, state="published", created_at=published_at, created_by=chair)
            meeting.published_at = published_at
            unit.add(meeting)

    def replay(self) -> list[str]:
        """The kinds of the alarms that were raised since the last replay, in order."""
        database, events = self.council.services.database, sorted(self.events, key=lambda event: event.at)
        self.events = []
        before = len(self.council.ledger("auth.alarm"))
        if not self.begun:
            self.watch.look()
            self.begun = True
        while events:
            until = events[0].at + HOUR / 2
            now, events = [one for one in events if one.at < until], [one for one in events if one.at >= until]
            clock.use(until.timestamp)
            with database.write() as unit:
                for event in now:
                    record(unit, event)
            self.watch.look()
        return [told["detail"]["alarm"] for told in self.council.ledger("auth.alarm")[before:]]


@pytest.fixture
def days(council: Council) -> Days:
    return Days(council)


def of_council(council: Council) -> tuple[list[str], list[str], list[str]]:
    """Thirty people: members, clerks, and the executives beside them."""
    with council.services.database.write() as unit:
        for nth, role in enumerate([Role.MEMBER] * 14 + [Role.CLERK] * 3 + [Role.EXECUTIVE] * 5):
            login = f"{role.value}{nth + 10}"
            council.people[login] = add_person(unit, login=login, name=f"山田 {nth}", title="", roles=(role,))
    people = {login: person.id for login, person in council.people.items()}
    members = [people[login] for login in people if login.startswith(("member", "chair", "deputy"))]
    clerks = [people[login] for login in people if login.startswith(("clerk", "admin"))]
    return members, clerks, [people[login] for login in people if login.startswith("executive")]


def office_days(days: Days, who: str, monday: datetime) -> None:
    """A week at the office of who prepares papers: a pack looked through each morning, more before evening."""
    for day in range(5):
        morning = monday + day * DAY + 8.5 * HOUR
        days.reads(who, morning, HALL, pages=40, papers=20, every=MINUTE)
        days.reads(who, morning + 9 * HOUR, HALL, pages=60, papers=40, every=MINUTE)


def test_searches_that_find_words_in_many_papers_are_no_bulk(council: Council, days: Days) -> None:
    who, at = council.people["member1"].id, MONDAY + 10 * HOUR
    days.reads(who, at, HALL, pages=20, papers=10, every=MINUTE)
    for nth in range(80):
        paper = {**OF_PAPER, "detail": {"level": "2", "pages": "1", "found": 1}, "material_id": f"{nth + 500:026d}"}
        days.sees(who, at + nth * MINUTE / 4, HALL, EventKind.PLACES_ISSUED, **paper)

    assert days.replay() == []


def test_search_counts_as_many_pages_as_it_quotes(council: Council, days: Days) -> None:
    """Twenty questions that are answered with thirty quoted pages each show as much as six hundred pages turned."""
    who, at = council.people["member1"].id, MONDAY + 10 * HOUR
    days.reads(who, at, HALL, pages=1, papers=1, every=MINUTE)
    for nth in range(20):
        numbers = ",".join(str(1 + nth * 30 + place) for place in range(30))
        paper = {**OF_PAPER, "detail": {"level": "2", "pages": numbers, "found": 600}, "material_id": f"{7:026d}"}
        days.sees(who, at + nth * MINUTE, HALL, EventKind.PLACES_ISSUED, **paper)

    assert days.replay() == [AlarmKind.BULK_READING]
    assert "1 件の資料の 60" in council.ledger("auth.alarm")[-1]["detail"]["about"]


@pytest.mark.clause("I 6-5(4)")
def test_usual_week_of_a_council_tells_of_nothing(council: Council, days: Days) -> None:
    members, clerks, executives = of_council(council)
    assert len(members + clerks + executives) == 30
    for who in clerks:
        office_days(days, who, MONDAY - 14 * DAY)
        office_days(days, who, MONDAY - 7 * DAY)
        office_days(days, who, MONDAY)
    for day in (1, 3, 4):
        opens = MONDAY + day * DAY + 10 * HOUR
        days.sits(opens)
        for who in members + executives:
            days.reads(who, opens - 0.2 * HOUR, HALL, pages=30, papers=15, every=10 * MINUTE)
    for nth, who in enumerate(members):
        for day in range(6):
            evening = MONDAY + day * DAY + 20 * HOUR
            days.reads(who, evening, HOME, pages=20 + 2 * nth, papers=8, every=MINUTE)
            days.reads(who, MONDAY + day * DAY + 7.5 * HOUR, f"{CARRIER}{day + nth}", pages=8, papers=2, every=MINUTE)
    # A thick budget leafed through in an hour, and every paper of the sitting opened in a row.
    days.reads(members[0], MONDAY + 19 * HOUR, HOME, pages=450, papers=12, every=timedelta(seconds=8))
    days.reads(members[1], MONDAY + DAY + 9 * HOUR, HALL, pages=45, papers=45, every=timedelta(seconds=20))
    # The committee on the budget, until twenty past one.
    days.sits(MONDAY + 2 * DAY + 18.5 * HOUR)
    for who in members[:8]:
        days.reads(who, MONDAY + 2 * DAY + 18.4 * HOUR, HALL, pages=80, papers=6, every=5 * MINUTE)
    # A tablet that is new: signed in at the office, taken home.
    days.reads(members[2], MONDAY + 2 * DAY + 14 * HOUR, HALL, pages=5, papers=2, every=MINUTE)
    days.reads(members[2], MONDAY + 2 * DAY + 19 * HOUR, HOME, pages=50, papers=10, every=MINUTE)
    # Doors that are shut to everybody now and then, and a freeze in the middle of a sitting.
    for who in members + clerks:
        days.is_refused(who, MONDAY + 15 * HOUR, Reason.ROLE, times=4, every=MINUTE)
        days.is_refused(who, MONDAY + 3 * DAY + 11 * HOUR, Reason.FROZEN, times=60, every=MINUTE / 2)
        days.is_refused(who, MONDAY + 3 * DAY + 15 * HOUR, Reason.STALE, times=10, every=MINUTE)

    assert days.replay() == []


def harvested(days: Days, who: str, at: datetime) -> None:
    """Ten pages a minute, slow enough that no rate slows them."""
    days.reads(who, at, HOME, pages=900, papers=30, every=MINUTE / 10)


def swept(days: Days, who: str, at: datetime) -> None:
    """The first page of everything."""
    days.reads(who, at, HOME, pages=100, papers=100, every=MINUTE / 2)


def harvested_fast(days: Days, who: str, at: datetime) -> None:
    """The rates have told of it already, at once."""
    harvested(days, who, at)
    clock.use((at + MINUTE).timestamp)
    with days.council.services.database.write() as unit:
        raise_alarm(unit, AlarmKind.HARVEST, person_id=who, session_id=new_id(), address=HOME)


def read_at_night(days: Days, who: str, at: datetime) -> None:
    days.reads(who, at.replace(hour=2), HOME, pages=60, papers=3, every=MINUTE)


def signed_in_at_night(days: Days, who: str, at: datetime) -> None:
    days.signs_in(who, at.replace(hour=4, minute=59), HOME)


def tried_doors(days: Days, who: str, at: datetime) -> None:
    """One try a minute: no rate ever counts them together."""
    days.is_refused(who, at, Reason.UNKNOWN, times=90, every=MINUTE)


def tried_doors_often(days: Days, who: str, at: datetime) -> None:
    """Many together, of which the ledger holds the number."""
    days.sees(who, at, HOME, EventKind.REFUSED, detail={"count": 400})


Threat = Callable[[Days, str, datetime], None]
THREATS: list[tuple[Threat, str]] = [
    (harvested, "bulk_reading"),
    (swept, "bulk_reading"),
    (harvested_fast, "harvest"),
    (read_at_night, "unusual_hours"),
    (signed_in_at_night, "unusual_hours"),
    (tried_doors, "many_refusals"),
    (tried_doors_often, "many_refusals"),
]


@pytest.mark.clause("I 6-5(4)")
@pytest.mark.parametrize(("threat", "kind"), THREATS, ids=[threat.__name__ for threat, _ in THREATS])
def test_hour_of_a_threat_is_one_alarm(council: Council, days: Days, threat: Threat, kind: str) -> None:
    who, other = council.people["member1"].id, council.people["member2"].id
    days.reads(who, MONDAY + 20 * HOUR, HOME, pages=20, papers=4, every=MINUTE)
    days.reads(other, MONDAY + DAY + 20 * HOUR, HOME, pages=40, papers=4, every=MINUTE)
    days.watch.look()
    days.begun = True
    before = len(council.ledger("auth.alarm"))

    threat(days, who, MONDAY + DAY + 20 * HOUR)
    days.replay()

    told = council.ledger("auth.alarm")[before:]
    assert [(one["actor"], one["detail"]["alarm"]) for one in told] == [(who, kind)]


@pytest.mark.clause("I 6-5(4)")
def test_who_only_reads_inside_is_told_of_the_first_reading_outside_and_of_no_other(
    council: Council, days: Days
) -> None:
    clerk = council.people["clerk1"].id
    office_days(days, clerk, MONDAY - 14 * DAY)
    office_days(days, clerk, MONDAY - 7 * DAY)
    assert days.replay() == []

    for day in range(3):
        days.reads(clerk, MONDAY + day * DAY + 20 * HOUR, HOME, pages=30, papers=3, every=MINUTE)

    assert days.replay() == ["new_zone"]


def test_same_again_on_another_day_is_another_event(council: Council, days: Days) -> None:
    who = council.people["member1"].id
    for day in (1, 2):
        read_at_night(days, who, MONDAY + day * DAY)
        harvested(days, who, MONDAY + day * DAY + 14 * HOUR)

    assert sorted(days.replay()) == ["bulk_reading"] * 2 + ["unusual_hours"] * 2


def test_late_look_finds_what_it_missed_and_a_first_look_takes_what_is_there_as_usual(
    council: Council, days: Days
) -> None:
    who, database = council.people["member1"].id, council.services.database
    harvested(days, who, MONDAY + 14 * HOUR)
    clock.use((MONDAY + 18 * HOUR).timestamp)
    with database.write() as unit:
        for event in days.events:
            record(unit, event)

    days.watch.look()
    first = council.ledger("auth.alarm")
    harvested(days, who, MONDAY + DAY + 14 * HOUR)
    clock.use((MONDAY + DAY + 18 * HOUR).timestamp)
    with database.write() as unit:
        for event in days.events[len(days.events) // 2 :]:
            record(unit, event)
    days.watch.look()

    assert first == []
    assert [one["detail"]["alarm"] for one in council.ledger("auth.alarm")] == ["bulk_reading"]


def test_demo_is_tried_at_any_hour_and_a_council_may_tell_of_none(council: Council) -> None:
    usual = replace(council.settings, is_demo=False)

    assert (usual.habits.night_from, usual.habits.night_to) == (1, 5)
    assert without_night(usual) is usual
    of_demo = without_night(council.settings).habits
    assert of_demo.night_from == of_demo.night_to
    assert of_demo.pages_an_hour == usual.habits.pages_an_hour


@pytest.mark.clause("I 6-5(4)")
def test_guessing_addresses_is_told_to_the_person_and_the_offices_with_what_to_do(council: Council) -> None:
    afternoon = count((MONDAY + 14 * HOUR).timestamp(), 0.001)
    clock.use(lambda: next(afternoon))
    days = Days(council)
    member, admin, chair = (council.browser(login) for login in ("member1", "admin", "chair"))
    days.watch.look()

    times = council.settings.habits.refusals_an_hour
    assert {member.fetch(f"/papers/{new_id()}").status_code for _ in range(times)} == {404}
    days.watch.look()
    days.watch.look()

    assert "断られる操作が短い時間に続いています" in member.get("/account").text
    for office in (admin, chair):
        board = office.get("/admin/connections").text
        assert "1 時間に 30 回の拒否" in board
        assert "この接続を終了し、その端末を止めてください" in board
    [told] = council.ledger("auth.alarm")
    assert (told["detail"]["about"], told["detail"]["alarm"]) == ("1 時間に 30 回の拒否", "many_refusals")
