"""Importing a list over HTTP: a dry run that writes nothing, then all of it or nothing."""

import base64
import re
from typing import Any

import pytest

from app.members.models import GroupMember, Office, Person
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council

HEADER = "ID,氏名,ふりがな,肩書,議席番号,役割,会派・委員会,任期開始,任期終了"
NEW = "ishikawa,石川 剛,いしかわ つよし,議員,12,議員,議員,令和5年5月1日,令和9年4月30日"
OTHER = "matsui,松井 恵,まつい めぐみ,議員,13,議員,,2023-05-01,2027-04-30"


def sent(browser: Browser, *lines: str, encoding: str = "utf-8-sig") -> Any:
    raw = ("\r\n".join([HEADER, *lines]) + "\r\n").encode(encoding)
    return browser.post("/admin/people/import", {"file_base64": base64.b64encode(raw).decode()})


def carried_out(browser: Browser, report: Any) -> Any:
    fields = {name: re.search(f'name="{name}" value="([^"]+)"', report.text) for name in ("digest",)}
    encoded = re.findall(r'name="file_base64" value="([^"]+)"', report.text)
    assert fields["digest"]
    assert encoded
    return browser.post("/admin/people/import/carry-out", {"file_base64": encoded[0], "digest": fields["digest"][1]})


def everything(council: Council) -> tuple[list[Any], list[Any], list[Any]]:
    with council.services.database.read() as unit:
        return (
            sorted((one.login, one.name, one.kana, one.title, one.seat_number) for one in unit.query(Person)),
            sorted((one.person_id, one.role, str(one.ends_at)) for one in unit.query(Office)),
            sorted((one.group_id, one.person_id) for one in unit.query(GroupMember)),
        )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_dry_run_reports_each_line_and_writes_nothing(council: Council, encoding: str) -> None:
    admin, before = council.browser("admin"), everything(council)

    report = sent(admin, NEW, OTHER, encoding=encoding)

    assert report.status_code == 200
    assert "新しい人 2 人" in report.text
    assert "石川 剛" in report.text
    assert everything(council) == before
    assert council.ledger("people.imported") == []


def test_file_that_a_browser_sends_is_read_as_it_is(council: Council) -> None:
    admin = council.browser("admin")
    raw = f"{HEADER}\r\n{NEW}\r\n".encode("cp932")

    report = admin.post("/admin/people/import", {"pasted": ""}, files={"file": ("名簿.csv", raw, "text/csv")})
    answer = carried_out(admin, report)

    assert "新しい人 1 人" in report.text
    assert answer.headers["location"] == "/admin/people?done=imported"
    with council.services.database.read() as unit:
        assert unit.query(Person).filter_by(login="ishikawa").one().name == "石川 剛"


def test_clean_list_is_imported_and_recorded(council: Council) -> None:
    admin = council.browser("admin")

    answer = carried_out(admin, sent(admin, NEW, OTHER))

    assert answer.headers["location"] == "/admin/people?done=imported"
    with council.services.database.read() as unit:
        person = unit.query(Person).filter_by(login="ishikawa").one()
        office = unit.query(Office).filter_by(person_id=person.id).one()
        groups = [one.group_id for one in unit.query(GroupMember).filter_by(person_id=person.id)]
    assert (person.name, person.seat_number, office.role) == ("石川 剛", 12, "member")
    assert str(office.ends_at) == "2027-04-30 15:00:00+00:00"
    assert groups == [council.groups["members"].id]
    assert council.ledger("people.imported")[-1]["detail"]["new"] == 2
    assert len(council.ledger("people.added")) == 2


def test_importing_the_same_list_twice_changes_nothing(council: Council) -> None:
    admin = council.browser("admin")
    carried_out(admin, sent(admin, NEW))
    before = everything(council)

    report = sent(admin, NEW)
    carried_out(admin, report)

    assert "変更なし 1 人" in report.text
    assert everything(council) == before


