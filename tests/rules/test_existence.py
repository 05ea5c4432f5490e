"""Nothing tells whether it exists: what is hidden and what is not there answer, cost and are recorded alike."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, event

from app.access.reasons import Reason
from app.db import new_id
from app.web.rows import Row
from tests.rules.walk.scene import Scene, scene_in
from tests.rules.walk.table import WALKED
from tests.rules.walk.visits import Visit, visits
from tests.rules.walk.walker import Walker

pytestmark = [
    pytest.mark.alike("what an answer tells, by one code for both; every row is walked on both by test_routes.py"),
    pytest.mark.rare("asks every row with hidden and unknown names; the walk of rows is in every run"),
]
_WHO = ("member1", "executive", "investigator", "clerk1", "deputy", None)
_HIDING = frozenset(
    {
        Reason.NOT_SIGNED_IN,
        Reason.ROLE,
        Reason.NOT_IN_AUDIENCE,
        Reason.NOT_NAMED,
        Reason.NOT_PUBLISHED,
        Reason.NOT_ATTENDEE,
        Reason.NOT_DELEGATED,
        Reason.NEEDS_ADMINISTRATOR,
        Reason.UNKNOWN,
    }
)
"""Reasons that are told to somebody who may not know of the thing; others are told to who may know of it."""


_STAMP = re.compile(r"BEGIN|UPDATE session SET (is_confirmed=\S+, )?seen_at=")


@pytest.fixture(scope="module")
def scene(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_in(tmp_path_factory.mktemp("existence") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def walker(scene: Scene) -> Walker:
    return Walker(scene)


@dataclass
class Work:
    """Statements that an answer took.

    Left out, because the moment decides about them and not what was asked for: those of the ledger's thread, and the
    session's own stamp, which is written with the first request of each minute, in a unit of its own that begins first.
    """

    statements: list[str] = field(default_factory=list)


@contextmanager
def counted(engine: Engine) -> Iterator[Work]:
    work = Work()

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        is_ledgers = threading.current_thread().name == "ledger" or "ledger_" in statement
        if not is_ledgers and not _STAMP.match(statement):
            work.statements.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@dataclass(frozen=True)
class Told:
    """What can be seen from outside, and what is kept."""

    status: int
    text: str
    statements: int
    refusals: int
    asked: tuple[str, ...] = field(default=(), compare=False)
    """The statements themselves, so that a failure names the one that is too many."""


def told(scene: Scene, walker: Walker, visit: Visit, login: str | None) -> tuple[Told, list[str]]:
    walker.browser(login)
    before = walker.seen_seq()
    with counted(scene.council.services.database.engine) as work:
        answer = walker.raw(login, visit.row.method, visit.path)
    records = walker.seen_after(before)
    reasons = [one["detail"]["reason"] for one in records if one["kind"] == "access.refused"]
    told_of = Told(answer.status_code, answer.text, len(work.statements), len(reasons), tuple(work.statements))
    return told_of, reasons


def placeholders(row: Row) -> list[str]:
    return [part for part in row.path.split("/") if part.startswith("{") and ":" not in part]


def elsewhere(visit: Visit, unknown_id: Callable[[], str] = new_id) -> Visit:
    """The same row with ids of the same form that nothing has."""
    parts = [
        unknown_id() if place.startswith("{") and ":" not in place else part
        for place, part in zip(visit.row.path.split("/"), visit.path.split("/"), strict=True)
    ]
    if "{register}" in visit.row.path:  # their names stand in the code; what may be hidden is an entry
        parts = visit.path.replace("/1", "/999").split("/")
    return Visit(visit.row, "/".join(parts), "nothing", visit.facts)


_ON_THE_DESK = frozenset(
    {
        "POST /admin/offices/{change}/withdraw",
        "POST /admin/resets/{reset}/withdraw",
        "POST /prepare/releases/{release}/withdraw",
    }
)
"""Who may ask for or confirm it sees on the desk what others ask: that it is another's to withdraw hides nothing."""


def _is_holders(scene: Scene, visit: Visit, login: str | None) -> bool:
    """Who holds a permit, or a device, knows that it is there."""
    owned = [*((one.id, one.holder) for one in scene.permits), *((one.id, one.holder) for one in scene.devices)]
    return any(thing in visit.path and holder == login for thing, holder in owned)


WITH_IDS = [row for row in WALKED if placeholders(row) and not row.is_socket]


@pytest.mark.sampled("asks every row with an id twice as six people, for 26 seconds of a processor")
@pytest.mark.parametrize("row", WITH_IDS, ids=lambda row: row.name)
def test_hidden_and_unknown_cannot_be_told_apart(scene: Scene, walker: Walker, row: Row) -> None:
    wrong = []
    for login in _WHO:
        answers: dict[
            str, Told
        ] = {}  # to ids that nothing has, by all else of the address: one is as unknown as another
        for visit in visits(scene, row):
            hidden, reasons = told(scene, walker, visit, login)
            is_on_desk = row.name in _ON_THE_DESK and reasons == [Reason.UNKNOWN.value]
            if not reasons or Reason(reasons[0]) not in _HIDING or is_on_desk or _is_holders(scene, visit, login):
                if row.method != "GET":
                    walker.restore(login)
                continue
            address = elsewhere(visit, lambda: "").path
            if address not in answers:
                answers[address], _ = told(scene, walker, elsewhere(visit), login)
            if hidden != (unknown := answers[address]):
                wrong.append(f"{visit} as {login}, {reasons}: {hidden} but {unknown}")

    assert not wrong, "\n".join(wrong[:2])
