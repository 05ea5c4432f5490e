"""What one server process publishes reaches open screens of another at once; a line that is lost comes back."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text
from websockets.sync.client import ClientConnection

from app.auth.alarms.models import Alarm, AlarmWatch
from app.auth.alarms.raising import raise_alarm
from app.push import line as push_line
from tests.servers.running import Town, wait_until
from tests.servers.test_live import line
from tests.support import backends, kinds
from tests.support.council import council_in
from tests.support.postgres import Cluster
from tests.support.waiting import LONG_SECONDS

pytestmark = [
    pytest.mark.server("PostgreSQL and two server processes"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

BACK_WITHIN_SECONDS = 20.0

NO_SWEEP = "from app.web.live import hub; hub.SWEEP_SECONDS = 600.0"
NEVER_AGAIN = "from app.push import line; line._AGAIN_SECONDS = (600.0,)"

_OF_LINES = f"FROM pg_stat_activity WHERE application_name = '{push_line.NAME}' AND datname = current_database()"


def lines(town: Town) -> list[int]:
    """The server's processes that serve a line."""
    with town.council.services.database.engine.connect() as connection:
        return [row.pid for row in connection.execute(text(f"SELECT pid {_OF_LINES}"))]


def cut_lines(town: Town) -> list[int]:
    with town.council.services.database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT pid, pg_terminate_backend(pid) {_OF_LINES}")).all()
    return [row.pid for row in rows]


def alarm(town: Town, login: str) -> None:
    """Raised by a process that has no open screen: this one."""
    with town.council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=town.council.people[login].id, address="203.0.113.9")


def forget_alarms(town: Town) -> None:
    """The servers start with other settings than the council was founded with, which is an alarm of its own."""
    with town.council.services.database.write() as unit:
        unit.execute(delete(AlarmWatch))
        unit.execute(delete(Alarm))


def heard(connection: ClientConnection, seconds: float = LONG_SECONDS) -> Any:
    """The first that tells of an alarm. TimeoutError when there is none."""
    deadline = time.monotonic() + seconds
    while True:
        said = json.loads(connection.recv(max(0.01, deadline - time.monotonic())))
        if said["alarms"]["own"] or said["alarms"]["office"]:
            return said


def test_alarm_raised_in_one_process_is_pushed_to_another(town: Town) -> None:
    one, other = town.serve(before=NO_SWEEP), town.serve(before=NO_SWEEP)
    tablet, admin, thief, member = (town.sign_in(login) for login in ("member1", "admin", "member1", "member2"))
    forget_alarms(town)
    with line(tablet, other) as own, line(admin, other) as office, line(member, other) as stranger:
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)

        thief.post(one, "/session/renew", {"nonce": "x", "signature": ""})

        assert len(heard(own)["alarms"]["own"]) == 1
        assert heard(office)["alarms"] == {"own": [], "more": 0, "office": 1, "can_answer": True}
        with pytest.raises(TimeoutError):
            stranger.recv(0.5)


def test_process_without_open_screens_holds_no_line(town: Town) -> None:
    serving = town.serve()
    assert lines(town) == []
    with line(town.sign_in("member1"), serving):
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)
    wait_until(lambda: lines(town) == [], LONG_SECONDS)


def test_line_that_is_cut_comes_back_by_itself(town: Town) -> None:
    serving = town.serve(before=NO_SWEEP)
    with line(town.sign_in("member1"), serving) as own:
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)

        (former,) = cut_lines(town)
        wait_until(lambda: len(now := lines(town)) == 1 and now != [former], BACK_WITHIN_SECONDS)
        alarm(town, "member1")

        assert len(heard(own)["alarms"]["own"]) == 1


def test_sweep_tells_while_there_is_no_line(town: Town) -> None:
    serving = town.serve(before=NEVER_AGAIN)
    with line(town.sign_in("member1"), serving) as own:
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)
        cut_lines(town)
        wait_until(lambda: lines(town) == [], LONG_SECONDS)

        alarm(town, "member1")

        assert len(heard(own)["alarms"]["own"]) == 1
        assert lines(town) == []


def test_unit_that_is_rolled_back_reaches_no_other_process(town: Town) -> None:
    serving = town.serve(before=NO_SWEEP)
    with line(town.sign_in("member1"), serving) as own:
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)
        services, person = town.council.services, town.council.people["member1"].id

        with contextlib.suppress(ZeroDivisionError), services.database.write() as unit:
            raise_alarm(unit, "many_failures", person_id=person, address="203.0.113.9")
            for hook in services.database.before_commit:
                hook(unit)
            raise ZeroDivisionError

        with pytest.raises(TimeoutError):
            own.recv(1.0)
        alarm(town, "member1")
        assert len(heard(own)["alarms"]["own"]) == 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server that tests may freeze."""
    backends.skip_without_postgresql()
    own = Cluster()
    yield own
    own.remove()


def test_line_gives_up_a_server_that_is_frozen_and_hears_again_when_it_is_thawed(
    tmp_path: Path, cluster: Cluster
) -> None:
    with (
        cluster.database(template=cluster.migrated_template()) as url,
        council_in(tmp_path / "home", backend=kinds.SQLITE, database_url=url) as council,
    ):
        heard_texts: list[str] = []
        gaps: list[float] = []
        hearing = push_line.Line(
            council.services.database.engine, heard_texts.append, lambda: gaps.append(time.monotonic())
        )
        hearing.start()
        wait_until(lambda: len(gaps) == 1, LONG_SECONDS)
        try:
            cluster.freeze()
            wait_until(lambda: hearing.failures > 0, BACK_WITHIN_SECONDS)
            cluster.thaw()
            wait_until(lambda: len(gaps) > 1, BACK_WITHIN_SECONDS)
            with council.services.database.engine.begin() as connection:
                connection.execute(text(f"NOTIFY {push_line.CHANNEL}, 'after'"))

            wait_until(lambda: heard_texts == ["after"], LONG_SECONDS)
        finally:
            cluster.thaw()
            hearing.stop()
            hearing.join(30)
        assert not hearing.is_alive()
