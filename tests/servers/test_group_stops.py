"""The service is stopped as systemd stops a unit: TERM to every process at once, while papers are on their way."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select, text

from app.__main__ import main
from app.materials.models import PageRow, Version
from app.ops import migrate
from tests.app.homes import use
from tests.app.materials import papers
from tests.servers.running import Serving, children_of, wait_until
from tests.support.council import Council, council_in
from tests.support.kinds import SQLITE
from tests.support.ports import free_port
from tests.support.tied import tied

pytestmark = [
    pytest.mark.server("the service with its worker and sandbox"),
    pytest.mark.own_database("a real `gijo serve` with its own SQLite"),
    pytest.mark.slow("ten starts of a whole service"),
]

ROUNDS = 10
PAPERS_A_ROUND = 2
PAGES = 12
_ANSWER_SECONDS = 90.0


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home", backend=SQLITE) as found:
        with found.services.database.write() as unit:
            unit.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            unit.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})
        yield found


def put_papers(council: Council, meeting: str, content: bytes) -> None:
    """As a clerk does, through the screens; the files lie sealed in the vault afterwards, and wait."""
    clerk = council.browser("clerk1")
    for number in range(PAPERS_A_ROUND):
        told = clerk.post(
            f"{meeting}/papers", {"file_name": f"議案{number}.pdf", "title": ""}, headers={"accept": "application/json"}
        )
        assert told.status_code == 201, told.text
        assert clerk.put(told.json()["upload"], content).status_code == 201


@contextmanager
def served(council: Council, log: Path) -> Iterator[Serving]:
    """Within: a real service with its worker; it is stopped in the block, or killed after it."""
    port = free_port()
    environment = os.environ | {"GIJO_HOME": str(council.settings.home), "PORT": str(port), "HOST": "127.0.0.1"}
    environment.pop("GIJO_DATABASE_URL", None)
    command = tied([sys.executable, "-m", "app", "serve"], signal="TERM")
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        yield Serving(process, port, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def answers(serving: Serving) -> bool:
    assert serving.process.poll() is None, serving.log.read_text("utf-8", "replace")[-3000:]
    with suppress(httpx2.HTTPError):
        return httpx2.get(serving.address("/healthz"), timeout=5, verify=False).status_code == 200
    return False


def everybody(pid: int) -> list[int]:
    """A process and all below it, as a unit's control group holds them."""
    return [pid, *(each for child in children_of(pid) for each in everybody(child))]


def stop_all_at_once(serving: Serving) -> int:
    """TERM to each, the parent among them, and none is asked for twice; the service's exit code."""
    unit = everybody(serving.process.pid)
    for pid in unit:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    code = serving.process.wait(40)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in unit), 20, serving.log)
    return code


def states(council: Council) -> Counter[str]:
    with council.services.database.read() as unit:
        return Counter(unit.scalars(select(Version.state)))


def drawn(council: Council) -> int:
    with council.services.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(PageRow)) or 0


def has_drawn(council: Council, pages: int) -> bool:
    return drawn(council) >= pages


def test_ten_stops_of_the_whole_group_lose_no_paper(
    council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {"title": "本会議", "day": "2099-12-08", "time": "10:00", "place": "議場"}
    fields |= {"groups": council.groups["members"].id}
    meeting = str(council.browser("clerk1").post("/prepare/meetings/new", fields).headers["location"])
    content = papers.pdf(PAGES)

    for number in range(ROUNDS):
        put_papers(council, meeting, content)
        before = drawn(council)
        with served(council, tmp_path / f"serve-{number}.log") as serving:
            wait_until(partial(answers, serving), _ANSWER_SECONDS, serving.log)
            if number % 5:  # else as soon as it answers, with the worker barely there
                wait_until(partial(has_drawn, council, before + 4 * (number % 5)), _ANSWER_SECONDS, serving.log)
            assert stop_all_at_once(serving) == 0, serving.log.read_text("utf-8", "replace")
        assert states(council)["failed"] == 0, serving.log.read_text("utf-8", "replace")
        assert "Traceback" not in serving.log.read_text("utf-8", "replace")

    with served(council, tmp_path / "serve-last.log") as serving:
        wait_until(lambda: set(states(council)) == {"ready"}, _ANSWER_SECONDS, serving.log)
        assert stop_all_at_once(serving) == 0

    assert states(council) == {"ready": ROUNDS * PAPERS_A_ROUND}
    assert drawn(council) == ROUNDS * PAPERS_A_ROUND * PAGES
    assert [record["detail"]["was_stopped"] for record in council.ledger("system.started")] == [True] * (ROUNDS + 1)
    assert len(council.ledger("system.stopped")) == ROUNDS + 1
    use(council.settings.home, monkeypatch)
    assert main(["ledger", "verify"]) == 0, capsys.readouterr().out
