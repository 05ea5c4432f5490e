"""Importing a list over HTTP: a dry run that writes nothing, then all of it or nothing."""

import base64
import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from app import days
from app.auth.sessions.models import SessionRow
from app.members.models import GroupMember, Office, Person
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

HEADER = "ID,氏名,ふりがな,肩書,議席番号,役割,会派・委員会,任期開始,任期終了"
NEW = "ishikawa,石川 剛,いしかわ つよし,議員,12,議員,議員,令和5年5月1日,令和9年4月30日"
OTHER = "matsui,松井 恵,まつい めぐみ,議員,13,議員,,2023-05-01,2027-04-30"


def sent(browser: Browser, *lines: str, encoding: str = "utf-8-sig") -> Any:
    raw = ("\r\n".join([HEADER, *lines]) + "\r\n").encode(encoding)
    return browser.post("/admin/people/import", {"file_base64": base64.b64encode(raw).decode()})


def carried_out(browser: Browser, report: Any, **more: str) -> Any:
    names = ("digest", "shown", "file_base64")
    fields = {name: re.findall(f'name="{name}" value="([^"]+)"', report.text)[0] for name in names}
    return browser.post("/admin/people/import/carry-out", fields | more)


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


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 6-2(2)")
def test_clean_list_is_imported_and_recorded(council: Council) -> None:
    admin, committee = council.browser("admin"), council.gather("soumu").id

    answer = carried_out(admin, sent(admin, NEW.replace("12,議員,議員", "12,議員,議員／委員会 soumu"), OTHER))

    assert answer.headers["location"] == "/admin/people?done=imported"
    with council.services.database.read() as unit:
        person = unit.query(Person).filter_by(login="ishikawa").one()
        office = unit.query(Office).filter_by(person_id=person.id).one()
        groups = [one.group_id for one in unit.query(GroupMember).filter_by(person_id=person.id)]
    assert (person.name, person.seat_number, office.role) == ("石川 剛", 12, "member")
    assert str(office.ends_at) == "2027-04-30 15:00:00+00:00"
    assert groups == [committee]
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
        (NEW.replace("12,議員,議員", "12,議員,執行部"), "「執行部」には、役割が「執行部」の人が自動で入ります"),
        (NEW.replace("令和5年5月1日", ""), "任期開始を書いてください"),
        (NEW.replace("令和5年5月1日", "令和5年2月30日"), "カレンダーにない日付"),
        (NEW.replace("令和9年4月30日", "45000.5"), "日付として読めません"),
        (NEW.replace("令和9年4月30日", "令和4年4月30日"), "任期終了が任期開始より前"),
        (NEW.replace("12,議員,", "12,議長,"), "議長の役職と任期は、一覧では変えられません"),
        (NEW.replace("12,議員,", "12,議員、副責任者,"), "副責任者の役職と任期は、一覧では変えられません"),
        (NEW.replace("12,議員,", "12,事務局長,"), "議会事務局長の役職と任期は、一覧では変えられません"),
        (NEW.replace("12,議員,", "12,調査担当,"), "調査担当の役職と任期は、一覧では変えられません"),
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


@pytest.mark.both("asks for rows as no other test does")
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


def test_name_stays_the_letters_that_were_registered_and_only_comparing_folds_them(council: Council) -> None:
    admin = council.browser("admin")
    kami = "\ufa19"  # 神 as family registers may write it; Unicode's composition makes the common one of it

    report = sent(admin, NEW.replace("石川 剛", f"{kami}田 剛").replace("いしかわ つよし", "ｶﾐﾀﾞ ﾂﾖｼ"))
    carried_out(admin, report)
    again = sent(admin, NEW.replace("石川 剛", "神田　剛").replace("いしかわ つよし", "カミダ ツヨシ"))

    with council.services.database.read() as unit:
        person = unit.query(Person).filter_by(login="ishikawa").one()
        assert (person.name, person.kana) == (f"{kami}田 剛", "カミダ ツヨシ")
    assert f"登録の「{kami}田 剛」と違います" in again.text


