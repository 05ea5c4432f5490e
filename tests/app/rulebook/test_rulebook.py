"""The council's rules: acknowledged at the next sign-in, before anything else is read (1章5, 5(1)④, N 5, N 10)."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.access.facts import DeviceKind
from app.audit.notes import By
from app.rulebook.acts import lay_first
from app.rulebook.models import RuleVersion
from tests.app.conftest import SetClock
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what is shown of rules and who owes them; others ask for the same on both")

POLICY = {
    "kind": "policy",
    "title": "情報セキュリティポリシー",
    "concerned": "everybody",
    "text": "第1条　資料を大切に扱う。",
    "decided_by": "議長決裁",
    "in_force_on": "2026-03-30",
    "is_asked": "1",
}
PLAN = {
    **POLICY,
    "kind": "plan",
    "title": "緊急時対応計画",
    "contacts": "議会事務局長、議長の順に知らせる",
    "reporting": "いつ、どこで、何が",
    "measures": "端末を止め、記録を残す",
    "prevention": "原因を調べ、手順を直す",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    """A council without rules."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def write(council: Council, rule: dict[str, str] = POLICY) -> str:
    """The address of a new rule."""
    answer = council.browser("admin").post("/rules/new", rule)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def write_further(council: Council, rule: str, *, seen: int = 1, **fields: str) -> Any:
    texts = {name: POLICY[name] for name in ("decided_by", "in_force_on")}
    office = council.browser("admin")
    for _ in range(9):  # they have rules to acknowledge themselves
        if office.get("/").headers.get("location") != "/rules/owed":
            break
        acknowledge(office)
    return office.post(
        f"{rule}/version", {**texts, "text": "第1条　改めた。", "seen": str(seen), "base": str(seen), **fields}
    )


def acknowledge(person: Browser) -> Any:
    """Press the button of what is shown first."""
    page = person.get("/rules/owed").text
    action, seen = re.search(r'action="(/rules/\w+/acknowledge)"', page), re.search(r'name="seen" value="(\d+)"', page)
    assert action, page
    assert seen
    return person.post(action[1], {"seen": seen[1], "next": "/"})


def test_who_signs_in_first_acknowledges_what_the_marks_tell_and_what_they_do_not(council: Council) -> None:
    with council.services.database.write() as unit:
        lay_first(unit, By.person(council.people["admin"].id))

    owed = council.browser("member1").get("/rules/owed").text

    for words in ("見える印として入ります", "目に見えない印も入ります", "だれが外に出したかは分かりません"):
        assert words in owed


def states_of(council: Council, rule: str) -> dict[str, str]:
    """What the list of the rule says of each person."""
    page = council.browser("admin").get(rule).text
    return dict(re.findall(r"<tr><td>([^<]+)</td><td>(.*?)</td></tr>", page, re.DOTALL))


def acknowledged(council: Council) -> list[tuple[str, int]]:
    logins = {person.id: login for login, person in council.people.items()}
    return [(logins[record["actor"]], record["detail"]["version"]) for record in council.ledger("rule.acknowledged")]


@pytest.mark.clause("I 1章2(1)–(4)", "I 1章5", "I 2章2(1) 取扱制限7", "I 6-1(11)①", "N 5")
def test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5(council: Council) -> None:
    write(council)
    member = council.browser("member1")

    first = [member.get(path) for path in ("/", "/registers", "/permits", "/account/record")]
    page = member.get("/rules/owed").text
    pressed = acknowledge(member)

    assert {answer.status_code for answer in first} == {303}
    assert {answer.headers["location"].partition("?")[0] for answer in first} == {"/rules/owed"}
    assert "第1条　資料を大切に扱う。" in page
    assert "議長決裁" in page
    assert pressed.headers["location"] == "/"
    assert member.get("/").status_code == 200
    assert acknowledged(council) == [("member1", 1)]
    assert council.browser("member1").get("/").status_code == 200  # and at no later sign-in


def test_search_over_papers_is_refused_as_a_whole_before(council: Council) -> None:
    write(council)
    lay(council, level="2")
    member = council.browser("member1")

    screen = member.get("/search")
    answer = member.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})
    acknowledge(member)
    after = member.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})

    assert screen.headers["location"] == "/rules/owed"
    assert (answer.status_code, answer.json()["code"]) == (403, "P450")
    assert len(after.json()["papers"]) == 1


def test_script_that_asks_before_is_refused_with_the_way_to_the_rules(council: Council) -> None:
    write(council)

    answer = council.browser("member1").fetch("/registers")

    assert (answer.status_code, answer.json()["code"]) == (403, "P450")
    assert answer.json()["action_href"].startswith("/rules/owed")


def test_who_was_signed_in_before_is_told_but_not_stopped_in_the_sitting(council: Council) -> None:
    member = council.browser("member1")
    write(council)

    home = member.get("/")

    assert home.status_code == 200
    assert "情報セキュリティポリシー" in home.text
    assert "読んで確認する規程・お知らせ" in home.text
    assert council.browser("member1").get("/").headers["location"] == "/rules/owed"


