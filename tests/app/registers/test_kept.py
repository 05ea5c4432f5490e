"""The registers of every council: anybody reports, who is in charge is told, nothing is closed half done."""

import re
from typing import Any

import pytest

from app.registers.concern.persons import UNLISTED
from app.registers.kept import REGISTERS
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

REGISTERS_BY_KEY = {register.key: register for register in REGISTERS}
LOST = {"mishap": "lost", "happened": "控室に置いた端末が見あたりません", "noticed_on": "2026-11-08", "heard_from": ""}
LEAK = {**LOST, "mishap": "personal", "happened": "名簿が見える所に貼られていました"}


@pytest.fixture
def council(each_database: str, tmp_path: Any) -> Any:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def handle(office: Browser, entry: str, **fields: str) -> Any:
    """Correct an entry: its form as it stands, with these fields changed."""
    page = office.get(f"{entry}/edit").text
    kept = dict(re.findall(r'<(?:input(?! type="checkbox")|textarea)[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    kept |= dict(re.findall(r'<input type="checkbox" name="(\w+)" value="([^"]*)" checked', page))
    kept |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page))
    chosen = re.search(r'value="(\w+)"[^>]*(?:checked|selected)', page)
    kept |= {"mishap": chosen[1]} if chosen else {}
    return office.post(f"{entry}/edit", {**kept, **fields})


def put(office: Browser, entry: str, to: str) -> Any:
    seen = re.search(r'name="seen" value="(\d+)"', office.get(f"{entry}/edit").text)
    assert seen
    return office.post(f"{entry}/next", {"to": to, "seen": seen[1]})


def waiting(office: Browser) -> int:
    """The number that the menu shows beside the registers."""
    found = re.search(r'data-desk-place="registers"[^>]*><span[^>]*data-count>(\d+)', office.get("/registers").text)
    return int(found[1]) if found else 0


@pytest.mark.clause("I 2章1(2)⑥", "I 2章5(5)①")
def test_member_reports_a_lost_tablet_and_both_offices_hear_of_it(council: Council) -> None:
    member = council.browser("member1")

    reported = member.post("/registers/incidents/new", LOST)

    assert reported.headers["location"] == "/registers/incidents/1"
    assert "控室に置いた端末" in member.get("/registers/incidents/1").text
    for login in ("admin", "chair"):
        assert "事故の記録に第1号が記録されました" in council.browser(login).get("/admin/connections").text
    assert council.ledger("register.entered")[-1]["detail"]["register"] == "事故の記録"


def test_reporter_writes_nothing_of_what_is_done_about_it(council: Council) -> None:
    member = council.browser("member1")
    assert "議長に報告した日" not in member.get("/registers/incidents/new").text

    member.post("/registers/incidents/new", {**LOST, "chair_told_on": "2026-11-08", "contained": "何もしていない"})

    assert "何もしていない" not in council.browser("admin").get("/registers/incidents/1").text
    assert handle(member, "/registers/incidents/1", contained="偽り").status_code == 403
    assert member.post("/registers/incidents/1/next", {"to": "handled", "seen": "0"}).status_code == 403


@pytest.mark.both("asks for rows as no other test does")
def test_reporter_follows_their_own_and_learns_nothing_of_others(council: Council) -> None:
    council.browser("member1").post("/registers/incidents/new", LOST)
    other = council.browser("member2")
    other.post("/registers/incidents/new", LEAK)

    page = other.get("/registers/incidents").text
    answers = [other.get(f"/registers/incidents/{number}") for number in (1, 3)]

    assert re.findall(r'href="/registers/incidents/(\d+)"', page) == ["2"]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert other.get("/registers/incidents/export.csv").status_code == 403
    assert "2&nbsp;件" not in other.get("/registers").text


