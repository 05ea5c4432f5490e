"""What must not silence the watch over unusual use: other alarms, a meeting made at night, a wrong clock, SQL."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from app import clock
from app.audit.append import record
from app.auth.alarms.habits.models import HabitCursor
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import microseconds, new_id
from app.ops import seal_commands
from tests.app.auth.alarms.test_habits import (
    DAY,
    HALL,
    HOME,
    HOUR,
    MINUTE,
    MONDAY,
    Days,
    harvested,
    office_days,
    read_at_night,
)
from tests.app.test_seals import altered, sql
from tests.support.council import Council, council_in

pytestmark = pytest.mark.rare("what silences a watch and what does not; only its own rules move it")


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council with zones of its own."""
    with council_in(tmp_path / "home", trusted_zones=(ip_network("10.1.0.0/16"),)) as founded:
        yield founded


@pytest.fixture
def days(council: Council) -> Days:
    return Days(council)


OTHERS = [AlarmKind.FACTOR_CHANGED, AlarmKind.SECOND_PLACE]


@pytest.mark.parametrize("kind", OTHERS)
def test_alarm_about_something_else_in_the_session_silences_neither_the_night_nor_the_place(
    council: Council, days: Days, kind: AlarmKind
) -> None:
    clerk, session_id = council.people["clerk1"].id, new_id()
    office_days(days, clerk, MONDAY - 14 * DAY)
    office_days(days, clerk, MONDAY - 7 * DAY)
    days.replay()
    clock.use((MONDAY + 9 * HOUR).timestamp)
    with council.services.database.write() as unit:
        raise_alarm(unit, kind, person_id=clerk, session_id=session_id, address=HALL)

    for at in (MONDAY + 20 * HOUR, MONDAY + 26 * HOUR):
        days.sessions[(clerk, f"{at:%m%d}{HOME}")] = session_id
        days.reads(clerk, at, HOME, pages=30, papers=3, every=MINUTE)

    assert days.replay() == ["new_zone", "unusual_hours"]


NO_SITTING = {
    "at night": (MONDAY + DAY + HOUR, MONDAY - DAY + 12 * HOUR),
    "published on the same day": (MONDAY + 20 * HOUR, MONDAY + 18 * HOUR),
    "published in the night before": (MONDAY + 20 * HOUR, MONDAY + 2 * HOUR - DAY),
}


@pytest.mark.parametrize("meeting", NO_SITTING.values(), ids=NO_SITTING)
def test_meeting_that_nobody_was_told_of_by_day_explains_no_night(
    council: Council, days: Days, meeting: tuple[datetime, datetime]
) -> None:
    starts_at, published_at = meeting
    days.sits(starts_at, published_at=published_at)
    read_at_night(days, council.people["clerk1"].id, MONDAY + DAY)

    assert days.replay() == ["unusual_hours"]