def test_emergency_acts_and_the_way_out_do_not_wait_for_the_acknowledgement(council: Council) -> None:
    write(council)
    chair, member = council.browser("chair", strong_with="passkey"), council.browser("member1")
    victim = council.people["member2"].id

    assert chair.get("/").headers["location"] == "/rules/owed"
    for path in ("/admin/connections", "/admin/people", f"/admin/people/{victim}", "/account"):
        assert chair.get(path).status_code == 200, path
    assert chair.post(f"/admin/people/{victim}/suspend", {"reason": "不正な利用"}).status_code == 303
    lost = {"mishap": "lost", "happened": "端末がない", "noticed_on": "2026-11-08", "heard_from": ""}
    assert member.post("/registers/incidents/new", lost).status_code == 303
    assert member.post("/signout").status_code == 303


def test_nobody_acknowledges_for_another_not_even_the_deputy_for_the_chair(council: Council) -> None:
    rule = write(council)
    deputy = council.browser("deputy")

    deputy.post(f"{rule}/acknowledge", {"seen": "1", "next": "/", "person": council.people["chair"].id})

    assert acknowledged(council) == [("deputy", 1)]
    assert council.browser("chair").get("/").headers["location"] == "/rules/owed"


@pytest.mark.clause("I 1章5")
def test_version_that_changes_between_showing_and_pressing_is_not_acknowledged(council: Council) -> None:
    rule = write(council)
    member = council.browser("member1")
    assert "資料を大切に扱う" in member.get("/rules/owed").text
    assert write_further(council, rule, is_asked="1").status_code == 303

    pressed = member.post(f"{rule}/acknowledge", {"seen": "1", "next": "/"})

    assert pressed.status_code == 409
    assert "R409" not in pressed.text
    assert "新しい版が始まった" in pressed.text
    assert "第1条　改めた。" in pressed.text
    assert ("member1", 1) not in acknowledged(council)
    assert acknowledge(member).headers["location"] == "/"
    assert ("member1", 2) in acknowledged(council)


def test_who_comes_back_after_an_absence_meets_the_newest_version_only(council: Council) -> None:
    rule = write(council)
    write_further(council, rule, is_asked="1", text="第2版の文")
    write_further(council, rule, seen=2, text="第3版の文")
    member = council.browser("member1")

    page = member.get("/rules/owed").text
    acknowledge(member)

    assert "第3版の文" in page
    assert "第2版の文" not in page
    assert [number for login, number in acknowledged(council) if login == "member1"] == [3]
    assert member.get("/").status_code == 200


def test_version_without_a_request_asks_nobody_again(council: Council) -> None:
    rule = write(council)
    acknowledge(council.browser("member1"))

    write_further(council, rule, text="字句を直した")

    assert council.browser("member1").get("/").status_code == 200
    assert "字句を直した" in council.browser("member1").get(rule).text
    assert council.browser("member2").get("/").headers["location"] == "/rules/owed"


@pytest.mark.clause("N 附則")
def test_version_to_come_is_asked_for_from_its_midnight_on(council: Council, at: SetClock) -> None:
    at("2027-03-30 09:00:00")
    rule = write(council, {**POLICY, "in_force_on": "2027-04-01"})
    assert "まだ施行されていません" in council.browser("admin").get(rule).text

    at("2027-03-31 23:59:59")
    before = council.browser("member1").get("/").status_code
    at("2027-04-01 00:00:00")
    after = council.browser("member1").get("/").headers["location"]

    assert (before, after) == (200, "/rules/owed")


def test_pressing_twice_counts_once(council: Council) -> None:
    rule = write(council)
    member = council.browser("member1")

    for _ in range(2):
        member.post(f"{rule}/acknowledge", {"seen": "1", "next": "/"})

    assert acknowledged(council) == [("member1", 1)]


@pytest.mark.clause("I 2章5(1)④")
def test_personal_device_is_served_only_after_its_rules_were_acknowledged_5_1_4(council: Council) -> None:
    rule = write(council, {**POLICY, "kind": "personal", "title": "個人の端末の規程", "concerned": "personal"})
    own, issued = council.browser("member1", device=DeviceKind.PERSONAL), council.browser("member1")

    assert issued.get("/").status_code == 200
    assert own.get("/").headers["location"] == "/rules/owed"
    acknowledge(own)
    assert own.get("/").status_code == 200
    assert list(states_of(council, rule)) == ["佐藤 花子 議員"]  # the only one with a personal device


