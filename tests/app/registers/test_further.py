"""Registers of what is demanded beside the day's work: violations, designations, places, systems, self-inspections."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.registers.concern.persons import UNLISTED
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

REPORT = {
    "what": "控室の端末に付箋でパスワード",
    "concerned": UNLISTED,
    "who": "",
    "found_on": "2026-12-08",
}
CASE = {
    **REPORT,
    "told": "",
    "guided": "",
    "improved": "",
    "stopped": "",
    "committee_told_on": "",
    "committee_said": "",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def seen(office: Browser, entry: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', office.get(f"{entry}/edit").text)
    return found[1] if found else ""


def write(office: Browser, entry: str, fields: dict[str, str]) -> int:
    """Correct an entry to hold these fields; the answer's status."""
    return int(office.post(f"{entry}/edit", {**fields, "seen": seen(office, entry)}).status_code)


def put(office: Browser, entry: str, to: str) -> int:
    return int(office.post(f"{entry}/next", {"to": to, "seen": seen(office, entry)}).status_code)


def waiting(office: Browser) -> str:
    return str(office.get("/registers/waiting").text)


@pytest.mark.clause("I 6-1(12)①②", "I 7-2(3)", "I 7-6①", "I 7-6②", "I 7-6③", "I 6-5(5)")
def test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6(council: Council) -> None:
    """7-6: caution first; who does not improve loses the right to use, and the committee hears of it."""
    member, chair, entry = council.browser("member1"), council.browser("chair"), "/registers/violations/1"
    assert member.post("/registers/violations/new", REPORT).status_code == 303
    for login in ("chair", "admin"):
        assert "違反と措置の記録 第1号" in waiting(council.browser(login))
    for login in ("member2", "clerk1"):
        assert council.browser(login).get(entry).status_code == 403

    early = put(chair, entry, "guided")
    told = {**CASE, "told": "12月8日、議長から事務局長へ", "guided": "12月9日、議長が口頭で注意"}
    steps = [write(chair, entry, told), put(chair, entry, "guided")]
    too_soon = put(chair, entry, "taken")
    stopped = {**told, "stopped": "12月20日、全部、議長"}
    steps += [write(chair, entry, stopped), put(chair, entry, "stopped")]
    untold = put(chair, entry, "taken")
    steps += [write(chair, entry, {**stopped, "committee_told_on": "2026-12-21"}), put(chair, entry, "taken")]

    assert (early, too_soon, untold) == (409, 409, 409)
    assert steps == [303] * 6
    assert "議会運営委員会に報告済み" in member.get(entry).text
    assert member.post(f"{entry}/edit", {**CASE, "seen": "6"}).status_code == 403


@pytest.mark.clause("I 6-1(13)①", "I 6-1(14)①", "I 8")
def test_designation_is_the_chairs_and_everybody_reads_it_6_1_13(council: Council) -> None:
    fields = {
        "kind": "messages",
        "name": "グループウェア",
        "limits": "機密性1 まで",
        "keeper": "書記",
        "decided_on": "2026-12-08",
        "review_on": "2099-12-08",
        "ended": "",
    }

    refused = [
        council.browser(login).post("/registers/designations/new", fields).status_code for login in ("admin", "member1")
    ]
    made = council.browser("chair").post("/registers/designations/new", fields).status_code

    assert (refused, made) == ([403, 403], 303)
    assert "グループウェア" in council.browser("member1").get("/registers/designations/1").text


PLACE = {
    "kind": "cloud",
    "name": "写真の共有サービス",
    "region": "国内",
    "highest": "1",
    "rules": "公開した写真だけ",
    "contract": "",
    "grounds": "",
    "review_on": "2099-12-08",
    "ended": "",
}


@pytest.mark.clause("I 2章2(1) 取扱制限3", "I 2章2(2)④-1", "N 6(8) 外部サービス")
def test_place_outside_holds_level_3_only_on_the_chairs_word_2_1(council: Council) -> None:
    clerk, address = council.browser("clerk1"), "/registers/places/new"

    refused = clerk.post(address, {**PLACE, "highest": "3"})
    allowed = clerk.post(address, {**PLACE, "highest": "3", "grounds": "12月8日、議長が期間を決めて認めた"})
    inside = clerk.post(address, {**PLACE, "kind": "store", "highest": "3"})

    assert refused.status_code == 422
    assert "議長が認めた日と理由を書いてください" in refused.text
    assert (allowed.status_code, inside.status_code) == (303, 303)
    assert "機密性3 まで" in council.browser("member1").get("/registers/places").text


SYSTEM = {
    "name": "ペーパーレス会議システム",
    "role": "会議の資料を見る。庁内のサーバー",
    "keeper": "議会事務局長、保守は委託先",
    "levels": "3",
    "demands": "端末の鍵、二要素、記録",
    "licence": "AGPL バージョン 3 以降、数の制限なし",
    "allowed": "議長、2026年12月8日",
    "check_on": "2099-12-08",
    "checked": "",
    "ended": "",
}


