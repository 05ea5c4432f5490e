"""The contact plan: in the order of calling, who is missing in it, tried once a year, and on the wall."""

import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.test_seals import sql
from tests.support.council import Browser, Council, council_in

HERE = "/registers/contacts"
CONTACT = {"post": "administrator", "who": "事務局長", "first_way": "090-0000-0002", "second_way": "自宅"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def contact(**values: str) -> dict[str, str]:
    return {"place": "2", "tried_on": "", "try_by": "2027-06-01"} | CONTACT | values


def enter(office: Browser, **values: str) -> int:
    return int(office.post(f"{HERE}/new", contact(**values)).status_code)


def hung(office: Browser) -> str:
    with pymupdf.open(stream=office.get(f"{HERE}/wall.pdf").content) as pdf:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        return "".join(page.get_text() for page in pdf)


@pytest.mark.clause("I 2章1(2)⑤")
def test_contact_plan_stands_in_the_order_of_calling_with_two_ways_each_1_2_5(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    office = council.browser("admin")
    for place, who in (("2", "事務局長"), ("10", "県"), ("1", "議長")):
        assert enter(office, place=place, who=who) == 303

    page = council.browser("member1").get(HERE).text
    lacking = enter(office, second_way="")

    assert re.findall(r"<td[^>]*>(議長|事務局長|県)</td>", page) == ["議長", "事務局長", "県"]
    assert lacking == 422


@pytest.mark.clause("I 2章1(2)⑤")
def test_contact_that_was_not_tried_in_time_is_marked_and_told_until_somebody_tries(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    too_late = council.browser("admin").post(f"{HERE}/new", contact(try_by="2027-12-02"))
    for place, post in enumerate(("administrator", "chair", "deputy", "clerk"), 1):
        assert enter(council.browser("admin"), place=str(place), post=post, try_by="2027-12-01") == 303
    assert too_late.status_code == 422
    assert "2027年12月1日まで" in too_late.text

    at("2027-12-02 10:00:00")
    office = council.browser("admin")
    tell_overdue(council.services.database, REGISTERS)
    told = council.ledger("auth.alarm")
    untried = office.post(f"{HERE}/1/next", {"to": "tried", "seen": "0"})
    put_off = office.post(f"{HERE}/1/edit", contact(place="1", try_by="2028-06-01", seen="0"))
    not_yet = office.post(f"{HERE}/1/edit", contact(place="1", tried_on="2027-12-03", try_by="2028-06-01", seen="0"))
    tried = office.post(f"{HERE}/1/edit", contact(place="1", tried_on="2027-12-02", try_by="2028-12-02", seen="0"))

    assert sum("緊急連絡網 第" in each["detail"]["about"] for each in told) == 4
    assert untried.status_code == 409
    assert "つながるかを試した日" in untried.text
    assert (put_off.status_code, not_yet.status_code, tried.status_code) == (422, 422, 303)
    assert "試してから" in put_off.text
    assert office.get(HERE).text.count("期限を過ぎています") == 3


def test_trying_is_put_off_neither_by_emptying_its_day_nor_by_an_earlier_one(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    assert enter(council.browser("admin"), tried_on="2026-11-20", try_by="2027-03-01") == 303
    at("2027-02-20 10:00:00")
    office = council.browser("admin")

    put_off = [
        office.post(f"{HERE}/1/edit", contact(tried_on=day, try_by="2027-09-01", seen="0")).status_code
        for day in ("", "2026-11-19")
    ]
    sooner = office.post(f"{HERE}/1/edit", contact(tried_on="", try_by="2027-02-25", seen="0")).status_code

    assert (put_off, sooner) == ([422, 422], 303)


@pytest.mark.clause("I 2章1(2)⑤")
def test_office_that_nobody_in_the_plan_is_called_for_is_told_to_those_who_write_it(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    missing = "「担当者（書記）」の連絡先がありません"
    office = council.browser("admin")
    tell_overdue(council.services.database, REGISTERS)
    told_of_an_unused_plan = council.ledger("auth.alarm")
    for place, post in enumerate(("chair", "deputy", "administrator"), 1):
        enter(office, place=str(place), post=post)
    for _again in range(2):
        tell_overdue(council.services.database, REGISTERS)

    told = [each["detail"]["about"] for each in council.ledger("auth.alarm")]
    firsts = {login: council.browser(login).get(way).text for login, way in _FIRST_SCREENS.items()}

    assert told_of_an_unused_plan == []
    assert [each for each in told if missing in each] == [f"緊急連絡網（2026-12）：{missing}。"]
    assert {login for login, page in firsts.items() if missing in page} == {"admin", "clerk1", "chair"}
    assert missing in council.browser("member1").get(HERE).text
    assert missing in hung(office)

    enter(office, place="4", post="clerk")
    assert missing not in office.get(HERE).text
    assert missing not in council.browser("chair").get("/").text


@pytest.mark.clause("I 6-5(1)③")
def test_plan_has_one_window_to_which_everybody_turns_and_says_when_there_is_none_or_a_second(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    office = council.browser("admin")
    window, chair = "情報セキュリティの窓口（一つだけ）", "最高責任者（議長）"
    rest = "「管理者（議会事務局長）」「担当者（書記）」"
    said = f"「{window}」「{chair}」「副責任者」{rest}の連絡先がありません。"
    none = office.get(HERE).text

    enter(office, place="1", post="window", who="議会事務局", first_way="内線 240")
    one = "窓口" in re.sub(r"<t.*?</t\w>", "", office.get(HERE).text.partition("足りないもの")[2].partition("</ul>")[0])
    enter(office, place="2", post="window", who="委託事業者")

    assert (none.count(said), none.count("連絡先がありません"), one) == (1, 1, False)
    assert "情報セキュリティの窓口が二つ以上あります。一つにしてください。" in office.get(HERE).text
    assert "内線 240" in hung(council.browser("member1"))


@pytest.mark.clause("I 2章1(2)⑤", "I 7-1②")
def test_plan_hangs_on_the_wall_in_order_with_the_day_by_which_it_is_printed_anew(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    office = council.browser("admin")
    enter(office, place="2", who="県の窓口", post="authority", first_way="029-000-0001", second_way="029-000-0002")
    enter(office, place="1", who="議長 佐藤", post="chair", try_by="2027-03-31")
    enter(office, place="3", who="前の担当", post="clerk", try_by="2027-01-31")
    office.post(f"{HERE}/3/next", {"to": "gone", "seen": "0"})

    sheet = hung(council.browser("member1"))

    assert sheet.index("最高責任者（議長）") < sheet.index("県、国、警察")
    assert all(words in sheet for words in ("029-000-0001", "029-000-0002", "2027年3月31日までに"))
    assert "前の担当" not in sheet
    assert council.ledger("register.exported")[-1]["detail"] == {"register": "緊急連絡網", "entries": 2}
    assert office.get("/registers/work/wall.pdf").status_code == 404
    assert f"{HERE}/wall.pdf" in office.get(HERE).text
    assert "wall.pdf" not in office.get("/registers/work").text


def test_altered_day_of_an_entry_neither_stands_on_the_wall_nor_stops_the_print(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    office = council.browser("admin")
    enter(office, place="1", who="県", try_by="2027-03-31")
    enter(office, place="2", who="議長", try_by="2027-04-30")
    for altered in ("x", "2026-12-24"):
        sql(council, "UPDATE register_entry SET due_on = :day WHERE number = 1", day=altered)

        sheet = hung(office)

        assert all(words in sheet for words in ("書き換えの疑い", "2027年4月30日までに"))


_FIRST_SCREENS = {"admin": "/prepare", "clerk1": "/prepare", "chair": "/", "member1": "/"}
