"""Which version counts on which day, and who owes it: the table of cases, each asked over HTTP."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.rulebook.counting import counted, is_owed
from app.rulebook.owing import ReadVersion
from tests.app.conftest import SetClock
from tests.app.rulebook.test_rulebook import POLICY, acknowledge
from tests.support.council import Council, council_in

TEXTS = {1: "初めの文", 2: "第二の文", 3: "第三の文", 4: "第四の文"}


class Written(NamedTuple):
    """A further version: the day for which it was decided, whether it is asked, which version it was made from."""

    day: str
    is_asked: bool
    base: int


class Case(NamedTuple):
    """Further versions, written on April 10; whether version 2 was then withdrawn; and what holds after that.

    `acknowledged`: what member1 did on April 10. `shown`: the version that counts on April 20, May 31 and June 1;
    `owing`: on which of these days member1 owes it.
    """

    further: tuple[Written, ...]
    is_withdrawn: bool
    acknowledged: bool
    shown: tuple[int, int, int]
    owing: tuple[bool, bool, bool]


LATER, WORD_NOW = Written("2027-06-01", is_asked=True, base=1), Written("2027-04-10", is_asked=False, base=1)
CASES = {
    "a version for a later day": Case((LATER,), False, True, (1, 1, 2), (False, False, True)),
    "a word corrected meanwhile": Case((LATER, WORD_NOW), False, True, (3, 3, 2), (False, False, True)),
    "the same, nothing acknowledged": Case((LATER, WORD_NOW), False, False, (3, 3, 2), (True, True, True)),
    "the later one withdrawn": Case((LATER,), True, True, (1, 1, 1), (False, False, False)),
    "withdrawn after a corrected word": Case((LATER, WORD_NOW), True, True, (3, 3, 3), (False, False, False)),
    "two of one day, both asked": Case(
        (LATER, Written("2027-06-01", is_asked=True, base=2)), False, True, (1, 1, 3), (False, False, True)
    ),
    "two of one day, a corrected word": Case(
        (LATER, Written("2027-06-01", is_asked=False, base=2)), False, True, (1, 1, 3), (False, False, True)
    ),
    "withdrawn, and its corrected word with it": Case(
        (LATER, Written("2027-06-01", is_asked=False, base=2)), True, True, (1, 1, 1), (False, False, False)
    ),
    "withdrawn before a corrected word of a correction": Case(
        (LATER, Written("2027-06-01", is_asked=False, base=2), Written("2027-06-01", is_asked=False, base=3)),
        True,
        True,
        (1, 1, 1),
        (False, False, False),
    ),
    "another substance meanwhile": Case(
        (LATER, Written("2027-04-10", is_asked=True, base=1)), False, True, (3, 3, 2), (True, True, True)
    ),
    "a corrected word for a later day": Case(
        (Written("2027-06-01", is_asked=False, base=1),), False, True, (1, 1, 2), (False, False, False)
    ),
    "another substance before a corrected word of the first": Case(
        (Written("2027-06-01", is_asked=False, base=1), Written("2027-04-10", is_asked=True, base=1)),
        False,
        True,
        (3, 3, 2),
        (True, True, False),
    ),
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    with council_in(tmp_path / "home") as founded:
        yield founded


def found(council: Council, at: SetClock, case: Case) -> str:
    """The address of a rule with the case's versions."""
    at("2027-04-01 09:00:00")
    office = council.browser("admin")
    rule = office.post("/rules/new", {**POLICY, "text": TEXTS[1], "in_force_on": "2027-04-01"}).headers["location"]
    if case.acknowledged:
        acknowledge(council.browser("member1"))
    at("2027-04-10 09:00:00")
    office = council.browser("admin")
    acknowledge(office)
    for number, each in enumerate(case.further, start=2):
        asked = {"is_asked": "1"} if each.is_asked else {}
        seen = {"seen": str(number - 1), "base": str(each.base)}
        said = {"decided_by": "議長決裁", "in_force_on": each.day, "text": TEXTS[number]}
        assert office.post(f"{rule}/version", {**said, **asked, **seen}).status_code == 303
    if case.is_withdrawn:
        assert office.post(f"{rule}/version/withdraw", {"number": "2"}).status_code == 303
    return str(rule)


