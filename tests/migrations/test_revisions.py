"""The revisions and the models tell of one schema, both ways, and data survive them."""

import subprocess
import sys
import time
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, StaticPool, column, create_engine, func, insert, inspect, select, table
from sqlalchemy.exc import OperationalError

from app import clock
from app.audit.append import append_pending, record
from app.audit.models import LedgerHead, LedgerRecord, lay_head
from app.audit.vocabulary import Event, EventKind
from app.db import Database, microseconds
from app.jobs.models import Job
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.pages.jobs import SHARPEN, SHARPEN_PAGE_4X, SharpenJob, SharpenPageJob
from app.members.models import Office, Person
from app.ops import migrate
from app.tables import metadata
from tests.support.kinds import ON_POSTGRESQL

pytestmark = pytest.mark.own_database("runs on both by itself")


def revisions() -> list[str]:
    """From the first to the newest."""
    folder = Path(str(files("migrations")))
    return [script.revision for script in ScriptDirectory(str(folder)).walk_revisions()][::-1]


def first_with(table: str) -> str:
    """The first revision at which a table is there."""
    scratch = create_engine("sqlite://", poolclass=StaticPool)
    for revision in revisions():
        migrate.upgrade(scratch, revision)
        if table in inspect(scratch).get_table_names():
            return revision
    raise AssertionError(f"no revision makes {table}")


def schema(engine: Engine) -> dict[str, Any]:
    """Everything the database tells of its tables, but Alembic's own."""
    seen = inspect(
        engine
    )  # all tables at once: PostgreSQL is asked five times, and not five times for each of a hundred
    keys, foreign = seen.get_multi_pk_constraint(), seen.get_multi_foreign_keys()
    indexes, unique = seen.get_multi_indexes(), seen.get_multi_unique_constraints()
    return {
        table: {
            "columns": {column["name"]: (str(column["type"]), column["nullable"]) for column in columns},
            "key": keys[place]["constrained_columns"],
            "foreign": sorted((key["name"], key["referred_table"]) for key in foreign[place]),
            "indexes": sorted((str(index["name"]), str(index["column_names"])) for index in indexes[place]),
            "unique": sorted((str(one["name"]), str(one["column_names"])) for one in unique[place]),
        }
        for place, columns in seen.get_multi_columns().items()
        if (table := place[1]) != "alembic_version"
    }


def fill(database: Database) -> None:
    """A person in office, and a record of the ledger."""
    database.before_commit.append(append_pending)
    with database.write() as session:
        lay_head(session)
        session.flush()
        moment = microseconds(clock.now())
        # With the columns that this revision has, whatever the models have now.
        person = {"id": "p1", "login": "m1", "name": "𠮷田 次郎", "kana": "", "title": "議員", "seat_number": 8}
        person |= {"state": "active", "has_accommodation": False, "created_at": moment}
        office = {"id": "o1", "person_id": "p1", "role": "member", "starts_at": moment, "ends_at": None}
        columns = {each["name"] for each in inspect(session.connection()).get_columns("office")}
        office |= dict.fromkeys(columns & {"scope", "remit"}, "")
        for name, values in (("person", person), ("office", office)):
            session.execute(insert(table(name, *map(column, values))).values(values))
        record(session, Event(EventKind.FOUNDED, actor_id="p1", detail={"council": "みなと町議会"}))


def test_number_of_a_revision_tells_its_place() -> None:
    """Databases stand at each of them by its id, so none is renumbered.

    0055 came before 0051, 0062 before 0061, 0069 before 0068.
    """
    order = revisions()
    folder = Path(str(files("migrations"))) / "versions"

    assert sorted(path.name.split("_")[0] for path in folder.glob("[0-9]*.py")) == sorted(order)
    assert [before for before, after in pairwise(order) if after < before] == ["0055", "0062", "0069"]
    assert order[-1] == max(order)


def test_newest_revision_is_what_the_models_say(empty: Database) -> None:
    migrate.upgrade(empty.engine)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert differences == []
    assert migrate.current(empty.engine) == migrate.head()


