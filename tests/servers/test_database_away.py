"""The database stopped and started again under readers: told plainly while it is away, and going on afterwards."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.servers.running import PAGES, Town, wait_until
from tests.support import backends, kinds, postgres
from tests.support.council import council_in
from tests.support.postgres import Cluster

pytestmark = [
    pytest.mark.server("PostgreSQL, and the service on it"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server that a test may stop."""
    backends.skip_without_postgresql()
    own = Cluster()
    yield own
    own.remove()


@pytest.fixture
def town(tmp_path: Path, cluster: Cluster) -> Iterator[Town]:
    with (
        cluster.database(template=cluster.migrated_template()) as url,
        council_in(tmp_path / "home", backend=kinds.SQLITE, database_url=url) as council,
    ):
        made = Town(council)
        made.put_paper()
        yield made
        made.end()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_readers_are_told_while_it_is_away_and_go_on_afterwards(town: Town, cluster: Cluster, mode: str) -> None:
    serving, tablet = town.serve(workers=2), town.sign_in("member1")
    got = [tablet.page(serving, 1).status_code for _ in range(6)]

    cluster.stop(mode=mode)
    away = tablet.page(serving, 2)
    screen = tablet.get(serving, "/", accept="text/html")
    health = httpx2.get(serving.address("/healthz"))
    cluster.start()
    back = [tablet.page(serving, number % PAGES + 1).status_code for number in range(8)]

    assert got == [200] * 6
    assert (away.status_code, away.json()["code"]) == (503, "S504")
    assert away.headers["retry-after"] == "10"
    assert screen.status_code == 503
    assert "データベースにつながらない" in screen.text
    assert health.status_code == 503
    assert back == [200] * 8
    assert len(town.council.ledger("page.issued")) == 14
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence


@pytest.mark.clause("I 1章3(5)")
def test_every_page_that_was_shown_through_a_crash_of_it_is_recorded(town: Town, cluster: Cluster) -> None:
    serving = town.serve(workers=2)
    tablets = [town.sign_in(login) for login in ("member1", "member2", "chair", "deputy")]
    shown, told = [0] * len(tablets), set()
    stop = threading.Event()

    def read(place: int) -> None:
        while not stop.is_set():
            answer = tablets[place].page(serving, shown[place] % PAGES + 1)
            if answer.status_code == 200:
                shown[place] += 1
            else:
                told.add((answer.status_code, answer.json()["code"]))

    readers = [threading.Thread(target=read, args=(place,)) for place in range(len(tablets))]
    for reader in readers:
        reader.start()
    wait_until(lambda: sum(shown) > 12, 30)
    cluster.stop(mode="immediate")
    wait_until(lambda: bool(told), 30)
    cluster.start()
    before = sum(shown)
    wait_until(lambda: sum(shown) > before + 12, 30)
    stop.set()
    for reader in readers:
        reader.join()

    recorded = town.council.ledger("page.issued")
    assert told <= {(503, "S504"), (503, "L503")}
    assert sum(shown) <= len(recorded) <= sum(shown) + 2 * len(tablets)
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence


def test_ledger_goes_on_in_the_process_that_lost_its_connection(town: Town, cluster: Cluster) -> None:
    from app.audit.vocabulary import Event, EventKind
    from app.errors import LedgerUnavailable

    ledger = town.council.services.ledger
    ledger.commit_now(Event(EventKind.STARTED))

    cluster.stop()
    with pytest.raises(LedgerUnavailable):
        ledger.commit_now(Event(EventKind.STARTED))
    cluster.start()
    ledger.commit_now(Event(EventKind.STARTED))

    assert len(town.council.ledger("system.started")) == 2
    assert town.verdict().ok


def test_private_server_leaves_nothing_behind() -> None:
    backends.skip_without_postgresql()
    own = postgres.Cluster()
    folder = own.folder

    own.remove()

    assert not folder.exists()