@pytest.mark.sampled("tries twelve kinds of rule, for two seconds of a processor")
@pytest.mark.clause("I 1章5", "N 附則")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_day_and_decision_say_which_version_counts_and_the_text_who_owes_it(
    council: Council, at: SetClock, case: Case
) -> None:
    rule = found(council, at, case)

    for day, number, owing in zip(("2027-04-20", "2027-05-31", "2027-06-01"), case.shown, case.owing, strict=True):
        at(f"{day} 00:00:00")
        member = council.browser("member1")
        page = member.get(rule).text
        owed = member.get("/rules/owed").text
        assert TEXTS[number] in page, day
        assert [text for text in TEXTS.values() if text in owed] == ([TEXTS[number]] if owing else []), day
        assert (member.get("/").status_code == 303) is owing, day


def test_corrected_word_of_what_was_withdrawn_before_it_began_counts_no_more() -> None:
    """Also where the row of the corrected word says nothing of it."""
    days = [datetime(2027, month, 1, tzinfo=UTC) for month in (4, 6, 7)]
    withdrawn_at = datetime(2027, 5, 1, tzinfo=UTC)
    versions = [
        ReadVersion(1, days[0], True, None, None),
        ReadVersion(2, days[1], True, None, withdrawn_at),
        ReadVersion(3, days[2], False, 2, None),
    ]

    found = counted(versions, datetime(2027, 8, 1, tzinfo=UTC))

    assert found is not None
    assert found.number == 1
    assert not is_owed(versions, datetime(2027, 8, 1, tzinfo=UTC), {1})


def test_whoever_acknowledged_only_the_corrected_word_owes_the_later_version(council: Council, at: SetClock) -> None:
    """The receipt names the text that was shown; the version decided before it says another one."""
    rule = found(council, at, CASES["the same, nothing acknowledged"])
    at("2027-05-01 09:00:00")
    acknowledge(council.browser("member1"))
    before = council.browser("member1").get("/").status_code

    at("2027-06-01 09:00:00")
    member = council.browser("member1")
    after = member.get("/").headers.get("location")
    acknowledge(member)

    assert (before, after) == (200, "/rules/owed")
    assert [record["detail"]["version"] for record in council.ledger("rule.acknowledged")][-2:] == [3, 2]
    assert "第2版" in member.get(rule).text


def test_who_acknowledges_a_version_that_began_in_their_session_is_not_stopped_for_the_one_before(
    council: Council, at: SetClock
) -> None:
    found(council, at, CASES["a version for a later day"]._replace(acknowledged=False))
    at("2027-05-31 23:58:00")
    member = council.browser("member1")
    at("2027-06-01 00:00:30")

    acknowledge(member)

    assert member.get("/").status_code == 200


@pytest.mark.parametrize("day", ["2027-06-01", "2027-07-01"])
def test_corrected_word_does_not_take_the_place_of_another_text(council: Council, at: SetClock, day: str) -> None:
    rule = found(council, at, CASES["a version for a later day"])
    words = {"decided_by": "議長決裁", "text": TEXTS[3], "in_force_on": day, "seen": "2"}

    refused = council.browser("admin").post(f"{rule}/version", {**words, "base": "1"})
    taken = council.browser("admin").post(f"{rule}/version", {**words, "base": "2"})

    assert (refused.status_code, taken.status_code) == (409, 303)
    assert "ほかの版が施行されています" in refused.text
    assert TEXTS[3] in refused.text


def test_version_that_has_begun_or_was_withdrawn_is_not_withdrawn_again(council: Council, at: SetClock) -> None:
    rule = found(council, at, CASES["the later one withdrawn"])
    office = council.browser("admin")

    answers = [office.post(f"{rule}/version/withdraw", {"number": number}).status_code for number in ("1", "2", "3")]

    assert answers == [409, 409, 409]
    assert [record["detail"]["version"] for record in council.ledger("rule.version_withdrawn")] == [2]
    assert "取りやめられました" in office.get(f"{rule}?version=2").text
    assert council.browser("clerk1").post(f"{rule}/version/withdraw", {"number": "2"}).status_code in {303, 403}