@pytest.mark.rare("goes through all revisions three times; what the newest is stays")
@pytest.mark.clause("I 6-3(8)")
def test_down_and_up_again_gives_the_same_schema(empty: Database) -> None:
    migrate.upgrade(empty.engine)
    first = schema(empty.engine)

    migrate.downgrade(empty.engine, "base")
    left = schema(empty.engine)
    migrate.upgrade(empty.engine)

    assert left == {}
    assert schema(empty.engine) == first
    assert len(first) == len(metadata.tables)


@pytest.mark.slow("goes down and up again through every revision")
def test_each_revision_goes_down_by_itself(empty: Database) -> None:
    for revision in revisions():
        before = schema(empty.engine)
        migrate.upgrade(empty.engine, revision)
        migrate.downgrade(empty.engine, "-1")

        assert schema(empty.engine) == before

        migrate.upgrade(empty.engine, revision)


@pytest.mark.clause("I 6-3(7)")
def test_data_survive_an_upgrade(empty: Database) -> None:
    migrate.upgrade(empty.engine, first_with("person"))
    fill(empty)

    migrate.upgrade(empty.engine)

    with empty.read() as session:
        person = session.scalars(select(Person)).one()
        office = session.scalars(select(Office)).one()
        head = session.get_one(LedgerHead, 1)
        last = session.scalars(select(LedgerRecord)).one()
    assert (person.login, person.name, person.seat_number) == ("m1", "𠮷田 次郎", 8)
    assert office.person_id == person.id
    assert office.starts_at <= clock.now()
    assert (head.seq, head.hash) == (1, last.hash)


def test_jobs_that_wait_can_be_done_after_an_upgrade(empty: Database) -> None:
    migrate.upgrade(empty.engine, first_with("job"))
    moment = microseconds(clock.now())
    row = {"state": "queued", "priority": 3, "attempts": 0, "run_after": moment, "created_at": moment}
    names = ("id", "kind", "subject", *row)
    with empty.engine.begin() as connection:
        for kind, subject in (("convert", "v1"), ("sharpen", "v2"), ("sharpen4", "v3:12")):
            values = row | {"id": kind, "kind": kind, "subject": subject}
            connection.execute(insert(table("job", *map(column, names))).values(values))

    migrate.upgrade(empty.engine)

    with empty.read() as session:
        payloads = {job.kind: job.payload for job in session.scalars(select(Job))}
    assert CONVERT.read(payloads["convert"]) == ConvertJob("v1")
    assert SHARPEN.read(payloads["sharpen"]) == SharpenJob("v2")
    assert SHARPEN_PAGE_4X.read(payloads["sharpen4"]) == SharpenPageJob("v3", 12)


def test_upgrade_that_has_been_done_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty.engine)
    fill(empty)
    before = schema(empty.engine)

    migrate.upgrade(empty.engine)

    assert schema(empty.engine) == before
    with empty.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerRecord)) == 1


@pytest.mark.rare("what servers do at once")
def test_servers_that_start_together_migrate_once(empty_url: str) -> None:
    program = "import sys; from app.db import Database; from app.ops import migrate; "
    program += "migrate.upgrade(Database(sys.argv[1]).engine)"

    together = [subprocess.Popen([sys.executable, "-c", program, empty_url]) for _ in range(3)]
    codes = [process.wait(300) for process in together]

    database = Database(empty_url)
    tables = set(schema(database.engine))
    database.close()
    assert codes == [0, 0, 0]
    assert tables == set(metadata.tables)


@pytest.mark.parametrize("empty_url", [ON_POSTGRESQL], indirect=True)  # on SQLite a reader is in no revision's way
def test_revision_that_meets_a_long_reader_gives_up_and_leaves_everything(empty: Database) -> None:
    migrate.upgrade(empty.engine)
    before = schema(empty.engine)

    with empty.read() as session:
        session.scalars(select(Person)).all()
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate.downgrade(empty.engine, "base")
        waited_seconds = time.monotonic() - began

    assert schema(empty.engine) == before
    assert 4.5 < waited_seconds < 15  # a statement may take twenty
