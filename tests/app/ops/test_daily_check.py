"""The set-up is looked at once a day, and the administrator hears of what is newly wrong (7-2(1)③)."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.auth.alarms.models import Alarm
from app.kinds.jobs import KINDS
from app.ops import seal_commands, start_records
from app.ops.daily import program
from app.ops.daily.check import check_daily
from app.settings import Settings
from tests.app.permits.desk import go_to
from tests.support.council import Council

pytestmark = pytest.mark.rare("looks at the whole set-up several times; make test does so too")


def look(council: Council, settings: Settings | None = None) -> None:
    check_daily(council.services.database, settings or council.settings, KINDS)


def told(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Alarm.detail).where(Alarm.kind == "check").order_by(Alarm.at)))


@pytest.mark.clause("I 7-2(1)③")
def test_setup_is_looked_at_once_a_day_and_what_is_newly_wrong_is_an_alarm(council: Council, found_home: Path) -> None:
    broken = replace(council.settings, is_https=True)
    for _ in range(2):
        look(council)
    first = council.ledger("system.setup_checked")
    before = told(council)

    go_to(hours=24)
    look(council, broken)
    with_fault = told(council)
    go_to(hours=24)
    look(council, broken)
    still = told(council)
    go_to(hours=24)
    look(council)
    go_to(hours=24)
    look(council, broken)

    assert len(first) == 1
    assert all("C213" not in words for words in before)
    new = [words for words in with_fault if words not in before]
    assert any(words.startswith("C213") for words in new)
    assert still == with_fault
    assert len([words for words in told(council) if words.startswith("C213")]) == 2
    counts = [each["detail"]["wrong"] - first[0]["detail"]["wrong"] for each in council.ledger("system.setup_checked")]
    assert counts == [0, len(new), len(new), 0, len(new)]
    admin = council.browser("admin")
    assert "設定と備えを点検" in admin.get("/ledger").text
    assert "毎日の点検で" in admin.get("/admin/connections").text


def test_what_is_wrong_still_in_other_numbers_is_no_new_alarm(council: Council, found_home: Path) -> None:
    assert seal_commands.may_serve(council.settings)  # as at the start of a council that serves
    look(council)
    for seal in ("x", "y"):
        table = "people_group" if seal == "x" else "office"
        with council.services.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET seal = :seal"), {"seal": seal})  # noqa: S608 - of this test
        go_to(hours=24)
        look(council)

    assert len([words for words in told(council) if words.startswith("決定の記録")]) == 1
    found = [each["detail"]["found"] for each in council.ledger("system.setup_checked")]
    assert len(set(found)) == 3


def test_look_of_a_clock_that_ran_ahead_puts_off_no_other(council: Council, found_home: Path) -> None:
    go_to(hours=24 * 400)
    look(council)
    go_to(hours=-24 * 399)

    for _ in range(2):
        look(council)

    looks = council.ledger("system.setup_checked")
    assert [each.get("address") for each in looks] == [None, None], "nobody has run a command"


@pytest.mark.clause("I 6-5(1)②")
def test_files_of_the_program_that_are_rewritten_while_it_runs_or_between_two_starts_are_told(
    council: Council, found_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, module = (tmp_path / "program" / name for name in ("app/static/js/page.js", "app/halts.py"))
    for file in (script, module):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("as it came")
    monkeypatch.setattr(program, "PROJECT", tmp_path / "program")
    start_records.note_start(council.settings, workers=1)
    (tmp_path / "program/app/__pycache__").mkdir()
    (tmp_path / "program/app/__pycache__/halts.pyc").write_text("of Python alone")
    look(council)
    assert not [words for words in told(council) if "書き換えられています" in words]

    script.write_text("fetch('https://elsewhere.example')")
    go_to(hours=24)
    look(council)
    start_records.note_start(council.settings, workers=1)
    start_records.note_start(council.settings, workers=1)

    [rewritten] = [words for words in told(council) if "書き換えられています" in words]
    assert "画面の部品（スクリプト、見た目、ひな型）のファイルが" in rewritten
    assert [one["detail"]["undecided"] for one in council.ledger("system.started")] == ["", "files.screens", ""]
    for office in ("admin", "chair"):
        assert "変わったものは files.screens です" in council.browser(office).get("/admin/connections").text
