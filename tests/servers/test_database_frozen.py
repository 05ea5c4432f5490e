"""The database stopped in mid-breath (SIGSTOP), neither answering nor refusing, under readers and under a writer."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.audit.models import LedgerHead
from app.driver import pg_connections
from app.meetings.models import Meeting
from tests.servers.running import PAGES, Serving, Tablet, Town, wait_until
from tests.support import backends, kinds
from tests.support.council import council_in
from tests.support.postgres import Cluster

pytestmark = [
    pytest.mark.server("PostgreSQL, and the service on it"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

BOUND_SECONDS = 2 * pg_connections.SIGN_OF_LIFE_SECONDS + 4.0
"""One waits in line behind somebody without a sign of life, then tries; and what a busy machine adds.

Whoever is in the middle of a statement waits as long for an answer, and as long again for a greeting beside it.
"""
AT_ONCE_SECONDS = 0.5
BACK_WITHIN_SECONDS = 15.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server that tests may freeze."""
    backends.skip_without_postgresql()
    own = Cluster()
    yield own
    own.remove()


@pytest.fixture(scope="module")
def template(cluster: Cluster) -> str:
    return cluster.migrated_template()


@pytest.fixture
def town(tmp_path: Path, cluster: Cluster, template: str) -> Iterator[Town]:
    with (
        cluster.database(template=template) as url,
        council_in(tmp_path / "home", backend=kinds.SQLITE, database_url=url) as council,
    ):
        made = Town(council)
        made.put_paper()
        yield made
        cluster.thaw()
        made.end()