def test_incident_is_closed_only_when_everything_is_done(council: Council) -> None:
    council.browser("member1").post("/registers/incidents/new", LOST)
    admin, entry = council.browser("admin"), "/registers/incidents/1"

    assert "「議長に報告した日」" in put(admin, entry, "handled").text
    assert handle(admin, entry, chair_told_on="2026-11-08").status_code == 303
    assert put(admin, entry, "handled").status_code == 303
    assert put(admin, entry, "recovered").status_code == 409
    handle(admin, entry, contained="端末を止めた", recovered="予備の端末を渡した")
    assert put(admin, entry, "recovered").status_code == 303
    assert put(admin, entry, "closed").status_code == 409
    handle(admin, entry, cause="置き忘れ", prevention="紐を付ける")
    assert put(admin, entry, "closed").status_code == 303


@pytest.mark.clause("I 2章5(5)②")
def test_leak_of_personal_data_is_not_closed_before_the_three_tasks_are_done(council: Council) -> None:
    """5(5)②: the committee and the town hear of it, and there is a window to ask at."""
    council.browser("clerk1").post("/registers/incidents/new", LEAK)
    admin, entry = council.browser("admin"), "/registers/incidents/1"
    handle(
        admin,
        entry,
        chair_told_on="2026-11-08",
        contained="はがした",
        recovered="確かめた",
        cause="取り違え",
        prevention="2 人で貼る",
    )
    put(admin, entry, "handled")
    put(admin, entry, "recovered")

    refused = put(admin, entry, "closed")
    handle(admin, entry, committee_told_on="2026-11-09", town_told_on="2026-11-09", window="事務局 2026年11月9日に公表")

    assert refused.status_code == 409
    assert all(
        label in refused.text for label in ("議会運営委員会に報告した日", "責任者に報告した日", "問い合わせの窓口")
    )
    assert put(admin, entry, "closed").status_code == 303


def test_what_a_state_needs_cannot_be_emptied_afterwards(council: Council) -> None:
    council.browser("member1").post("/registers/incidents/new", LOST)
    admin, entry = council.browser("admin"), "/registers/incidents/1"
    handle(admin, entry, chair_told_on="2026-11-08")
    put(admin, entry, "handled")

    answer = handle(admin, entry, chair_told_on="")

    assert answer.status_code == 422
    assert "いまの状態では、空にできません。" in answer.text


@pytest.mark.clause("I 6-1(4)")
def test_fault_is_closed_with_its_result_and_the_reporter_reads_it(council: Council) -> None:
    """6-1(4): what a member reports, what was done, and what it was before, all kept."""
    member, clerk, entry = council.browser("member1"), council.browser("clerk1"), "/registers/faults/1"
    member.post(
        "/registers/faults/new", {"trouble": "2 ページ目がひらかない", "noticed_on": "2026-12-08", "code": "S502"}
    )

    early = put(clerk, entry, "closed")
    handle(clerk, entry, result="原本を入れ直した")
    closed = put(clerk, entry, "closed")

    page = member.get(entry).text
    assert (early.status_code, closed.status_code) == (409, 303)
    assert all(words in page for words in ("原本を入れ直した", "完了", "2 ページ目がひらかない", "森田 由美"))
    assert "訂正する" not in page


def test_work_is_checked_by_somebody_who_did_not_write_it(council: Council) -> None:
    clerk, entry = council.browser("clerk1"), "/registers/work/1"
    work = {"work": "時刻合わせの設定を直す", "planned_on": "2026-12-08", "workers": "森田", "result": ""}
    clerk.post("/registers/work/new", work)
    outside = {"orderers": UNLISTED, "ordered_on": "2026-12-07", "ordered_by": "町の情報政策課長"}
    handle(clerk, entry, **outside, result="直った。閲覧できることを確かめた", beside="委託先の原田", way_back="なし")
    put(clerk, entry, "done")

    own, another = put(clerk, entry, "checked"), put(council.browser("clerk2"), entry, "checked")

    assert own.status_code == 403
    assert "ほかの人に" in own.text
    assert another.status_code == 303


