"""The doctor says what is wrong around the service: what the settings, the database and passing requests have shown."""

import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.__main__ import main
from app.ops import start_records
from app.setup.database import clocks_apart
from tests.app.homes import write
from tests.support.council import Council

pytestmark = pytest.mark.rare("what the doctor says of a setup; only the doctor moves it")

FORWARDED = {"x-forwarded-for": "203.0.113.7"}


def wrong(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["doctor"])
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("要対応 C2")]


def test_doctor_says_what_the_running_service_has_seen(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wrong(capsys) == []

    TestClient(council.app, base_url="http://localhost", client=("127.0.0.1", 5)).get("/signin", headers=FORWARDED)
    council.app.watch.close()

    [line] = wrong(capsys)
    assert line.startswith(
        "要対応 C201　前に置いたプロキシが、network.trusted_proxies に書かれていません（127.0.0.1）。"
    )
    assert main(["doctor"]) == 1


def test_doctor_is_silent_once_the_administrator_has_dealt_with_it(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    TestClient(council.app, base_url="http://localhost", client=("127.0.0.1", 5)).get("/signin", headers=FORWARDED)
    council.app.watch.close()
    admin = council.browser("admin")
    address = admin.get("/admin/connections").text.partition('action="/admin/alarms/')[2].partition('"')[0]

    assert admin.post(f"/admin/alarms/{address}", {"note": "書き足した"}).status_code == 303

    assert wrong(capsys) == []


def test_settings_that_forget_the_proxy_are_told_at_the_start_and_by_the_doctor(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write(found_home, "[server]\nhttps = true\n")
    assert [line[4:8] for line in wrong(capsys)] == ["C201", "C213"]

    with caplog.at_level(logging.WARNING, "gijo.serve"):
        start_records.tell_of_setup(replace(council.settings, is_https=True))

    assert "C201" in caplog.text
    assert "C213" in caplog.text
    assert [record["detail"]["about"][:4] for record in council.ledger("auth.alarm")] == ["C201", "C213"]
    assert [line[4:8] for line in wrong(capsys)] == ["C201", "C213"]


def test_clock_of_the_database_is_compared_with_ours(council: Council) -> None:
    database = council.services.database

    assert clocks_apart(database) == 0.0
    if not database.is_embedded:
        assert 55 < clocks_apart(database, lambda: time.time() - 60) < 65
        assert -65 < clocks_apart(database, lambda: time.time() + 60) < -55
