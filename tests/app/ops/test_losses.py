"""In the night something of a council is gone: what is left is said, and nothing is made anew in its place."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app import clock
from app.__main__ import main
from app.ops import seal_commands
from app.ops.founding import CannotFound, found
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.rare("losses that an operator meets once in years")


def test_lost_keys_are_asked_back_and_never_made_anew(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert council.browser("member1").fetch(lay(council).page(2)).status_code == 200
    keys = council.settings.keys_folder
    keys.rename(found_home / "elsewhere")

    assert main(["serve"]) == 2
    assert "gijo found は行わず、鍵の控えから" in capsys.readouterr().out
    assert main(["doctor"]) == 1
    assert f"鍵がありません（{keys}）。議会のデータはあるので" in capsys.readouterr().out
    with pytest.raises(CannotFound, match="鍵の控えから"):
        found(replace(council.settings, is_demo=False), login="nakamura", name="中村 修", title="事務局長")
    assert not keys.exists()


@pytest.mark.both("asks for versions that have a key")
def test_store_that_is_empty_under_a_council_with_papers_is_not_served(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(council)
    council.services.close()
    shutil.move(found_home / "store", found_home / "unplugged")

    assert main(["serve", "--no-worker"]) == 2
    assert "保管庫には 1 件もありません" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "保管庫には 1 件もありません" in capsys.readouterr().out


def test_program_that_went_back_says_that_its_database_did_not(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with council.services.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for command in ("serve", "migrate"):
        assert main([command]) == 2
        assert "新しい版にする前に取った控え" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "新しい版にする前に取った控え" in capsys.readouterr().out


@pytest.mark.own_database("SQLite's file is taken away")
def test_lost_database_is_not_taken_for_a_restored_one(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert council.browser("member1").fetch(lay(council).page(2)).status_code == 200
    council.services.checkpointer.step()
    council.services.close()
    for file in found_home.glob("*.sqlite3*"):
        file.unlink()

    assert main(["doctor"]) == 1
    assert "データベースが空です" in capsys.readouterr().out
    assert main(["serve", "--no-worker"]) == 2
    told = capsys.readouterr().err
    assert "データベースに記録が 1 件もありません" in told
    assert "accept-restore" not in told


def test_doctor_tells_a_new_rule_of_seals_and_a_wrong_clock_from_alterations(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert council.browser("member1").fetch(lay(council).page(2)).status_code == 200
    seal_commands.lay(council.settings)
    assert main(["doctor"]) == 0
    assert "すべて封印と合っています" in capsys.readouterr().out

    with council.services.database.write() as session:
        session.execute(text("UPDATE ledger_record SET body = replace(body, 'material:', 'elsewhere:')"))
        session.execute(text("UPDATE material SET seal = 'x'"))
    moment = clock.now().timestamp() - 3600
    clock.use(lambda: moment)

    assert main(["doctor"]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("よい")]
    assert [line for line in told if "書き換えられた疑い" in line] == []
    assert [line for line in told if "前の版の決まりで封印した行があります（material）" in line]
    assert [line for line in told if line.startswith("要対応") and "今の時計より先です" in line]
