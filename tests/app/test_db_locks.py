"""A row that is locked is read as it is when the lock has come, also when the unit has read it before."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.members.models import Person
from tests.app.test_db import add, database
from tests.support import kinds

__all__ = ["database"]

pytestmark = pytest.mark.own_database("runs on both by itself")

LOCKS: dict[str, Callable[[Session, str], Person]] = {
    "by its key": lambda unit, key: unit.get_one(Person, key, with_for_update=True),
    "by a query": lambda unit, key: unit.scalars(select(Person).where(Person.id == key).with_for_update()).one(),
}


@pytest.mark.parametrize("database", [kinds.ON_POSTGRESQL], indirect=True)  # SQLite has one writer at a time
@pytest.mark.parametrize("how", LOCKS)
def test_what_another_unit_changed_before_the_lock_came_is_seen(database: Database, how: str) -> None:
    key = add(database, "member1")
    with database.write() as unit:
        read_before = unit.get_one(Person, key)
        with database.write() as other:
            other.get_one(Person, key).state = "retired"

        locked = LOCKS[how](unit, key)

        assert locked is read_before
        assert (locked.state, locked.is_intact) == ("retired", True)


@pytest.mark.parametrize("how", LOCKS)
def test_what_the_unit_itself_has_changed_is_kept_by_the_lock(database: Database, how: str) -> None:
    key = add(database, "member1")
    with database.write() as unit:
        unit.get_one(Person, key).name = "新名"

        assert LOCKS[how](unit, key).name == "新名"