@pytest.mark.clause("I 1章5")
def test_list_says_who_has_acknowledged_and_who_has_not_and_who_is_late(council: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    rule = write(council)
    acknowledge(council.browser("member1"))
    acknowledge(council.browser("admin"))

    states = states_of(council, rule)
    at("2027-04-16 09:00:00")
    late = states_of(council, rule)

    assert len(states) == 9
    assert {who for who, state in states.items() if "第1版" in state} == {"佐藤 花子 議員", "田中 誠 事務局長"}
    assert "まだ" in states["𠮷田 次郎 議員"]
    assert "14日" not in "".join(states.values())
    assert "14日を過ぎています" in late["𠮷田 次郎 議員"]
    assert "まだの人" not in council.browser("member1").get(rule).text


@pytest.mark.clause("N 10")
def test_procedures_are_known_to_nobody_else_and_have_no_way_out_n_10(council: Council) -> None:
    rule = write(
        council, {**POLICY, "kind": "procedure", "title": "端末の設定手順", "concerned": "secretariat", "is_asked": ""}
    )
    member, stranger = council.browser("member1"), council.browser()

    assert "端末の設定手順" in council.browser("clerk1").get("/rules").text
    assert "端末の設定手順" not in member.get("/rules").text
    unknown = member.get("/rules/" + "x" * 26)
    assert member.get(rule).status_code == unknown.status_code == 404
    assert stranger.get(rule).status_code == 303
    ways_out = ("release", "publish", "original", "export.csv", "pdf")
    office = council.browser("admin", strong_with="passkey")
    assert {office.post(f"{rule}/{way}").status_code for way in ways_out} == {404}
    assert {office.get(f"{rule}/{way}").status_code for way in ways_out} == {404}


@pytest.mark.clause("I 7-3(2)①–④")
@pytest.mark.parametrize("part", ["contacts", "reporting", "measures", "prevention"])
def test_plan_without_one_of_its_four_parts_is_not_taken_7_3_2(council: Council, part: str) -> None:
    answer = council.browser("admin").post("/rules/new", {**PLAN, part: " "})

    assert answer.status_code == 422
    assert "を入力してください" in answer.text
    assert council.ledger("rule.written") == []


@pytest.mark.clause("I 7-3(1)", "I 7-3(3)", "N 9", "N 6(7)")
def test_plan_shows_its_four_parts_and_when_it_is_to_be_reviewed_7_3(council: Council) -> None:
    rule = write(council, {**PLAN, "review_on": "2026-04-01", "is_asked": ""})

    page = council.browser("member1").get(rule).text

    for words in ("連絡先", "報告する事項", "とる措置", "再発を防ぐ対策", PLAN["measures"], "2026年4月1日"):
        assert words in page
    assert "見直す期限を過ぎています" in council.browser("admin").get("/rules").text


@pytest.mark.clause("I 1章9・10", "I 2章1(2)③")
def test_procedure_without_a_day_of_review_is_due_a_year_after_it_came_into_force(
    council: Council, at: SetClock
) -> None:
    write(council, {**POLICY, "kind": "procedure", "in_force_on": "2026-04-01", "is_asked": ""})

    at("2027-04-01 12:00:00")
    before = council.browser("admin").get("/rules").text
    at("2027-04-03 12:00:00")
    after = council.browser("admin").get("/rules").text

    assert ["見直す期限を過ぎています" in page for page in (before, after)] == [False, True]


def test_only_chair_and_administrator_write(council: Council) -> None:
    rule = write(council, {**POLICY, "is_asked": ""})

    for login in ("clerk1", "member1", "deputy", "investigator"):
        person = council.browser(login)
        answers = [
            person.post("/rules/new", POLICY),
            person.post(f"{rule}/version", {**POLICY, "seen": "1", "base": "1"}),
            person.post(f"{rule}/end", {"reason": "いらない"}),
            person.post("/rules/notice", {"title": "a", "concerned": "everybody", "text": "b"}),
        ]
        assert {answer.status_code for answer in answers} == {403}, login
    assert council.browser("chair").post("/rules/new", POLICY).status_code == 303


def test_of_two_who_write_a_version_the_second_sees_the_first(council: Council) -> None:
    rule = write(council, {**POLICY, "is_asked": ""})
    write_further(council, rule, text="先に書いた文")

    second = write_further(council, rule, text="後から書いた文")

    assert second.status_code == 409
    assert "後から書いた文" in second.text
    assert "いまの最新は第2版" in second.text
    assert 'name="seen" value="2"' in second.text


def test_abolished_rule_asks_nobody(council: Council) -> None:
    rule = write(council)
    office = council.browser("admin")
    acknowledge(office)

    assert office.post(f"{rule}/end", {"reason": "新しい規程にまとめた"}).status_code == 303

    member = council.browser("member1")
    assert member.get("/").status_code == 200
    assert "情報セキュリティポリシー" not in member.get("/rules").text
    assert "廃止されました" in member.get(rule).text
    assert office.post(f"{rule}/end", {"reason": "もう一度"}).status_code == 409
    assert member.post(f"{rule}/acknowledge", {"seen": "1", "next": "/"}).status_code == 409


@pytest.mark.both("asks for rows as no other test does")
def test_version_that_was_altered_beside_the_service_is_not_shown(council: Council) -> None:
    rule = write(council, {**POLICY, "is_asked": ""})
    with council.services.database.write() as unit:
        unit.connection().execute(update(RuleVersion).values(parts='{"text": "何をしてもよい"}'))

    answer = council.browser("member1").get(rule)

    assert answer.status_code == 409
    assert "何をしてもよい" not in answer.text
