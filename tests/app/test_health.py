import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.support.council import Council, council_in


def test_health_answers_anybody_when_the_database_answers(council: Council) -> None:
    answer = council.browser().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.own_database("the lock is SQLite's")
def test_health_tells_that_nothing_can_be_recorded_while_a_backup_holds_the_database(tmp_path: Path) -> None:
    with council_in(tmp_path / "home", backend="sqlite") as council:
        backup = sqlite3.connect(council.settings.home / "gijo.sqlite3", isolation_level=None)
        backup.execute("BEGIN IMMEDIATE")
        held = council.browser().get("/healthz")
        backup.execute("ROLLBACK")
        backup.close()

        assert held.status_code == 503
        assert council.browser().get("/healthz").status_code == 200


@pytest.mark.own_database("the file is SQLite's")
def test_health_tells_of_a_full_disk_before_a_record_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with council_in(tmp_path / "home", backend="sqlite") as council:
        whole = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: whole._replace(free=15_000_000))

        assert council.browser().get("/healthz").status_code == 503


def test_another_host_name_is_refused(council: Council) -> None:
    answer = council.browser().get("/healthz", headers={"host": "evil.example"})

    assert answer.status_code == 421


@pytest.mark.clause("I 6-1(12)①②", "I 8")
def test_every_answer_carries_the_security_headers(council: Council) -> None:
    answer = council.browser().get("/nowhere")

    assert answer.status_code == 404
    assert "見つかりません" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-store"
