"""Members attest once a year that they keep to the rules: with the day, and who has not is listed (6-1(9)①, 6-4(3))."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.conftest import SetClock
from tests.app.rulebook.test_rulebook import acknowledge, write, write_further
from tests.support.council import Council, council_in

pytestmark = pytest.mark.alike("what is shown of rules and who owes them; others ask for the same on both")


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council without rules."""
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.mark.clause("I 6-1(9)①", "I 6-4(3)①–④")
def test_members_attest_each_year_with_the_day_and_who_has_not_is_listed(council: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    form = council.browser("admin").get("/rules/new?kind=attestation").text
    text = html.unescape(re.search(r"<textarea[^>]*name=\"text\"[^>]*>([^<]+)</textarea>", form)[1])  # type: ignore[index]  # the form has it
    said = {"kind": "attestation", "title": "守っていることの確認書", "concerned": "members", "text": text}
    rule = write(council, {**said, "decided_by": "議長", "in_force_on": "2027-04-01", "is_asked": "1"})
    first, second = council.browser("member1"), council.browser("member2")
    owed = first.get("/rules/owed").text
    assert "許可のないソフトウェアやアプリ" in owed
    assert "守っていることを確認しました" in owed

    acknowledge(first)

    assert "4月1日" in first.get(rule).text
    assert second.get("/").headers.get("location") == "/rules/owed"
    lines = council.browser("admin").get("/rules/acknowledgements.csv").content.decode("utf-8-sig").splitlines()
    theirs = {login: next(line for line in lines if f'"{login}"' in line) for login in ("member1", "member2")}
    assert "2027" in theirs["member1"]
    assert "2027" not in theirs["member2"]

    at("2028-04-02 09:00:00")
    assert "見直す期限を過ぎています" in council.browser("admin").get("/rules").text
    assert write_further(council, rule, in_force_on="2028-04-02", is_asked="1").status_code == 303
    assert council.browser("member1").get("/").headers.get("location") == "/rules/owed"