WORK = {"work": "時刻合わせの設定を直す", "planned_on": "2026-12-08", "workers": "森田", "result": "直った"} | {
    "beside": "委託先の原田",
    "way_back": "なし",
    "orderers": UNLISTED,
    "ordered_on": "2026-12-07",
    "ordered_by": "町の情報政策課長",
}
MEDIUM = {
    "label": "USB-7",
    "content": "控え",
    "level": "3A",
    "place": "金庫",
    "check_on": "2027-12-14",
    "disposal": "裁断",
}


@pytest.mark.parametrize(
    ("register", "made", "states", "later"),
    [
        ("work", WORK, ("done", "checked"), {"work": "遠隔操作ソフトを入れる"}),
        ("media", MEDIUM, ("gone",), {"label": "USB-8"}),
    ],
)
def test_second_name_stands_under_nothing_that_was_written_after_it(
    council: Council, register: str, made: dict[str, str], states: tuple[str, ...], later: dict[str, str]
) -> None:
    clerk, second, entry = council.browser("clerk1"), council.browser("clerk2"), f"/registers/{register}/1"
    clerk.post(f"/registers/{register}/new", made)
    for state in states[:-1]:
        put(clerk, entry, state)
    assert put(second, entry, states[-1]).status_code == 303
    warned, confirmed = clerk.get(f"{entry}/edit").text, REGISTERS_BY_KEY[register].state(states[-1])

    unchanged, changed = handle(clerk, entry), handle(clerk, entry, **later)

    assert "訂正すると、確認の前の状態に戻ります" in warned
    assert (unchanged.status_code, changed.status_code) == (303, 303)
    assert council.ledger("register.moved")[-1]["detail"]["former"] == confirmed.words
    assert confirmed.words not in council.browser("chair").get(f"/registers/{register}/export.csv").content.decode()
    assert put(clerk, entry, states[-1]).status_code == 403
    assert put(council.browser("admin"), entry, states[-1]).status_code == 303


@pytest.mark.clause("I 2章5(1)①")
def test_question_to_the_chair_is_seen_by_nobody_else(council: Council) -> None:
    """5(1)①: who is unsure asks the chair, and the answer is kept; the administrator may read it, no clerk does."""
    member, chair = council.browser("member1"), council.browser("chair")
    member.post("/registers/consultations/new", {"question": "自宅で資料を読んでもよいですか"})

    assert council.browser("clerk1").get("/registers/consultations/1").status_code == 403
    before = waiting(chair)
    handle(chair, "/registers/consultations/1", answer="一人の部屋でなら読めます")
    put(chair, "/registers/consultations/1", "answered")

    assert "一人の部屋でなら" in member.get("/registers/consultations/1").text
    assert (before, waiting(chair)) == (1, 0)


def test_menu_counts_what_waits_for_ones_office(council: Council) -> None:
    council.browser("member1").post("/registers/incidents/new", LOST)
    report = {"trouble": "2 ページ目がひらかない", "noticed_on": "2026-12-08", "code": "S502"}
    council.browser("member1").post("/registers/faults/new", report)

    counted = {login: waiting(council.browser(login)) for login in ("admin", "clerk1", "chair", "member1")}

    assert counted == {"admin": 2, "clerk1": 1, "chair": 0, "member1": 0}


@pytest.mark.sampled("opens the form of each register, for two seconds of a processor")
@pytest.mark.clause("I 1章4(2)①②", "I 6-3(6)", "I 6-6(1)–(3)", "N 6(8) 業務委託")
@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.key)
def test_form_of_a_register_opens_for_whoever_may_make_entries(council: Council, register: Any) -> None:
    roles = {"member1": "member", "clerk1": "clerk", "admin": "administrator", "chair": "chair"}
    may = {role.value for role in register.writers | register.reporters}

    answers = {login: council.browser(login).get(f"/registers/{register.key}/new") for login in roles}

    for login, role in roles.items():
        is_allowed = role in may or (login == "chair" and "member" in may)
        assert (login, answers[login].status_code) == (login, 200 if is_allowed else 403)
    shown = next(answer for answer in answers.values() if answer.status_code == 200)
    assert all(field.look.label in shown.text for field in register.asked.fields.values())
