"""Prepared statements answer as SQLAlchemy itself does on both databases, and fail as it does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String, bindparam, event, func, insert, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.access.roles import Role
from app.audit.models import LedgerHead
from app.db import Database, UtcDateTime, told_of
from app.driver.prepared import Prepared
from app.errors import Conflict, DatabaseUnavailable
from app.members.models import Person
from app.members.people import add_person
from tests.support import backends, kinds

pytestmark = pytest.mark.own_database("runs on both by itself")

NOW = bindparam("moment", callable_=clock.now, type_=UtcDateTime)
QUERY = (
    select(Person.login, Person.seat_number, Person.has_accommodation, Person.created_at, func.length(Person.name))
    .where(Person.login != bindparam("login", type_=String), Person.created_at <= NOW)
    .where(Person.state.in_([bindparam("state", type_=String), literal("retired")]))
    .order_by(Person.login)
    .limit(2)
)
FOUND, ADD, ENDS = Prepared(QUERY), Prepared(insert(LedgerHead)), Prepared(select(LedgerHead.id, LedgerHead.seq))


@pytest.fixture(params=kinds.BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with backends.opened_for(tmp_path, request.param) as opened:
        yield opened


def test_rows_are_those_that_sqlalchemy_reads(database: Database) -> None:
    with database.write() as session:
        for number, login in enumerate("dabc"):
            add_person(session, login=login, name="名", title="議員", roles=[Role.MEMBER], seat_number=number or None)

    values = {"login": "a", "state": "active"}
    with database.glance() as session:
        found = FOUND.rows(session.connection(), values)
        nobody = FOUND.rows(session.connection(), values | {"state": None})
        usual = [tuple(row) for row in session.execute(QUERY, values)]

    assert [row[0] for row in found] == ["b", "c"]
    assert found == usual
    assert [type(cell) for cell in found[0]] == [type(cell) for cell in usual[0]]
    assert nobody == []


def test_what_is_written_is_kept_by_the_unit_or_undone_with_it(database: Database) -> None:
    def write(number: int) -> None:
        with database.write() as session:
            ADD.run_each(session.connection(), [{"id": number + each, "seq": 1, "hash": ""} for each in (0, 1)])
            if number == 20:
                raise ValueError("halfway")

    write(10)
    with pytest.raises(ValueError, match="halfway"):
        write(20)

    with database.read() as session:
        assert {key for key, _ in ENDS.rows(session.connection())} >= {10, 11}
        assert not {key for key, _ in ENDS.rows(session.connection())} & {20, 21}


def test_failure_is_told_by_its_kind_and_the_next_unit_works(database: Database) -> None:
    same = {"id": 10, "seq": 1, "hash": "of a secret"}

    with pytest.raises(IntegrityError) as failure, database.write() as session:
        ADD.run_each(session.connection(), [same, same])

    assert isinstance(told_of(failure.value), Conflict)
    assert "of a secret" not in str(failure.value.params)
    with database.write() as session:
        ADD.run(session.connection(), same)


def ask_by_a_connection_that_is_cut_off(database: Database) -> None:
    with database.glance() as session, database.engine.connect() as other:
        number = session.scalar(text("SELECT pg_backend_pid()"))
        other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        ENDS.rows(session.connection())


@pytest.mark.parametrize("database", [kinds.ON_POSTGRESQL], indirect=True)
def test_connection_that_was_cut_off_is_told_as_unavailable_and_replaced(database: Database) -> None:
    with pytest.raises(DBAPIError) as failure:
        ask_by_a_connection_that_is_cut_off(database)

    assert failure.value.connection_invalidated
    assert isinstance(told_of(failure.value), DatabaseUnavailable)
    with database.glance() as session:
        assert ENDS.rows(session.connection())


def test_value_that_the_type_refuses_is_refused(database: Database) -> None:
    naive = Prepared(select(Person.login).where(Person.created_at <= bindparam("before", type_=UtcDateTime)))

    with pytest.raises(ValueError, match="without a time zone"), database.glance() as session:
        naive.rows(session.connection(), {"before": clock.now().replace(tzinfo=None)})


def test_parameter_of_varying_number_is_refused(database: Database) -> None:
    several = Prepared(select(Person.login).where(Person.login.in_(["a", "b"])))

    with pytest.raises(TypeError, match="may be several"), database.glance() as session:
        several.rows(session.connection())


def test_whoever_listens_to_the_statements_of_an_engine_hears_prepared_ones_as_well(database: Database) -> None:
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: heard.append(said[2]))

    with database.glance() as session:
        ENDS.rows(session.connection())

    assert any("FROM ledger_head" in one for one in heard)
