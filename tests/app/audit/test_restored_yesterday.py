"""The database of yesterday is put back under a service whose ledger had grown: nothing leaves, and all are told."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app import clock
from app.__main__ import main
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms.models import Alarm
from app.errors import LedgerSetBack
from app.ops import migrate
from app.services import open_services
from tests.support.council import Council, council_in

pytestmark = pytest.mark.own_database("a copy of SQLite's file is put back")

BY_TWO = ("--ordered-by", "admin", "--confirmed-by", "chair")
REASON = "ディスクが壊れたため、昨夜の控えから復元"


def shown(council: Council, *pages: int) -> None:
    for page in pages:
        council.services.ledger.commit_now(
            Event(EventKind.PAGE_ISSUED, actor_id="p1", issue_code=f"C{page}", page=page)
        )


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Council]:
    """Six records and a checkpoint; a copy of the database is taken. Then six more, and a checkpoint."""
    with council_in(tmp_path / "home", backend="sqlite", ledger_wait_ms=0) as founded:
        monkeypatch.setenv("GIJO_HOME", str(founded.settings.home))
        monkeypatch.delenv("GIJO_DATABASE_URL", raising=False)
        with sqlite3.connect(founded.settings.home / "gijo.sqlite3") as now:
            now.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            now.execute("INSERT INTO alembic_version VALUES (?)", (migrate.head(),))
        shown(founded, *range(1, 7))
        founded.services.checkpointer.step()
        with sqlite3.connect(founded.settings.home / "gijo.sqlite3") as now, sqlite3.connect(copy_of(founded)) as copy:
            now.backup(copy)
        shown(founded, *range(7, 13))
        founded.services.checkpointer.step()
        yield founded


def copy_of(council: Council) -> Path:
    return council.settings.home / "yesterday.sqlite3"


def put_back(council: Council) -> None:
    """As somebody does who holds the file, while the service runs."""
    with sqlite3.connect(copy_of(council)) as copy, sqlite3.connect(council.settings.home / "gijo.sqlite3") as now:
        copy.backup(now)


def forget(council: Council) -> None:
    """The process ends and begins anew: it remembers nothing."""
    council.services.close()
    council.services = open_services(council.settings)


def test_running_service_closes_at_the_next_record(council: Council) -> None:
    put_back(council)

    with pytest.raises(LedgerSetBack):
        shown(council, 99)

    assert len(council.ledger()) == 6


def test_paper_asked_for_after_it_is_refused_with_a_plain_sentence(council: Council) -> None:
    somebody = council.browser()
    somebody.get("/signin")
    put_back(council)
    council.services.checkpointer.step()

    answer = somebody.post("/signin", {"login": "nobody", "password": "wrong"})

    assert answer.status_code == 503
    assert "L504" in answer.text
    assert "以前の状態に戻されている" in answer.text


def test_within_a_minute_the_board_and_the_log_say_it_once(council: Council, caplog: pytest.LogCaptureFixture) -> None:
    put_back(council)
    for _ in range(3):
        council.services.checkpointer.step()

    with council.services.database.read() as unit:
        alarms = unit.scalars(select(Alarm)).all()
    assert [alarm.kind for alarm in alarms] == ["ledger_set_back"]
    assert sum("保管庫の検証点は 12 番まで" in record.message for record in caplog.records) == 1
    assert "以前の状態に戻されました" in council.browser("admin").get("/admin/connections").text


def test_no_checkpoint_is_signed_over_it(council: Council) -> None:
    before = sorted(council.services.store.names("ledger/checkpoints/"))
    put_back(council)
    council.services.checkpointer.step()
    council.services.close()

    assert sorted(council.services.store.names("ledger/checkpoints/")) == before


def test_start_is_refused_and_says_what_to_do(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    council.services.close()
    put_back(council)

    assert main(["serve", "--no-worker"]) == 2
    told = capsys.readouterr().err
    assert "6 番で終わっています" in told
    assert "gijo ledger accept-restore" in told


@pytest.mark.rare("a database put back to the day before")
def test_doctor_says_it(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    put_back(council)

    assert main(["doctor"]) == 1
    assert "以前の状態に戻されています" in capsys.readouterr().out


def test_verification_fails_though_the_clock_was_set_back_too(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    put_back(council)
    clock.use(lambda: 1_000_000_000.0)

    assert main(["ledger", "verify"]) == 1
    assert "7 番から後の記録が切り取られています" in capsys.readouterr().out


def test_restore_that_was_meant_is_recorded_and_opens_the_service(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    put_back(council)
    council.services.checkpointer.step()
    assert council.services.continuity.set_back is not None

    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0
    council.services.checkpointer.step()
    shown(council, 50)
    council.services.checkpointer.step()

    kept = council.ledger()
    assert [record["seq"] for record in kept] == [1, 2, 3, 4, 5, 6, 13, 14, 15, 16]
    assert [record["kind"] for record in kept[6:9]] == ["ledger.restored", "register.entered", "auth.alarm"]
    assert kept[6]["detail"]["reason"] == REASON
    assert [kept[6]["detail"][name] for name in ("ordered_by", "confirmed_by")] == [
        council.people[login].id for login in ("admin", "chair")
    ]
    assert "命じた人 田中 誠 事務局長、確認した人 山本 一郎 議長" in str(kept[8]["detail"])
    assert (kept[6]["detail"]["after"], kept[6]["detail"]["signed"]) == (6, 12)
    capsys.readouterr()
    assert main(["ledger", "verify"]) == 0
    told = capsys.readouterr().out
    assert "7 番から 12 番までの記録は、控えからの復元で失われた" in told
    assert "記録 10 件" in told
    forget(council)
    council.services.checkpointer.step()
    assert council.services.continuity.set_back is None


def test_restore_is_accepted_once(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    put_back(council)
    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0
    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0

    assert "記録することはありません" in capsys.readouterr().out
    assert [record["kind"] for record in council.ledger()].count("ledger.restored") == 1


def test_restore_under_a_service_that_was_stopped_stands_on_the_board_too(council: Council) -> None:
    council.services.close()
    put_back(council)
    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0
    council.services = open_services(council.settings)

    assert [record["detail"].get("alarm") for record in council.ledger()[-3:]] == [None, None, "ledger_set_back"]


def test_restore_has_a_reason(council: Council) -> None:
    put_back(council)

    assert main(["ledger", "accept-restore", "--reason", " ", *BY_TWO]) == 2
    assert len(council.ledger()) == 6


@pytest.mark.parametrize(
    "two",
    [("admin", "admin"), ("clerk1", "chair"), ("admin", "member1"), ("admin", "nobody")],
    ids=["one person", "ordered by a clerk", "confirmed by a member", "unknown"],
)
def test_restore_is_ordered_by_an_office_and_confirmed_by_another(council: Council, two: tuple[str, str]) -> None:
    put_back(council)

    names = ["--ordered-by", two[0], "--confirmed-by", two[1]]
    assert main(["ledger", "accept-restore", "--reason", REASON, *names]) == 2
    assert len(council.ledger()) == 6


def test_older_service_that_went_on_over_the_same_numbers_is_found(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a program does that knows nothing of this: the numbers are used again, and there are more of them."""
    put_back(council)
    council.services.database.unit_info.clear()
    shown(council, *range(20, 30))
    assert len(council.ledger()) == 16

    forget(council)
    council.services.checkpointer.step()

    assert council.services.continuity.set_back is not None
    assert main(["ledger", "verify"]) == 1
    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0
    capsys.readouterr()
    assert main(["ledger", "verify"]) == 0
    assert "12 番の検証点と合わない控えが復元された" in capsys.readouterr().out


def test_gap_that_no_key_signed_stays_a_gap(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who holds the database but not the key writes the record of a restore that nobody made."""
    put_back(council)
    assert main(["ledger", "accept-restore", "--reason", REASON, *BY_TWO]) == 0
    with sqlite3.connect(council.settings.home / "gijo.sqlite3") as db:
        db.execute("DELETE FROM ledger_record WHERE seq = 6")
        db.execute("UPDATE ledger_head SET seq = 14")
    capsys.readouterr()

    assert main(["ledger", "verify"]) == 1
    assert "抜き取られ" in capsys.readouterr().out