@pytest.mark.clause("I 2章2(2)①-1", "I 6-1(9)②", "I 1章4(2)①②", "N 4(2)①–③")
def test_system_stands_with_its_requirements_and_leads_to_its_parts_2_2_1_1(council: Council) -> None:
    clerk, second, entry = council.browser("clerk1"), council.browser("clerk2"), "/registers/systems/1"
    lacking = clerk.post("/registers/systems/new", {**SYSTEM, "demands": ""}).status_code
    clerk.post("/registers/systems/new", SYSTEM)

    page = council.browser("chair").get("/registers/systems").text
    early = put(clerk, entry, "ended")
    write(clerk, entry, {**SYSTEM, "ended": "12月20日、消去を確かめた"})
    own, another = put(clerk, entry, "ended"), put(second, entry, "ended")

    assert 'href="/about/bom.cdx.json"' in page
    assert "ペーパーレス会議システム" in page
    assert (lacking, early, own, another) == (422, 403, 403, 303)


PLAN = {"subject": "令和8年度 上期", "inspector": "議会事務局長", "due_on": "2099-12-08"}
QUESTIONS = ("offices", "levels", "devices", "takeouts", "lessons", "factors", "incidents", "backups", "contracts")


@pytest.mark.clause("I 1章7", "I 9(1)", "I 9(2)", "N 6(9)・7")
def test_self_inspection_keeps_what_the_system_said_and_ends_with_the_report_9_1(council: Council) -> None:
    admin, entry = council.browser("admin"), "/registers/inspections/1"
    council.browser("member1").get("/registers/inspections")  # refused, and counted
    refusals = len(council.ledger("access.refused"))
    admin.post("/registers/inspections/new", {**PLAN, "evidence": "全部できている"})
    page = admin.get(entry).text
    assert f"断って記録した操作（この 30 日）：{refusals} 件" in page
    assert "全部できている" not in page
    assert 'name="evidence"' not in admin.get(f"{entry}/edit").text

    early = put(admin, entry, "answered")
    answers = {**PLAN, **dict.fromkeys(QUESTIONS, "well"), "factors": "not"}
    answers |= {"findings": "書き置きが 1 件", "improvement": "", "reported": "", "evidence": "偽り"}
    steps = [write(admin, entry, answers), put(admin, entry, "answered")]
    unreported = put(admin, entry, "reported")
    steps += [
        write(admin, entry, {**answers, "improvement": "12月に指導", "reported": "12月20日"}),
        put(admin, entry, "reported"),
    ]

    after = admin.post(f"{entry}/edit", {**answers, "offices": "not", "reported": "していない", "seen": "4"})
    assert (early, unreported, steps, after.status_code) == (409, 409, [303] * 4, 409)
    page = council.browser("chair").get(entry).text
    assert all(words in page for words in ("報告済み", "できていない", "書き置きが 1 件", f"：{refusals} 件"))
    assert "偽り" not in page
    assert council.browser("clerk1").get(entry).status_code == 403


HANDOVER = {"subject": "議場システム 1.0", "giver": "株式会社みなと情報", "handed_on": "2026-11-20"}
ITEMS = {
    "documents": "構成図 第2版、運用の手引き",
    "settings": "server.https = true",
    "custody": "鍵は事務局長が金庫に保管",
    "backups": "庁舎の外に毎週",
    "weaknesses": "なし",
    "upkeep": "平日 9 時から 17 時",
    "rights_ended": "2026年12月8日にすべて",
}


@pytest.mark.clause("I 6-3(3)②")
def test_handover_is_closed_by_a_second_person_with_all_its_items_6_3_3_2(council: Council) -> None:
    clerk, admin, entry = council.browser("clerk1"), council.browser("admin"), "/registers/handovers/1"
    assert clerk.post("/registers/handovers/new", HANDOVER).status_code == 303
    for lacking in ITEMS:
        contents = {**HANDOVER, **ITEMS, lacking: "", "checked": ""}
        assert write(clerk, entry, contents) == 303
        assert put(clerk, entry, "handed") == 409, lacking

    assert write(clerk, entry, {**HANDOVER, **ITEMS, "checked": "", "handed_on": "2099-04-01"}) == 303
    assert put(clerk, entry, "handed") == 409
    assert "引き渡しの日が、まだ来ていません" in clerk.get(entry).text
    assert write(clerk, entry, {**HANDOVER, **ITEMS, "checked": ""}) == 303
    assert put(clerk, entry, "handed") == 303
    assert "引き渡しの記録 第1号" in waiting(admin)
    unchecked = put(admin, entry, "checked")
    assert write(clerk, entry, {**HANDOVER, **ITEMS, "checked": "控えから戻した"}) == 303

    assert (unchecked, put(clerk, entry, "checked"), put(admin, entry, "checked")) == (409, 403, 303)
    assert "確認済み" in council.browser("chair").get("/registers/handovers").text
    assert council.browser("member1").get("/registers/handovers").status_code == 403
