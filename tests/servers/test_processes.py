"""Several server processes are one council: what one is told all know, and losing one loses nothing."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import pytest

from tests.servers.running import PAGES, Serving, Tablet, Town, wait_until
from tests.support.council import council_in
from tests.support.kinds import SQLITE

pytestmark = [
    pytest.mark.server("PostgreSQL, and the service on it"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]


def test_session_ended_in_one_process_is_refused_in_another(town: Town) -> None:
    one, other = town.serve(), town.serve()
    tablet, account = town.sign_in("member1"), town.sign_in("member1")
    assert tablet.page(other, 1).status_code == 200

    ended = account.post(one, f"/account/sessions/{tablet.session_id}/end")

    assert ended.status_code == 303
    assert tablet.page(other, 2).status_code == 401
    assert tablet.page(one, 2).status_code == 401
    assert account.page(other, 2).status_code == 200


def test_paper_withdrawn_in_one_process_is_closed_in_another(town: Town) -> None:
    one, other = town.serve(), town.serve()
    tablet, clerk = town.sign_in("member1"), town.sign_in("clerk1")
    assert tablet.page(other, 1).status_code == 200

    withdrawn = clerk.post(one, f"/prepare/materials/{town.paper}/withdraw", {"reason": "誤りがあったため"})

    assert withdrawn.status_code in {200, 303}
    assert tablet.page(other, 1).status_code == 410


class Readers:
    """Tablets that turn pages as fast as they are answered, and count what they got."""

    def __init__(self, serving: Serving, tablets: list[Tablet]) -> None:
        self.serving = serving
        self.got = [0] * len(tablets)
        self.lost = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n, each)) for n, each in enumerate(tablets)]
        for thread in self._threads:
            thread.start()

    def _read(self, place: int, tablet: Tablet) -> None:
        while not self._stop.is_set():
            try:
                answer = tablet.page(self.serving, self.got[place] % PAGES + 1)
            except httpx2.HTTPError:
                self.lost += 1  # a connection of the process that was killed
                continue
            assert answer.status_code == 200, answer.text
            self.got[place] += 1

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.clause("I 1章2(7)")
def test_killed_worker_comes_back_and_nothing_acknowledged_is_lost(town: Town) -> None:
    serving = town.serve(workers=2)
    first = serving.children()
    assert len(first) == 2
    readers = Readers(serving, [town.sign_in(login) for login in ("member1", "member2", "chair", "deputy")])
    wait_until(lambda: sum(readers.got) > 20, 30)

    os.kill(first[0], signal.SIGKILL)
    before = sum(readers.got)
    wait_until(lambda: sum(readers.got) > before + 20, 30)
    wait_until(lambda: len(serving.children()) == 2 and first[0] not in serving.children(), 30)
    readers.end()
    assert serving.stop() == 0

    issued = town.council.ledger("page.issued")
    got = sum(readers.got)
    assert got <= len(issued) <= got + readers.lost
    fresh = [record["code"] for record in issued if "code" in record]  # a page that comes again has the same code
    assert len(set(fresh)) == len(fresh)
    assert {record["detail"]["mark"] for record in issued if "code" not in record} <= set(fresh)
    assert readers.lost <= 4
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence
    assert verdict.records >= got


def test_server_stopped_in_order_leaves_no_process(town: Town) -> None:
    serving = town.serve(workers=2)
    children = serving.children()

    code = serving.stop()

    assert code == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_server_processes_end_when_their_parent_is_killed(town: Town) -> None:
    serving = town.serve(workers=2)
    children = serving.children()

    serving.process.kill()
    serving.process.wait()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 20)


def test_several_processes_on_sqlite_are_refused_in_plain_words(tmp_path: Path) -> None:
    with council_in(tmp_path / "home", backend=SQLITE) as council:
        environment = os.environ | {"GIJO_HOME": str(council.settings.home)}
        environment.pop("GIJO_DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", "app", "serve", "--workers", "2"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 2
    assert "SQLite では、1 つのプロセスだけで開けます" in done.stderr


def test_port_that_is_taken_is_told_in_plain_words(town: Town) -> None:
    first = town.serve()

    second = town.serve(workers=2, port=first.port, must_answer=False)

    assert second.process.wait(60) == 2
    assert f"{first.port} 番のポートは、ほかのプログラムが使っています" in second.log.read_text()
