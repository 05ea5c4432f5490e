"""The register of exceptions outside of the service: whole for the chair, within the audit's time for the auditor."""

import csv
import io

import pymupdf
import pytest
from sqlalchemy import text

from app.access.roles import Role
from app.members.people import add_person
from app.permits.kinds import PermitKind
from tests.app.board.setting.changing import PERSONAL, changed, in_a_month
from tests.app.people.test_offices_for_a_matter import named
from tests.app.people.test_offices_of_power import day
from tests.app.permits.desk import asked, decide, go_to, granted
from tests.app.permits.excepting import REASON, Excepting
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both")

LIST, PRINT = "/permits/register.csv", "/permits/register.pdf"


def lines(browser: Browser) -> list[dict[str, str]]:
    answer = browser.get(LIST)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def auditor(council: Council, since: str, until: str) -> Browser:
    with council.services.database.write() as unit:
        council.people["okuno"] = add_person(unit, login="okuno", name="奥野 正", title="", roles=())
    return named(council, "okuno", Role.AUDITOR, register=["exceptions"], records_since=since, records_until=until)


@pytest.mark.clause("I 7-4(3)")
def test_chair_takes_out_every_exception_with_who_asked_who_decided_and_what_came_of_it(council: Council) -> None:
    scene = Excepting(council)
    scene.granted()
    refused = asked(council, lay(council, title="決算書"), "member2")
    decide(council, refused, decision="refuse", reason="会議で配るため")
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)

    found = {each["種類"]: each for each in lines(council.browser("chair"))}
    first, second, value = found[PermitKind.DEVICE.words], found[PermitKind.SAVE.words], found["規程の値"]
    body = council.browser("chair").get(PRINT).content

    people = (first["申請した人"], first["だれに"], first["決めた人"])
    names = [council.people[login].display_name for login in ("admin", "member1", "chair")]
    assert people == tuple(names)
    assert (first["結果"], first["理由"]) == ("許可", REASON)
    assert (second["結果"], second["決めた理由"]) == ("不許可", "会議で配るため")
    assert (value["結果"], value["決めた人"]) == ("許可", council.people["chair"].display_name)
    with pymupdf.open(stream=body) as pdf:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        printed = "".join(page.get_text() for page in pdf)
    assert all(words in printed for words in (first["番号"], second["番号"], "不許可", "規程の値", "3 件"))
    taken = [each["detail"] for each in council.ledger("register.exported")]
    assert taken == [{"register": "例外許可の記録簿", "entries": 3, "level": "3C"}] * 2
    assert f'href="{LIST}"' in council.browser("chair").get("/permits").text
    for login in ("member1", "deputy", "executive"):
        assert council.browser(login).get(LIST).status_code == 403
        assert LIST not in council.browser(login).get("/permits").text


@pytest.mark.clause("I 7-4(3)")
def test_auditor_takes_out_what_stood_in_the_time_of_the_audit_and_the_chair_is_told(council: Council) -> None:
    go_to()
    granted(council, lay(council, title="その前に終わったもの"), until="three")
    over = [each["番号"] for each in lines(council.browser("chair"))]
    go_to(days=40)
    granted(council, lay(council, title="期間の中のもの"))
    standing = [each["番号"] for each in lines(council.browser("chair")) if each["番号"] not in over]
    audit = auditor(council, day(-20), day(3))

    seen = lines(audit)
    go_to(days=4)
    granted(council, lay(council, title="そのあとのもの"))

    assert [each["番号"] for each in seen] == standing
    assert [each["資料"] for each in seen] == ["期間の中のもの"]
    assert len(lines(council.browser("chair"))) == 3
    assert [each["番号"] for each in lines(council.browser("okuno"))] == standing
    assert "「例外許可の記録簿」の書き出し（奥野 正" in council.browser("chair").get("/admin/connections").text
    assert f'href="{LIST}"' in council.browser("okuno").get("/registers").text


def test_altered_exception_is_named_and_not_told(council: Council) -> None:
    granted(council, lay(council))
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE permit SET reason = 'ほかの理由'"))

    [found] = lines(council.browser("admin"))

    assert found["結果"] == "書き換えの疑い"
    assert (found["理由"], found["だれに"]) == ("", "")


def test_value_that_was_decided_anew_is_no_exception_any_more_and_ends_with_that_decision(council: Council) -> None:
    go_to()
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)
    go_to(days=2)
    changed(council, "devices_3B", chosen=["issued"])

    [ended] = lines(council.browser("chair"))
    go_to(days=9)
    audit = auditor(council, day(-5), day(3))
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)

    assert ended["結果"] == "別の決定で終了"
    assert [each["結果"] for each in lines(council.browser("chair"))] == ["別の決定で終了", "許可"]
    assert [each["結果"] for each in lines(audit)] == ["許可"]


def test_request_that_was_taken_back_in_the_time_of_the_audit_is_taken_out_with_the_others(council: Council) -> None:
    go_to()
    ids = [asked(council, lay(council, title=title)) for title in ("前に取り下げた", "間に取り下げた")]
    assert council.browser("member1").post(f"/permits/{ids[0]}/withdraw").status_code == 303
    go_to(days=40)
    assert council.browser("member1").post(f"/permits/{ids[1]}/withdraw").status_code == 303
    go_to(days=2)

    assert [each["資料"] for each in lines(auditor(council, day(-20), day(3)))] == ["間に取り下げた"]


@pytest.mark.both("asks for rows as no other test does")
def test_decision_whose_last_day_was_altered_stops_no_audit(council: Council) -> None:
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)
    audit = auditor(council, day(-20), day(3))
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE standard_decision SET until = 'x'"))

    assert [each["結果"] for each in lines(audit)] == ["書き換えの疑い"]