def test_sitting_that_was_edited_explains_no_night(council: Council, days: Days) -> None:
    who = council.people["clerk1"].id
    days.sits(MONDAY + 20 * HOUR)
    read_at_night(days, who, MONDAY + DAY)
    assert days.replay() == []

    sql(council, "UPDATE meeting SET starts_at = starts_at + :day", day=DAY // timedelta(microseconds=1))
    read_at_night(days, who, MONDAY + 2 * DAY)

    assert [kind for kind in days.replay() if kind != "altered"] == ["unusual_hours"]
    assert [found["detail"]["what"] for found in altered(council)] == ["row"]


def test_clock_that_ran_ahead_silences_nothing_afterwards(council: Council, days: Days) -> None:
    clerk = council.people["clerk1"].id
    office_days(days, clerk, MONDAY - 14 * DAY)
    office_days(days, clerk, MONDAY - 7 * DAY)
    assert days.replay() == []
    ahead = MONDAY + 365 * DAY
    days.reads(clerk, ahead + 10 * HOUR, HALL, pages=5, papers=1, every=MINUTE)
    read_at_night(days, clerk, ahead + DAY)
    days.replay()

    for day in (1, 2):
        read_at_night(days, clerk, MONDAY + day * DAY)

    assert sorted(days.replay()) == ["new_zone", "unusual_hours", "unusual_hours"]


SILENCED = {
    "cursor": "UPDATE habit_cursor SET seq = 999999999",
    "cursor within the ledger": "UPDATE habit_cursor SET seq = (SELECT seq FROM ledger_head)",
    "no cursor": "DELETE FROM habit_cursor",
    "event of now": (
        "INSERT INTO habit_event (person_id, kind, last_at, seal) VALUES (:who, 'bulk_reading', :then, '')"
    ),
    "event of the future": (
        "INSERT INTO habit_event (person_id, kind, last_at, seal) VALUES (:who, 'bulk_reading', :later, '')"
    ),
}


@pytest.mark.parametrize("what", SILENCED)
def test_row_of_the_watch_that_was_put_there_by_sql_silences_nothing(council: Council, days: Days, what: str) -> None:
    seal_commands.lay(council.settings)
    who, at = council.people["member1"].id, MONDAY + 14 * HOUR
    read_at_night(days, council.people["clerk1"].id, MONDAY)
    assert days.replay() == ["unusual_hours"]
    moments = {"who": who, "then": microseconds(at), "later": microseconds(at + 20000 * DAY)}
    harvested(days, who, at)
    clock.use((at + 2 * HOUR).timestamp)
    with council.services.database.write() as unit:
        for event in sorted(days.events, key=lambda one: one.at):
            record(unit, event)
    days.events = []
    sql(council, SILENCED[what], **{name: value for name, value in moments.items() if f":{name}" in SILENCED[what]})

    days.watch.look()

    table = "habit_event" if "event" in what else "habit_cursor"
    assert {found["detail"]["name"].split("/")[0] for found in altered(council)} == {table}
    told = [record["detail"]["alarm"] for record in council.ledger("auth.alarm")]
    assert [kind for kind in told if kind != "altered"] == ["unusual_hours", "bulk_reading"]
    days.watch.look()
    assert seal_commands.find(council.settings) == []


def test_cursor_beyond_the_end_of_a_ledger_that_was_put_back_is_told_and_hides_nothing(
    council: Council, days: Days
) -> None:
    """It fits its seal: it is of the day that was lost."""
    days.watch.look()
    days.begun = True
    with council.services.database.write() as unit:
        unit.get_one(HabitCursor, 1).seq = 999_999_999

    harvested(days, council.people["member1"].id, MONDAY + 14 * HOUR)

    assert days.replay() == ["altered", "bulk_reading"]
    assert altered(council) == []


PLACES = {
    "inside forgotten": "DELETE FROM habit_place",
    "inside edited": "UPDATE habit_place SET days = 1",
    "outside known": (
        "INSERT INTO habit_place (person_id, place, days, last_on, seal) VALUES (:who, 'outside', 9, '2026-12-07', '')"
    ),
}


@pytest.mark.parametrize("what", PLACES)
def test_first_reading_outside_is_told_whatever_was_done_to_the_places_of_before(
    council: Council, days: Days, what: str
) -> None:
    clerk = council.people["clerk1"].id
    office_days(days, clerk, MONDAY - 14 * DAY)
    office_days(days, clerk, MONDAY - 7 * DAY)
    assert days.replay() == []
    sql(council, PLACES[what], **({"who": clerk} if ":who" in PLACES[what] else {}))

    days.reads(clerk, MONDAY + 20 * HOUR, HOME, pages=3, papers=1, every=MINUTE)

    assert [kind for kind in days.replay() if kind != "altered"] == ["new_zone"]
    is_gone = "DELETE" in PLACES[what]
    assert {found["detail"]["name"].split("/")[0] for found in altered(council)} == (
        set() if is_gone else {"habit_place"}
    )
    assert seal_commands.find(council.settings) == []


def test_record_of_somebody_whose_row_is_gone_hides_nobody_else(council: Council, days: Days) -> None:
    days.watch.look()
    days.begun = True
    gone = new_id()
    days.reads(gone, MONDAY + 2 * HOUR, HOME, pages=3, papers=1, every=MINUTE)
    harvested(days, council.people["member1"].id, MONDAY + 14 * HOUR)

    assert [kind for kind in days.replay() if kind != "altered"] == ["bulk_reading"]
    assert [found["detail"]["name"] for found in altered(council)] == [f"person/{gone}"]
