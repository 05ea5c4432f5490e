"""Everybody by every rule and notice: who has acknowledged it, and who has not."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.rulebook.matrix import matrix_of
from tests.app.rulebook.test_notices import tell
from tests.support.council import Council, council_in

HERE = "/rules/acknowledgements"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    """A council without notices."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def lines(council: Council) -> dict[str, list[str]]:
    page = council.browser("admin").get(HERE).text
    found = re.findall(r'<tr><th scope="row">([^<]+)</th><td class="num">(\d+)</td>(.*?)</tr>', page)
    cells = {name: re.findall(r"<td>(.*?)</td>", rest) for name, _missing, rest in found}
    return {name: [re.sub(r"<[^>]+>", "", cell).strip() for cell in own] for name, own in cells.items()}


@pytest.mark.clause("N 6(5)", "I 1章6(5)")
def test_office_sees_of_everything_at_once_who_has_not_acknowledged_it(council: Council) -> None:
    first, second = tell(council, concerned="members"), tell(council, title="休日の連絡先", concerned="everybody")
    member = council.browser("member1")
    member.post(f"{first}/acknowledge", {"seen": "1", "next": "/"})
    member.post(f"{second}/acknowledge", {"seen": "1", "next": "/"})

    seen = lines(council)

    assert [re.fullmatch(r"\d{4}年\d+月\d+日", cell) is not None for cell in seen["佐藤 花子 議員"]] == [True, True]
    assert seen["𠮷田 次郎 議員"] == ["まだ", "まだ"]
    assert seen["森田 由美 書記"] == ["", "まだ"]
    assert "確認した人の一覧" in council.browser("admin").get("/rules").text


def test_list_is_written_out_and_recorded_and_what_ended_is_in_it_no_more(council: Council) -> None:
    notice = tell(council, concerned="members")
    tell(council, title="休日の連絡先", concerned="members")
    council.browser("admin").post(f"{notice}/end", {"reason": "済んだ"})

    rows = council.browser("admin").get(f"{HERE}.csv").content.decode("utf-8-sig").splitlines()

    assert rows[0] == '"ID","氏名","休日の連絡先","まだの数"'
    assert '"member1","佐藤 花子 議員","まだ","1"' in rows
    assert council.ledger("rule.listed")[-1]["detail"] == {"rows": 4}


def test_notice_that_was_altered_is_left_out_and_counted(council: Council) -> None:
    tell(council, concerned="members")
    with council.services.database.write() as unit:
        unit.execute(text("UPDATE rule_version SET is_asked = false"))

    with council.services.database.read() as unit:
        found = matrix_of(unit, ())

    assert (found.rules, found.lines, found.altered) == ([], [], 1)


@pytest.mark.parametrize("login", ["clerk1", "member1"])
def test_list_is_closed_to_others(council: Council, login: str) -> None:
    assert [council.browser(login).get(f"{HERE}{end}").status_code for end in ("", ".csv")] == [403, 403]