@dataclass
class Reader:
    """Asks for one page after the other, and keeps what came of it."""

    serving: Serving
    tablet: Tablet
    shown: int = 0
    told: list[tuple[float, int, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> threading.Thread:
        thread = threading.Thread(target=self._run)
        thread.start()
        return thread

    def _run(self) -> None:
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                answer = self.tablet.page(self.serving, self.shown % PAGES + 1)
            except httpx2.HTTPError as error:
                self.told.append((time.monotonic() - began, 0, repr(error)))
                continue
            if answer.status_code == 200:
                self.shown += 1
                self.stop.wait(0.05)
            else:
                self.told.append((time.monotonic() - began, answer.status_code, answer.json()["code"]))
                self.stop.wait(0.2)


def threads_of(serving: Serving) -> int:
    return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in serving.children())


def test_readers_are_told_in_time_and_go_on_by_themselves_and_what_was_shown_is_recorded(
    town: Town, cluster: Cluster
) -> None:
    serving = town.serve(workers=2)
    readers = [Reader(serving, town.sign_in(login)) for login in ("member1", "member2", "chair", "deputy") * 3]
    threads = [reader.begin() for reader in readers]
    wait_until(lambda: all(reader.shown for reader in readers), 60)
    threads_before = threads_of(serving)

    cluster.freeze()
    wait_until(lambda: all(reader.told for reader in readers), BOUND_SECONDS)
    before, frozen_at = [reader.shown for reader in readers], time.monotonic()
    health = httpx2.get(serving.address("/healthz"), timeout=BOUND_SECONDS)
    screen = readers[0].tablet.get(serving, "/", accept="text/html")
    took_seconds = time.monotonic() - frozen_at
    time.sleep(pg_connections.SIGN_OF_LIFE_SECONDS)
    cluster.thaw()
    wait_until(lambda: all(reader.shown > then for reader, then in zip(readers, before, strict=True)), 30)
    for reader in readers:
        reader.stop.set()
    for thread in threads:
        thread.join(BOUND_SECONDS)

    assert not any(thread.is_alive() for thread in threads)
    told = [one for reader in readers for one in reader.told]
    assert {(status, code) for _, status, code in told} <= {(503, "S504"), (503, "L503")}
    assert max(seconds for seconds, _, _ in told) < BOUND_SECONDS
    assert (health.status_code, screen.status_code) == (503, 503)
    assert "データベースにつながらない" in screen.text
    assert took_seconds < BOUND_SECONDS
    assert threads_of(serving) <= threads_before + 6, "besides those that wait, one that tries in each process"
    shown = sum(reader.shown for reader in readers)
    assert shown <= len(town.council.ledger("page.issued")) <= shown + 2 * len(readers)
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence


def meet(town: Town, serving: Serving, clerk: Tablet, title: str) -> int:
    """The clerk prepares a meeting; the status."""
    form = {"title": title, "day": "2026-12-08", "time": "10:00", "place": "議場"}
    form |= {"groups": town.council.groups["members"].id}
    return clerk.post(serving, "/prepare/meetings/new", form).status_code


def titles(town: Town) -> list[str]:
    with town.council.services.database.read() as unit:
        return sorted(unit.scalars(select(Meeting.title)))


def waiting(town: Town) -> int:
    """How many statements wait for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with town.council.services.database.read() as unit:
        return int(unit.scalar(text(query)) or 0)


def test_writer_in_the_middle_of_an_act_is_told_in_time_and_nothing_of_it_stays(town: Town, cluster: Cluster) -> None:
    serving, clerk, member = town.serve(), town.sign_in("clerk1"), town.sign_in("member1")
    assert member.page(serving, 1).status_code == 200
    own = town.council.services.database

    with ThreadPoolExecutor(2) as threads, own.write() as unit:
        unit.scalars(select(LedgerHead).with_for_update()).one()
        began = time.monotonic()
        act = threads.submit(meet, town, serving, clerk, "途中の会議")
        wait_until(lambda: waiting(town) == 1, 10)
        cluster.freeze()
        page = threads.submit(member.page, serving, 2)
        told, took_seconds = act.result(), time.monotonic() - began
        assert page.result().status_code == 503
        cluster.thaw()
    wait_until(lambda: meet(town, serving, clerk, "次の会議") == 303, BACK_WITHIN_SECONDS)

    assert told == 503
    assert took_seconds < BOUND_SECONDS + pg_connections.SIGN_OF_LIFE_SECONDS
    assert titles(town) == ["次の会議"]
    assert len(town.council.ledger("meeting.created")) == 1
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence


def test_acts_that_were_acknowledged_before_and_after_are_all_there_and_recorded(town: Town, cluster: Cluster) -> None:
    serving, clerk = town.serve(workers=2), town.sign_in("clerk1")
    tried, kept, stop = [0], [], threading.Event()

    def write() -> None:
        while not stop.is_set():
            tried[0] += 1
            title = f"会議 {tried[0]:04}"
            if meet(town, serving, clerk, title) == 303:
                kept.append(title)
            else:
                stop.wait(0.2)

    writer = threading.Thread(target=write)
    writer.start()
    wait_until(lambda: len(kept) > 5, 30)
    cluster.freeze()
    before = tried[0]
    wait_until(lambda: tried[0] > before + 2, 2 * BOUND_SECONDS)  # each process finds out for itself
    cluster.thaw()
    then = len(kept)
    wait_until(lambda: len(kept) > then + 3, 30)
    stop.set()
    writer.join(BOUND_SECONDS)

    found = titles(town)
    assert set(kept) <= set(found)
    assert len(found) <= len(kept) + 2, "an act whose answer was lost may have been kept, others not"
    assert len(town.council.ledger("meeting.created")) == len(found)
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence


def test_one_connection_gives_up_by_itself_and_is_not_used_again(town: Town, cluster: Cluster) -> None:
    database = town.council.services.database
    with ThreadPoolExecutor(1) as thread, database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        pg_connections.take_time(connection, 0.5)
        cluster.freeze()
        try:
            began = time.monotonic()
            with pytest.raises(OperationalError):
                thread.submit(connection.execute, text("SELECT 1")).result(10)
            took_seconds = time.monotonic() - began
            with pytest.raises(OperationalError), database.read():
                pass
            refused_after_seconds = time.monotonic() - began - took_seconds
        finally:
            cluster.thaw()

    assert 0.5 <= took_seconds < 2
    assert driver.closed
    assert refused_after_seconds < AT_ONCE_SECONDS


def test_slow_statement_is_waited_for_while_the_server_greets_others(town: Town) -> None:
    slow = text(f"SELECT pg_sleep({pg_connections.SIGN_OF_LIFE_SECONDS + 2})")
    with town.council.services.database.read() as unit:
        assert len(unit.execute(slow).all()) == 1