def test_line_of_somebody_who_is_there_says_what_changes(council: Council) -> None:
    admin = council.browser("admin")
    carried_out(admin, sent(admin, NEW))

    report = sent(admin, NEW.replace("議員,12", "副議長,14").replace("令和9年4月30日", "令和9年9月30日"))
    carried_out(admin, report)

    for words in ("肩書：議員 → 副議長", "議席番号：12 → 14", "議員の任期終了：2027年9月30日"):
        assert words in report.text
    with council.services.database.read() as unit:
        assert unit.query(Person).filter_by(login="ishikawa").one().title == "副議長"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (NEW.replace("ishikawa", ""), "ID を入力してください"),
        (NEW.replace("ishikawa", "石川"), "半角の英小文字"),
        (NEW.replace("ishikawa", "member1"), "佐藤 花子 さんが使っています"),
        (NEW.replace("石川 剛", ""), "氏名を入力してください"),
        (NEW.replace("石川 剛", "石川 \U0002a6d6"), "は透かしに描けません"),
        (NEW.replace("石川 剛", "石川?剛"), "字が失われた疑い"),
        (NEW.replace("石川 剛", "=HYPERLINK(A1)"), "計算式と読まれる"),
        (NEW.replace("石川 剛", "石川\u202e剛"), "目に見えない文字"),
        (NEW.replace("いしかわ つよし", "ISHIKAWA"), "かなで書いてください"),
        (NEW.replace(",12,", ",十二,"), "議席番号は 1 から 999"),
        (NEW.replace("12,議員,", "12,部長,"), "「部長」という役割はありません"),
        (NEW.replace("12,議員,議員", "12,,議員"), "役割を書いてください"),
        (NEW.replace("12,議員,議員", "12,議員,宇宙委員会"), "「宇宙委員会」という会派・委員会はありません"),
        (NEW.replace("令和5年5月1日", ""), "任期開始を書いてください"),
        (NEW.replace("令和5年5月1日", "令和5年2月30日"), "カレンダーにない日付"),
        (NEW.replace("令和9年4月30日", "45000"), "日付として読めません"),
        (NEW.replace("令和9年4月30日", "令和4年4月30日"), "任期終了が任期開始より前"),
        (NEW.replace("12,議員,", "12,議長,"), "議長は同時に 1 人まで"),
    ],
)
def test_fault_is_told_on_its_line_and_keeps_the_whole_list_out(council: Council, line: str, words: str) -> None:
    admin, before = council.browser("admin"), everything(council)

    report = sent(admin, OTHER, line)

    assert report.status_code == 422
    assert words in report.text
    assert "1 行に直すところがあります" in report.text
    assert "carry-out" not in report.text
    assert everything(council) == before


def test_same_id_twice_in_a_list_is_a_fault(council: Council) -> None:
    report = sent(council.browser("admin"), NEW, NEW.replace("ishikawa", "Ｉｓｈｉｋａｗａ"))

    assert "は 2 行目にもあります" in report.text


def test_id_of_somebody_who_retired_is_never_given_again(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = "retired"

    report = sent(council.browser("admin"), NEW.replace("ishikawa", "MEMBER1").replace("石川 剛", "佐藤 花子"))

    assert report.status_code == 422
    assert "退任した人のもの" in report.text


def test_list_that_became_wrong_after_the_dry_run_is_not_written(council: Council) -> None:
    admin = council.browser("admin")
    report = sent(admin, NEW, OTHER)
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).login = "matsui"
    before = everything(council)

    answer = carried_out(admin, report)

    assert answer.status_code == 422
    assert everything(council) == before


def test_another_list_than_the_one_looked_at_is_refused(council: Council) -> None:
    admin = council.browser("admin")
    other = base64.b64encode(f"{HEADER}\n{OTHER}\n".encode()).decode()

    answer = admin.post("/admin/people/import/carry-out", {"file_base64": other, "digest": "0" * 64})

    assert answer.status_code == 422
    assert council.ledger("people.imported") == []


def test_pasted_list_is_read_without_any_script(council: Council) -> None:
    answer = council.browser("admin").post("/admin/people/import", {"pasted": f"{HEADER}\n{NEW}"})

    assert "新しい人 1 人" in answer.text


def test_export_can_be_imported_again_and_is_recorded(council: Council, at: SetClock) -> None:
    at("2026-12-08 10:00:00")
    admin = council.browser("admin")

    export = admin.get("/admin/people/export.csv")
    report = admin.post("/admin/people/import", {"file_base64": base64.b64encode(export.content).decode()})

    assert export.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in export.headers["content-disposition"]
    assert "直すところがあります" not in report.text, re.findall(r"is-alarm.*", report.text)
    assert council.ledger("people.exported")[-1]["detail"]["rows"] == 9


@pytest.mark.parametrize("login", ["clerk1", "chair", "member1"])
def test_only_the_administrator_imports_and_exports(council: Council, login: str) -> None:
    browser = council.browser(login)

    assert sent(browser, NEW).status_code == 403
    assert browser.get("/admin/people/export.csv").status_code == 403
