"""The doctor names people who cannot sign in by their office's rule."""

from pathlib import Path

import pytest

from app.__main__ import main
from tests.app.auth.keys import holder_of_key
from tests.app.auth.signing import enrol_person
from tests.app.homes import write
from tests.support.council import Council

pytestmark = pytest.mark.rare("what the doctor says of people; only the doctor moves it")

LOCKED_OUT = "要対応 パスキーが必要な役職（auth.passkey_required_roles）で、まだパスキーがない人："
NOT_ENROLLED = "注意   パスキーが必要な役職で、まだ何も登録していない人："


def told(capsys: pytest.CaptureFixture[str], found_home: Path, roles: list[str]) -> tuple[int, str]:
    write(found_home, f"[auth]\npasskey_required_roles = {roles}\n")
    capsys.readouterr()
    return main(["doctor"]), capsys.readouterr().out


def test_people_whose_office_needs_a_passkey_and_who_have_none_are_named(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_person(council, "clerk1")
    holder_of_key(council, "clerk2")
    enrol_person(council, "member1")

    code, words = told(capsys, found_home, ["administrator", "clerk"])

    lines = [line for line in words.splitlines() if "パスキー" in line]
    assert code == 1
    assert [line.partition("。")[0] for line in lines] == [
        f"{LOCKED_OUT}森田 由美 書記（ID clerk1）",
        f"{NOT_ENROLLED}田中 誠 事務局長（ID admin）",
    ]


def test_nobody_is_named_where_no_office_needs_a_passkey(
    council: Council, found_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_person(council, "clerk1")

    code, words = told(capsys, found_home, [])

    assert (code, "パスキー" in words) == (0, False)
