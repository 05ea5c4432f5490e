"""Notices of the office: at home until each has confirmed them, with receipts (6(5), 6-4(1)③, 6-4(3), 6-6)."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access.roles import Role
from app.members.models import Office
from app.seals import change_all
from tests.support.council import Council, council_in

pytestmark = pytest.mark.alike("what is shown of rules and who owes them; others ask for the same on both")

OTHERS = ("chair", "clerk1", "clerk2")
NOTICE = {"title": "偽のメールに注意", "concerned": "everybody", "text": "添付を開かないでください。"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    """A council without notices."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def tell(council: Council, login: str = "admin", **fields: str) -> str:
    """The address of a new notice."""
    answer = council.browser(login).post("/rules/notice", {**NOTICE, **fields})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def waiting(council: Council, login: str) -> int:
    """What the menu counts for this person."""
    found = re.search(
        r'data-desk-place="\w+"[^>]*><span[^>]*data-count>(\d+)', council.browser(login).get("/rules").text
    )
    return int(found[1]) if found else 0


@pytest.mark.clause("I 6-4(1)③", "I 6-6(1)–(3)")
def test_notice_stays_at_home_until_it_is_confirmed(council: Council) -> None:
    notice = tell(council)
    member = council.browser("member1")

    assert "偽のメールに注意" in member.get("/").text  # and nothing else waits for it
    assert "添付を開かないでください。" in member.get("/rules/owed").text
    assert member.post(f"{notice}/acknowledge", {"seen": "1", "next": "/"}).headers["location"] == "/"

    assert "偽のメールに注意" not in member.get("/").text
    assert "偽のメールに注意" in member.get("/rules").text
    assert [record["detail"]["title"] for record in council.ledger("rule.acknowledged")] == ["偽のメールに注意"]


@pytest.mark.clause("I 1章6(5)", "I 6-4(3)①–④", "N 6(5)")
def test_writer_sees_who_has_confirmed_and_who_has_not(council: Council) -> None:
    notice = tell(council, concerned="members")
    council.browser("member1").post(f"{notice}/acknowledge", {"seen": "1", "next": "/"})

    page = council.browser("admin").get(notice).text

    rows = dict(re.findall(r"<tr><td>([^<]+)</td><td>(.*?)</td></tr>", page, re.DOTALL))
    assert list(rows) == ["佐藤 花子 議員", "𠮷田 次郎 議員", "中村 恵子 副議長", "山本 一郎 議長"]
    assert ["まだ" in state for state in rows.values()] == [False, True, True, True]


def test_notice_for_some_is_unknown_to_others(council: Council) -> None:
    notice = tell(council, concerned="secretariat")
    member = council.browser("member1")

    assert "偽のメールに注意" not in member.get("/").text + member.get("/rules").text
    assert member.get(notice).status_code == 404
    assert member.post(f"{notice}/acknowledge", {"seen": "1", "next": "/"}).status_code == 404
    assert waiting(council, "clerk1") == 1
    assert waiting(council, "member1") == 0


def test_notice_is_withdrawn_by_the_office_that_wrote_it(council: Council) -> None:
    notice = tell(council)

    other = council.browser("chair").post(f"{notice}/end", {"reason": "誤り"})
    own = council.browser("admin").post(f"{notice}/end", {"reason": "誤り"})

    assert (other.status_code, own.status_code) == (403, 303)
    assert "書いた役職" in other.text
    assert "偽のメールに注意" not in council.browser("member1").get("/").text
    assert council.ledger("rule.ended")[-1]["detail"]["reason"] == "誤り"


def test_notice_whose_writer_has_left_is_withdrawn_by_the_successor(council: Council) -> None:
    """The other office still may not, nor somebody of the same screens who does not hold it."""
    notice = tell(council)
    with council.services.database.write() as unit:
        held = select(Office).where(Office.person_id == council.people["admin"].id)
        change_all(unit, held, ends_at=clock.now())
        successor = Office(person_id=council.people["clerk2"].id, role=Role.ADMINISTRATOR.value, starts_at=clock.now())
        unit.add(successor)

    answers = {login: council.browser(login).post(f"{notice}/end", {"reason": "誤り"}).status_code for login in OTHERS}

    assert answers == {"chair": 403, "clerk1": 403, "clerk2": 303}


def test_chairs_notice_is_withdrawn_by_who_acts_for_the_chair_while_there_is_none(council: Council) -> None:
    notice = tell(council, "chair", concerned="secretariat")
    beside = council.browser("deputy").post(f"{notice}/end", {"reason": "誤り"}).status_code
    with council.services.database.write() as unit:
        change_all(unit, select(Office).where(Office.person_id == council.people["chair"].id), ends_at=clock.now())
    others = [council.browser(login).post(f"{notice}/end", {"reason": "誤り"}) for login in ("admin", "member1")]
    deputy = council.browser("deputy")

    page, ended = deputy.get(notice).text, deputy.post(f"{notice}/end", {"reason": "誤り"})

    assert (beside, [answer.status_code for answer in others]) == (403, [403, 403])
    assert f'action="{notice}/end"' in page
    assert ended.status_code == 303
    assert council.ledger("rule.ended")[-1]["detail"]["reason"] == "誤り"


def test_notice_that_was_withdrawn_meanwhile_is_not_confirmed(council: Council) -> None:
    notice = tell(council)
    member = council.browser("member1")
    member.get("/rules/owed")
    council.browser("admin").post(f"{notice}/end", {"reason": "誤り"})

    answer = member.post(f"{notice}/acknowledge", {"seen": "1", "next": "/"})

    assert answer.status_code == 409
    assert council.ledger("rule.acknowledged") == []
