"""Each start is in the ledger with what changed since the one before; a council serves no plain HTTP to others."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from app.__main__ import main
from app.auth.alarms.models import Alarm
from app.ops import start_records
from app.settings import Settings, SettingsError, load
from tests.app.board.setting.changing import alter
from tests.app.board.setting.changing import changed as changed_by_two
from tests.app.homes import write
from tests.support.council import Council
from tests.support.ports import free_port


def alarms(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return [alarm.detail for alarm in unit.scalars(select(Alarm))]


def test_first_start_changes_nothing_and_names_the_version(council: Council) -> None:
    assert start_records.note_start(council.settings, workers=2) == []

    [record] = council.ledger("system.started")
    assert record["address"] == "command line"
    assert record["detail"]["version"]
    assert (record["detail"]["workers"], record["detail"]["was_stopped"]) == (2, True)
    assert alarms(council) == []


def test_start_with_other_settings_names_them_and_tells_the_offices(council: Council) -> None:
    start_records.note_start(council.settings, workers=1)
    start_records.note_stop(council.settings)
    sessions = replace(council.settings.sessions, idle_seconds=1800)
    store = replace(council.settings.store, secret_key="open sesame")
    changed = Settings(**{**council.settings.__dict__, "sessions": sessions, "store": store})

    assert start_records.note_start(changed, workers=1) == ["sessions.idle_seconds", "store.secret_key"]

    record = council.ledger("system.started")[-1]
    assert record["detail"]["changed"] == "sessions.idle_seconds store.secret_key"
    assert "sesame" not in str(record)
    [told] = alarms(council)
    assert "sessions.idle_seconds" in told
    for office in ("admin", "chair"):
        assert "設定かプログラムのファイルが、前の開始のとき" in council.browser(office).get("/admin/connections").text


def test_start_names_what_two_decided_since_and_tells_only_what_nobody_decided(council: Council) -> None:
    start_records.note_start(council.settings, workers=1)
    changed_by_two(council, "idle_seconds", written="30 分")

    assert start_records.note_start(council.settings, workers=1) == ["standards.idle_seconds"]
    assert council.ledger("system.started")[-1]["detail"]["over_file"] == "idle_seconds"
    assert not any("standards." in told for told in alarms(council))

    alter(council, "DELETE FROM standards_in_force")  # with what was decided: the file's value holds again
    alter(council, "DELETE FROM standard_decision")
    assert start_records.note_start(council.settings, workers=1) == ["standards.idle_seconds"]
    assert [told for told in alarms(council) if "standards.idle_seconds" in told]


def test_same_settings_again_are_no_alarm(council: Council) -> None:
    for _ in range(2):
        start_records.note_start(council.settings, workers=1)
        start_records.note_stop(council.settings)

    assert [record["detail"]["changed"] for record in council.ledger("system.started")] == ["", ""]
    assert alarms(council) == []


def test_start_after_a_kill_says_so(council: Council) -> None:
    start_records.note_start(council.settings, workers=1)
    start_records.note_start(council.settings, workers=1)
    start_records.note_stop(council.settings)
    start_records.note_start(council.settings, workers=1)

    assert [record["detail"]["was_stopped"] for record in council.ledger("system.started")] == [True, False, True]


def test_stop_is_signed(council: Council) -> None:
    start_records.note_stop(council.settings)

    newest = council.services.continuity.newest_kept()
    assert newest is not None
    assert newest.seq == council.ledger("system.stopped")[0]["seq"]


PROXY = "[network]\ntrusted_proxies = ['10.0.0.1']\n"


@pytest.mark.clause("I 6-1(7)②")
@pytest.mark.parametrize(
    "toml",
    [
        "[server]\nhost = '0.0.0.0'\n",
        "[server]\nhost = '::'\n",
        "[server]\nhost = '10.0.0.5'\nhttps = true\n",
        "[server]\nhost = '0.0.0.0'\n" + PROXY,
        "[server]\nhost = 'gijo.town.example.jp'\n",
    ],
)
def test_council_on_plain_http_for_other_machines_is_refused(home: Path, toml: str) -> None:
    write(home, toml)

    with pytest.raises(SettingsError, match="trusted_proxies") as told:
        load()
    assert "https = true" in str(told.value)


@pytest.mark.parametrize(
    "toml",
    [
        "[server]\nhost = '127.0.0.1'\n",
        "[server]\nhost = '::1'\n",
        "[server]\nhost = 'localhost'\n",
        "[server]\nhost = '0.0.0.0'\nhttps = true\n" + PROXY,
        "[demo]\nenabled = true\n[server]\nhost = '0.0.0.0'\n",
    ],
)
def test_council_behind_a_named_proxy_or_on_this_machine_starts(home: Path, toml: str) -> None:
    write(home, toml)

    load()


def wait_until_it_answers(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(f"http://localhost:{port}/healthz", timeout=5, verify=False).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("no answer")


@pytest.mark.slow("starts the service as a program, three seconds of a processor each time")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.own_database("a real `gijo serve` with its own SQLite")
def test_real_service_leaves_its_start_and_its_stop(home: Path, how: signal.Signals) -> None:
    assert main(["found", "--login", "chief", "--name", "田中 誠"]) == 0
    port = free_port()
    environment = {**os.environ, "PORT": str(port)}
    command = [sys.executable, "-m", "app", "serve", "--no-worker"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    try:
        wait_until_it_answers(port)
        process.send_signal(how)
        process.communicate(timeout=60)
    finally:
        process.kill()

    with contextlib.closing(sqlite3.connect(home / "gijo.sqlite3")) as database:
        kinds = [row[0] for row in database.execute("SELECT kind FROM ledger_record ORDER BY seq")]
    assert [kind for kind in kinds if kind.startswith("system.st")] == ["system.started", "system.stopped"]
    assert main(["ledger", "verify"]) == 0
