"""How long papers are kept: a value of the policy, counted from the fiscal year's end, told when it is over."""

import re
from datetime import date

import pytest

from app.disposals.acts import tell_due
from app.disposals.keeping import fiscal_year_of, keeping_of
from app.materials.models import Material, Version
from app.standards.keeping import FOR_EVER, KeepingTime
from app.standards.values import UnfitValue
from tests.app.board.setting import changing
from tests.app.conftest import SetClock
from tests.app.disposals.ending import decide
from tests.app.disposals.test_disposal import before_a_meeting
from tests.app.materials.office import Office
from tests.app.test_seals import sql


def ticked(screen: str, *papers: Version) -> list[str]:
    """What the screen sends of these papers when they are ticked."""
    lines = [re.search(rf'name="papers" value="({one.material_id} \w+)"', screen) for one in papers]
    return [line[1] for line in lines if line]


def test_time_is_so_many_years_or_for_ever_and_the_longer_one_is_stricter() -> None:
    kind = KeepingTime()

    assert [kind.read(typed) for typed in ("永年", "１０ 年", "5")] == [FOR_EVER, "10", "5"]
    assert [kind.words(value) for value in (FOR_EVER, "10")] == ["永年", "10 年"]
    for typed in ("", "0", "100", "十年"):
        with pytest.raises(UnfitValue):
            kind.read(typed)
    assert kind.is_weaker("5", "10")
    assert kind.is_weaker("99", FOR_EVER)
    assert kind.stricter("5", FOR_EVER) == FOR_EVER
    assert not kind.is_one("5 年")


def test_fiscal_year_begins_with_april() -> None:
    assert [fiscal_year_of(date(2027, month, day)) for month, day in ((3, 31), (4, 1), (1, 1))] == [2026, 2027, 2026]


@pytest.mark.clause("I 2章2(2)④-2")
def test_papers_of_a_meeting_are_due_after_the_years_that_two_persons_decided_and_go_by_two(
    office: Office, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    council, first, second = office.council, office.ready(label="2"), office.ready(label="1")
    for version in (first, second):
        before_a_meeting(office, version, 9)
    assert "標準の保存期間が「永年」" in council.browser("clerk1").get("/disposals").text
    changing.changed(council, "keeping_years", written="5 年")

    at("2032-03-31 23:00:00")
    assert "議案第16号" not in council.browser("clerk1").get("/disposals").text
    at("2032-04-01 09:00:00")
    for _ in range(2):
        tell_due(council.services.database)
    clerk = council.browser("clerk1")
    due = clerk.get("/disposals").text
    none = clerk.post("/disposals", {"reason": "期限が来た"})
    unseen = clerk.post("/disposals", {"papers": [first.material_id], "reason": "期限が来た"})
    asked = clerk.post("/disposals", {"papers": ticked(due, first, second), "reason": "期限が来た"})

    with council.services.database.read() as unit:
        assert keeping_of(unit, unit.get_one(Material, first.material_id)).words == "5 年（2032年3月31日まで）"
    told = [
        one["detail"]["about"] for one in council.ledger("auth.alarm") if "終わった資料がある" in str(one["detail"])
    ]
    assert len(told) == 1
    assert due.count("5 年（2032年3月31日まで）") == 2
    assert (none.status_code, unseen.status_code, asked.status_code) == (422, 409, 303)
    waiting = council.browser("chair", strong_with="passkey").get("/disposals").text
    wheres = [
        f"/disposals/{part.partition(chr(34))[0]}"
        for part in waiting.split('href="/disposals/')[1:]
        if "several" not in part[:9]
    ]
    assert [decide(office, where, "chair").status_code for where in wheres] == [303, 303]
    assert [one["detail"]["due"] for one in council.ledger("material.disposed")] == [True, True]


def test_paper_moved_by_sql_to_a_meeting_of_long_ago_is_not_due(office: Office, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    first, other = office.ready(label="2"), office.ready(label="2")
    before_a_meeting(office, first, 9)
    changing.changed(office.council, "keeping_years", written="5 年")
    long_ago = before_a_meeting(office, other, -3000)
    at("2026-12-02 10:00:00")
    sql(office.council, "UPDATE attachment SET meeting_id = :other", other=long_ago)

    answer = office.council.browser("clerk1").post("/disposals", {"papers": [first.material_id], "reason": "期限"})

    assert answer.status_code == 409
    assert ticked(office.council.browser("clerk1").get("/disposals").text, first) == []


def test_paper_before_its_time_is_not_asked_for_among_those_that_are_due(office: Office) -> None:
    version = office.ready(label="2")

    answer = office.council.browser("clerk1").post("/disposals", {"papers": [version.material_id], "reason": "早く"})

    assert answer.status_code == 409
    assert office.council.ledger("material.disposal_asked") == []
