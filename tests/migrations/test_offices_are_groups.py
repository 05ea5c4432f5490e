"""Nobody stays in 議員 and 執行部 by hand when the office becomes the group; committees keep their people."""

from collections.abc import Mapping
from secrets import token_bytes

import pytest
from sqlalchemy import column, insert, select, table

from app.audit.append import append_pending
from app.audit.models import LedgerRecord, lay_head
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm, AlarmWatch
from app.db import Database
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.members.models import Group, Office
from app.ops import migrate
from app.people.office_groups.jobs import KINDS
from app.people.office_groups.telling import handlers
from app.seals import Seals, seal_anew

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]

PERSON = {"login": "a", "name": "甲", "kana": "", "title": "", "seat_number": None, "state": "active"}
MEMBERSHIP = table("people_group_member", column("group_id"), column("person_id"), column("seal"))


def test_only_groups_that_are_offices_lose_their_rows(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0028")
    _put(empty, "person", PERSON | {"id": "p1", "has_accommodation": False, "created_at": 1, "seal": "x"})
    for place, key in enumerate(("members", "executives", "soumu")):
        _put(empty, "people_group", {"id": f"g-{key}", "key": key, "name": key, "position": place})
        _put(empty, "people_group_member", {"group_id": f"g-{key}", "person_id": "p1", "seal": "x"})

    migrate.upgrade(empty.engine)

    with empty.engine.connect() as connection:
        assert connection.execute(select(MEMBERSHIP)).all() == [("g-soumu", "p1", "x")]
    migrate.downgrade(empty.engine, "0028")


def test_whom_it_put_in_and_took_out_is_told_by_the_worker_once(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0028")
    _put(empty, "people_group", {"id": "g1", "key": "members", "name": "議員", "position": 0})
    for number, name in enumerate(("甲", "乙", "丙")):
        person = PERSON | {
            "login": f"p{number}",
            "name": name,
            "has_accommodation": False,
            "created_at": 1,
            "seal": "x",
        }
        _put(empty, "person", person | {"id": f"p{number}", "seal": "x"})
    for number in (0, 1):
        office = {"id": f"o{number}", "person_id": f"p{number}", "role": "member", "starts_at": 1, "ends_at": None}
        _put(empty, "office", office | {"scope": "", "seal": "x"})
    for number in (1, 2):
        _put(empty, "people_group_member", {"group_id": "g1", "person_id": f"p{number}", "seal": "x"})
    migrate.upgrade(empty.engine)
    Seals(token_bytes(32), lambda _found: None).install(empty.unit_info)
    with empty.write() as session:
        lay_head(session)
        for model, key in ((Group, "g1"), (Office, "o0"), (Office, "o1")):
            assert seal_anew(session, model, key)
    empty.before_commit.append(append_pending)

    done = _work(empty)

    assert done == 1
    with empty.read() as session:
        query = select(LedgerRecord).where(LedgerRecord.kind == EventKind.GROUP_CHANGED.value)
        changed = {(one["person"], one["change"]) for one in map(_detail, session.scalars(query))}
        [told] = session.scalars(select(Alarm)).all()
        offices = set(session.scalars(select(AlarmWatch.role)))
    assert changed == {("p0", "added"), ("p2", "removed")}
    assert told.detail == "「議員」に入った人 1 人（甲）。「議員」から外れた人 1 人（丙）"
    assert offices == {"administrator", "chair"}
    assert _work(empty) == 0


def test_database_without_a_council_has_nothing_to_tell(empty: Database) -> None:
    migrate.upgrade(empty.engine)

    with empty.read() as session:
        assert session.scalars(select(Job)).all() == []


def _work(database: Database) -> int:
    """What a worker does; how many jobs."""
    registry = Registry(KINDS, handlers(database))
    slot, done = Slot(Shift(database, registry.urgent), registry, name="people"), 0
    while slot.run_one():
        done += 1
    return done


def _detail(record: LedgerRecord) -> Mapping[str, object]:
    return detail_of(record.body)


def _put(database: Database, name: str, values: dict[str, object]) -> None:
    with database.engine.begin() as connection:
        connection.execute(insert(table(name, *map(column, values))).values(values))
