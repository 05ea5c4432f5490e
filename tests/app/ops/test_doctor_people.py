"""The doctor names people who cannot sign in by their office's rule."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.__main__ import main
from app.ops import migrate
from tests.app.auth.keys import holder_of_key
from tests.app.auth.signing import enrol_person
from tests.app.homes import use, write
from tests.support.council import Council

LOCKED_OUT = "要対応 パスキーが必要な役職（auth.passkey_required_roles）で、まだパスキーがない人："
NOT_ENROLLED = "注意   パスキーが必要な役職で、まだ何も登録していない人："


@pytest.fixture
def home(council: Council, monkeypatch: pytest.MonkeyPatch) -> Path:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    with council.services.database.write() as unit:
        unit.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        unit.execute(text("DELETE FROM alembic_version"))
        unit.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})
    return council.settings.home


def told(capsys: pytest.CaptureFixture[str], home: Path, roles: list[str]) -> tuple[int, str]:
    write(home, f"[auth]\npasskey_required_roles = {roles}\n")
    capsys.readouterr()
    return main(["doctor"]), capsys.readouterr().out


def test_people_whose_office_needs_a_passkey_and_who_have_none_are_named(
    council: Council, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_person(council, "clerk1")
    holder_of_key(council, "clerk2")
    enrol_person(council, "member1")

    code, words = told(capsys, home, ["administrator", "clerk"])

    lines = [line for line in words.splitlines() if "パスキー" in line]
    assert code == 1
    assert [line.partition("。")[0] for line in lines] == [
        f"{LOCKED_OUT}森田 由美 書記（ID clerk1）",
        f"{NOT_ENROLLED}田中 誠 事務局長（ID admin）",
    ]


def test_nobody_is_named_where_no_office_needs_a_passkey(
    council: Council, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_person(council, "clerk1")

    code, words = told(capsys, home, [])

    assert (code, "パスキー" in words) == (0, False)
