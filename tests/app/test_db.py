"""Units of work mean the same on both databases; failures are told in plain words; moments are exact."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.access.roles import Role
from app.db import Database, from_microseconds, microseconds, new_id, normal_url, rows_changed, told_of
from app.errors import AppError, BadInput, Busy, Conflict, DatabaseUnavailable
from app.known import once
from app.members.models import Group, Person
from app.members.people import add_person
from tests.support import backends, kinds

pytestmark = pytest.mark.own_database("runs on both by itself")


@pytest.fixture(params=kinds.BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with backends.opened_for(tmp_path, request.param) as opened:
        yield opened


def add(database: Database, login: str) -> str:
    with database.write() as session:
        return add_person(session, login=login, name="名", title="議員", roles=[Role.MEMBER]).id


def people(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def add_halfway(database: Database) -> None:
    with database.write() as session:
        add_person(session, login="a", name="名", title="議員", roles=[])
        raise ValueError("halfway")


def test_unit_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ValueError, match="halfway"):
        add_halfway(database)

    assert people(database) == 0


def test_hook_that_fails_before_the_commit_takes_the_changes_with_it(database: Database) -> None:
    def refuse(_session: object) -> None:
        raise RuntimeError("no ledger")

    database.before_commit.append(refuse)

    with pytest.raises(RuntimeError, match="no ledger"):
        add(database, "a")
    assert people(database) == 0


def test_reading_unit_sees_one_moment_while_others_write(database: Database) -> None:
    add(database, "a")

    with database.read() as session:
        before = session.scalar(select(func.count()).select_from(Person))
        add(database, "b")
        after = session.scalar(select(func.count()).select_from(Person))

    assert (before, after) == (1, 1)
    assert people(database) == 2


def test_reading_unit_finds_once_what_others_find_each_time(database: Database) -> None:
    asked: list[str] = []

    def find() -> int:
        asked.append("found")
        if len(asked) == 1:
            raise Busy
        return len(asked)

    with database.read() as unit:
        with pytest.raises(Busy):
            once(unit, "count", find)
        assert [once(unit, "count", find) for _ in range(3)] == [2, 2, 2]
        assert once(unit, ("count", 1), find) == 3
    with database.read() as unit:
        assert once(unit, "count", find) == 4
    for begin in (database.write, database.glance):
        with begin() as unit:
            first = once(unit, "count", find)
            assert once(unit, "count", find) == first + 1


def test_of_many_that_change_a_row_from_the_same_state_one_meets_it(database: Database) -> None:
    person_id = add(database, "a")

    def suspend(_number: int) -> int:
        with database.write() as session:
            suspending = (
                update(Person).where(Person.id == person_id, Person.state == "active").values(state="suspended")
            )
            return rows_changed(session, suspending)

    with ThreadPoolExecutor(4) as pool:
        met = list(pool.map(suspend, range(4)))

    assert sorted(met) == [0, 0, 0, 1]


def test_reading_unit_cannot_write_by_an_object(database: Database) -> None:
    with pytest.raises(RuntimeError, match="tried to write"), database.read() as session:
        session.add(Group(key="k", name="n"))


@pytest.mark.parametrize("database", [kinds.ON_POSTGRESQL], indirect=True)  # SQLite rolls it back with the unit
def test_reading_unit_cannot_write_by_a_statement_on_postgresql(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="read-only"), database.read() as session:
        session.execute(text("DELETE FROM person"))


def test_reading_and_writing_units_leave_no_trace_on_the_connection(database: Database) -> None:
    for number in range(4):
        assert people(database) == number
        add(database, f"p{number}")


def test_moment_comes_back_exactly_as_it_went_in(database: Database) -> None:
    moment = datetime(2026, 11, 22, 19, 0, 0, 123457, tzinfo=timezone(timedelta(hours=9)))
    with database.write() as session:
        person = add_person(session, login="a", name="名", title="議員", roles=[])
        person.created_at = moment

    with database.read() as session:
        kept = session.scalars(select(Person)).one().created_at

    assert kept == moment
    assert kept.tzinfo is UTC


def test_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="without a time zone"), database.write() as session:
        session.scalars(select(Person).where(Person.created_at > datetime(2026, 1, 1))).all()  # noqa: DTZ001 - refused


def test_second_of_the_same_name_is_told_as_a_conflict(database: Database) -> None:
    add(database, "a")

    with pytest.raises(IntegrityError) as caught:
        add(database, "a")

    assert isinstance(told_of(caught.value), Conflict)


def test_secrets_do_not_stand_in_the_words_of_a_failure(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.read() as session:
        session.execute(text("SELECT :word FROM no_such_table"), {"word": "himitsu"})

    assert "himitsu" not in str(caught.value)


@pytest.mark.server("PostgreSQL")
def test_text_that_the_database_cannot_keep_is_bad_input(tmp_path: Path) -> None:
    with backends.database_for(tmp_path, kinds.POSTGRESQL) as url:
        database = Database(url)
        with pytest.raises(DBAPIError) as caught, database.read() as session:
            session.scalars(select(Person).where(Person.login == "a\0b")).all()
        database.close()

    assert isinstance(told_of(caught.value), BadInput)


def overstay(database: Database, setting: str, *, idle_seconds: float) -> None:
    with database.read() as session:
        session.execute(text(f"SET LOCAL {setting} = '100ms'"))
        time.sleep(idle_seconds)
        session.execute(text("SELECT pg_sleep(2)"))


@pytest.mark.server("PostgreSQL")
@pytest.mark.parametrize(
    ("setting", "idle_seconds", "kind"),
    [("statement_timeout", 0, Busy), ("idle_in_transaction_session_timeout", 0.4, DatabaseUnavailable)],
)
def test_time_limits_of_the_server_are_told(
    tmp_path: Path, setting: str, idle_seconds: float, kind: type[AppError]
) -> None:
    with backends.database_for(tmp_path, kinds.POSTGRESQL) as url:
        database = Database(url)
        with pytest.raises(SQLAlchemyError) as caught:
            overstay(database, setting, idle_seconds=idle_seconds)
        told = told_of(caught.value)
        assert people(database) == 0
        database.close()

    assert isinstance(told, kind)


@pytest.mark.server("PostgreSQL")
def test_service_keeps_its_limits_and_its_commits_durable_whatever_the_server_says(tmp_path: Path) -> None:
    wanted = {
        "statement_timeout": "20s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
        "synchronous_commit": "on",
        "transaction_isolation": "read committed",
    }
    with backends.database_for(tmp_path, kinds.POSTGRESQL) as url:
        database = Database(url)
        with database.write() as session:
            told = {name: session.scalar(text(f"SHOW {name}")) for name in wanted}
        database.close()

    assert told == wanted


@pytest.mark.server("PostgreSQL")
def test_connection_that_comes_back_to_a_closed_database_is_closed(tmp_path: Path) -> None:
    with backends.database_for(tmp_path, kinds.POSTGRESQL) as url:
        database = Database(url)
        with database.read() as early:
            was_out: Any = early.connection().connection.driver_connection
            database.close()
        with database.read() as late:
            came_later: Any = late.connection().connection.driver_connection

    assert [was_out.closed, came_later.closed] == [True, True]


def test_server_that_is_not_there_is_told_as_unavailable() -> None:
    database = Database("postgresql://gijo@127.0.0.1:1/gijo")

    with pytest.raises(SQLAlchemyError) as caught, database.read() as session:
        session.execute(text("SELECT 1"))

    assert isinstance(told_of(caught.value), DatabaseUnavailable)


def test_sqlite_that_is_locked_for_too_long_is_told_as_busy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    holder, other = create_engine(url), create_engine(url, connect_args={"timeout": 0.05})
    with holder.connect() as held, other.connect() as waiting:
        held.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(DBAPIError) as caught:
            waiting.exec_driver_sql("BEGIN IMMEDIATE")
    holder.dispose()
    other.dispose()

    assert isinstance(told_of(caught.value), Busy)


def test_other_failures_are_told_by_kind_or_not_at_all() -> None:
    assert isinstance(told_of(PoolTimeout()), Busy)
    assert isinstance(told_of(StaleDataError()), Conflict)
    assert told_of(ValueError("ours")) is None


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("postgres://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgresql://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgresql+psycopg://a@b/c", "postgresql+psycopg://a@b/c"),
        ("sqlite:///x", "sqlite:///x"),
    ],
)
def test_database_urls_are_understood(given: str, normal: str) -> None:
    assert normal_url(given) == normal


def test_microseconds_go_both_ways() -> None:
    moment = clock.now()

    assert from_microseconds(microseconds(moment)) == moment


def test_ids_have_one_form_and_do_not_repeat() -> None:
    made = {new_id() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(each) == 26 and each.isalnum() and each == each.lower() for each in made)