def test_dates_seats_and_titles_are_taken_as_a_spreadsheet_writes_them(council: Council) -> None:
    admin = council.browser("admin")
    line = "ishikawa,石川 剛,いしかわ つよし,議員,12.0,議員,,2023/5/1 0:00,46507"

    carried_out(admin, sent(admin, line))

    with council.services.database.read() as unit:
        person = unit.query(Person).filter_by(login="ishikawa").one()
        office = unit.query(Office).filter_by(person_id=person.id).one()
    assert person.seat_number == 12
    assert [str(office.starts_at), str(office.ends_at)] == ["2023-04-30 15:00:00+00:00", "2027-04-30 15:00:00+00:00"]


def test_list_shortens_no_office_of_power(council: Council, at: SetClock) -> None:
    at("2026-12-08 10:00:00")
    admin, before = council.browser("admin"), everything(council)
    exported = admin.get("/admin/people/export.csv").content.decode("utf-8-sig")
    chair = next(cells for cells in csv.reader(io.StringIO(exported)) if cells[0] == "chair")

    report = sent(admin, ",".join([*chair[:-1], "2027-01-31"]))

    assert report.status_code == 422
    assert "議長の役職と任期は、一覧では変えられません" in report.text
    assert everything(council) == before


def test_same_person_under_another_id_and_a_seat_given_twice_are_asked_about_once(council: Council) -> None:
    admin = council.browser("admin")
    twice = NEW.replace("ishikawa", "ishikawa2").replace("石川 剛", "石川　剛").replace(",12,", ",13,")
    carried_out(admin, sent(admin, NEW))
    before = everything(council)

    report = sent(admin, twice, OTHER)
    unasked = carried_out(admin, report)
    meant = re.findall(r'name="meant" value="([^"]+)"', report.text)

    assert "同じ氏名の人が、別の ID「ishikawa」でいます（登録済み）" in report.text
    assert "議席番号 13 は、松井 恵 さんと同じです（3 行目）" in report.text
    assert unasked.status_code == 422
    assert everything(council) == before
    assert carried_out(admin, report, meant=meant[0]).headers["location"] == "/admin/people?done=imported"


def test_seat_of_somebody_whose_term_is_over_is_free(council: Council) -> None:
    admin = council.browser("admin")
    carried_out(admin, sent(admin, NEW.replace("令和5年5月1日,令和9年4月30日", "2019-05-01,2023-04-30")))

    assert "重なり" not in sent(admin, OTHER.replace(",13,", ",12,")).text


@pytest.mark.both("what happens at once or in between")
def test_list_changes_no_office_or_group_of_whoever_brings_it(council: Council) -> None:
    admin, own = council.browser("admin"), council.people["admin"]
    council.gather("soumu")
    for line in (
        f"admin,{own.name},,{own.title},,議員・執行部,,{days.today()},",
        f"admin,{own.name},,{own.title},,事務局長,委員会 soumu,{days.today()},",
    ):
        report = sent(admin, line)

        assert report.status_code == 422
        assert "自分の役職、任期、会派・委員会を、一覧で変えることはできません" in report.text


@pytest.mark.both("asks for rows as no other test does")
def test_term_that_a_list_ends_ends_the_sessions_too(council: Council) -> None:
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter_by(person_id=council.people["member1"].id):
            office.starts_at = days.begins(days.today() - timedelta(days=9))
    admin, member = council.browser("admin"), council.browser("member1")
    own, first, last = council.people["member1"], days.today() - timedelta(days=9), days.today() - timedelta(days=1)
    assert member.get("/account").status_code == 200

    report = sent(admin, f"member1,{own.name},,{own.title},,議員,,{first},{last}")
    assert carried_out(admin, report).status_code == 303

    with council.services.database.read() as unit:
        ended = unit.query(SessionRow).filter_by(person_id=own.id).one()
        assert ended.ended_because == "out_of_office"
