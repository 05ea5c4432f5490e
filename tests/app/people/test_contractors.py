"""A contractor's account: a named person, bound to one contract; nothing beyond it, beside it or after it."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from app import clock
from app.access.roles import Role
from app.audit.vocabulary import EventKind
from app.auth.factors.strength import PASSKEY
from app.materials.models import Material
from app.members.models import Office
from app.members.people import add_person
from app.registers.models import RegisterEntry
from tests.app.conftest import SetClock
from tests.app.people.test_offices_of_power import day, decide, of, roles_of, strong, waiting
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council

pytestmark = [
    pytest.mark.alike("who may change what of a person; others ask for the same on both"),
    pytest.mark.rare("contracts and who works under them; only that desk moves it"),
]

CONTRACT = {
    "partner": "港町システム株式会社",
    "work": "会議録の作成",
    "demands": "再委託をしない。作業のあと消去する",
    "levels": "2",
    "ends_on": "2027-06-30",
    "checked": "",
    "returned": "",
}
ENTRY = "/registers/contracts/1"


@pytest.fixture(autouse=True)
def _contract(council: Council, at: SetClock) -> None:
    """A contract that runs, and one of the contractor's people without an office."""
    at("2027-04-01 09:00:00")
    with council.services.database.write() as unit:
        council.people["hara"] = add_person(unit, login="hara", name="原 恵", title="", roles=())
        council.people["sumi"] = add_person(unit, login="sumi", name="角 公一", title="", roles=())
    assert council.browser("admin").post("/registers/contracts/new", CONTRACT).status_code == 303


def form_of(council: Council, **changes: str) -> dict[str, str]:
    with council.services.database.read() as unit:
        entry = unit.query(RegisterEntry).filter_by(register="contracts").one().id
    form = {"contract": entry, "scope": "会議録の作成", "first_day": day(0), "last_day": "", "reason": "契約のとおり"}
    return form | changes


def ask(council: Council, login: str = "hara", by: str = "admin", **changes: str) -> Any:
    return strong(council, by).post(f"/admin/people/{of(council, login)}/contract", form_of(council, **changes))


def let_in(council: Council, **changes: str) -> Browser:
    """The contractor, whom administrator and chair have let in."""
    assert ask(council, **changes).status_code == 303
    assert decide(strong(council, "chair"), council).status_code == 303
    return council.browser("hara")


def rewrite(council: Council, **changes: str) -> Any:
    """The administrator corrects the contract."""
    office = council.browser("admin")
    seen = re.search(r'name="seen" value="(\d+)"', office.get(f"{ENTRY}/edit").text)
    assert seen
    return office.post(f"{ENTRY}/edit", {**CONTRACT, **changes, "seen": seen[1]})


def terms(council: Council) -> list[tuple[str, str]]:
    with council.services.database.read() as unit:
        rows = unit.query(Office).filter_by(role=Role.CONTRACTOR.value).order_by(Office.starts_at, Office.given_at)
        return [(f"{row.starts_at:%m-%d %H:%M}", f"{row.ends_at:%m-%d %H:%M}") for row in rows]


@pytest.mark.clause("N 6(8) 業務委託", "I 6-1(5)③")
def test_contractor_is_let_in_by_two_for_one_contract_and_each_act_names_it(council: Council) -> None:
    assert ask(council).status_code == 303
    assert decide(strong(council, "deputy"), council).status_code == 403  # the chair is one of the two
    assert "委託契約第1号（港町システム株式会社）、機密性2 まで" in strong(council, "chair").get("/admin/offices").text
    assert decide(strong(council, "chair"), council).status_code == 303
    paper = lay(council, people=("hara",), groups=())
    contractor = council.browser("hara")

    shown = [contractor.get(path).status_code for path in ("/", "/rules", "/registers", paper.page())]
    work = {"work": "会議録を作る", "planned_on": day(0), "workers": "原 恵", "result": ""}
    made = contractor.post("/registers/work/new", work).status_code
    refused = contractor.get("/admin/people").status_code

    assert (shown, made, refused) == ([200] * 4, 303, 403)
    kinds = ("page.issued", "register.entered", "access.refused")
    mine = [each for each in council.ledger() if each["actor"] == of(council, "hara") and each["kind"] in kinds]
    assert {each["kind"]: each["detail"].get("under_contract") for each in mine} == dict.fromkeys(kinds, 1)
    assert "委託契約第1号の担当者" in strong(council, "admin").get("/ledger").text


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("N 6(8) 業務委託")
def test_nothing_above_the_contracts_class_is_read_or_known_of(council: Council) -> None:
    contractor = let_in(council)
    group = council.gather("minutes", "hara").key
    within = [lay(council, level=level, people=("hara",), groups=()) for level in ("2", "1")]
    above = [lay(council, level=level, people=("hara",), groups=()) for level in ("3A", "3B", "3C", None)]
    above.append(lay(council, level="3C", groups=(group,)))
    of_others = lay(council, level="2")

    assert [contractor.get(paper.page()).status_code for paper in within] == [200, 200]
    for paper in (*above, of_others):
        answers = [contractor.get(path) for path in (paper.page(), paper.text(), f"/papers/{paper.version}")]
        assert {answer.status_code for answer in answers} == {404}
    with council.services.database.write() as unit:
        unit.execute(update(Material).values(withdrawn_at=clock.now()))
    assert [contractor.get(paper.page()).status_code for paper in within] == [410, 410]
    assert {contractor.get(paper.page()).status_code for paper in (*above, of_others)} == {404}


@pytest.mark.clause("N 6(8) 業務委託")
def test_account_is_over_at_the_request_after_the_contracts_last_day(council: Council, at: SetClock) -> None:
    contractor = let_in(council)
    paper = lay(council, people=("hara",), groups=())
    at("2027-06-30 23:59:00")
    within = council.browser("hara")
    assert within.get(paper.page()).status_code == 200

    at("2027-07-01 00:00:00")

    assert within.get(paper.page()).status_code in {303, 401}
    assert contractor.get("/rules").status_code in {303, 401}
    assert roles_of(council, "hara") == frozenset()


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("N 6(8) 業務委託")
def test_contract_that_ends_early_ends_its_accounts_in_the_same_moment(council: Council, at: SetClock) -> None:
    contractor = let_in(council)
    ask(council, login="sumi")
    at("2027-04-02 10:00:00")
    rewrite(council, checked="毎月、問題なし", returned="消去の証明を受けた")
    office = council.browser("admin")
    seen = re.search(r'name="seen" value="(\d+)"', office.get(f"{ENTRY}/edit").text)
    assert seen

    ended = office.post(f"{ENTRY}/next", {"to": "ended", "seen": seen[1]})

    assert ended.status_code == 303
    assert contractor.get("/rules").status_code in {303, 401}
    assert (roles_of(council, "hara"), terms(council)) == (frozenset(), [("03-31 15:00", "04-02 01:00")])
    assert council.ledger("people.office_decided")[-1]["detail"]["reason"] == "委託契約の内容が変わったため"
    with pytest.raises(Exception, match="No row"):
        waiting(council)
    assert (
        "契約中の委託契約がありません"
        in strong(council, "admin").get(f"/admin/people/{of(council, 'sumi')}/contract").text
    )


@pytest.mark.clause("N 6(8) 業務委託")
def test_contract_that_allows_less_narrows_its_accounts_and_one_that_allows_more_does_not_widen_them(
    council: Council, at: SetClock
) -> None:
    let_in(council)
    paper = lay(council, people=("hara",), groups=())
    at("2027-04-10 09:00:00")
    assert rewrite(council, levels="1", ends_on="2027-05-31").status_code == 303
    narrowed = council.browser("hara").get(paper.page()).status_code
    at("2027-04-11 09:00:00")
    assert rewrite(council, levels="3B", ends_on="2028-03-31").status_code == 303

    assert (narrowed, council.browser("hara").get(paper.page()).status_code) == (404, 404)
    assert [end for _, end in terms(council)] == ["04-10 00:00", "05-31 15:00"]
    then = council.browser("admin").get(f"/prepare/materials/{paper.material}/bygone?day=2027-04-05&time=")
    since = council.browser("admin").get(f"/prepare/materials/{paper.material}/bygone?day=2027-04-12&time=")
    assert ("原 恵" in then.text, "原 恵" in since.text) == (True, False)


@pytest.mark.clause("I 6-2(3)③")
def test_contractor_holds_no_other_office_and_is_not_kept_on_by_a_longer_term(council: Council, at: SetClock) -> None:
    let_in(council)
    admin = strong(council, "admin")
    person = f"/admin/people/{of(council, 'hara')}"
    powerful = {"role": "clerk", "first_day": day(0), "last_day": "", "reason": "兼ねる"}
    assert admin.post(f"{person}/power", powerful).status_code == 303
    alone = decide(strong(council, "deputy"), council)
    strong(council, "admin").post(f"/admin/offices/{waiting(council)}/withdraw")
    plain = admin.post(f"{person}/offices", {"role": "member", "first_day": day(0), "last_day": ""})
    with council.services.database.read() as unit:
        office = unit.query(Office).filter_by(role=Role.CONTRACTOR.value).one().id
    longer = admin.post(f"{person}/power/end", {"office": office, "last_day": "2027-09-30", "reason": "延長"})

    assert (alone.status_code, plain.status_code, longer.status_code) == (422, 422, 422)
    assert all("兼ねられません" in answer.text for answer in (alone, plain))
    assert "延ばせません" in longer.text
    assert ask(council, login="clerk1").status_code == 422  # who holds an office is not made a contractor
    assert roles_of(council, "hara") == {Role.CONTRACTOR}
    for path in (
        "/admin/offices",
        "/admin/devices",
        "/standards",
        "/admin/people",
        "/ledger",
        "/prepare",
        "/registers/contracts",
    ):
        assert council.browser("hara", strong_with=PASSKEY).get(path).status_code == 403, path


@pytest.mark.clause("N 6(8) 業務委託")
def test_administrator_is_shown_an_account_before_it_ends(council: Council, at: SetClock) -> None:
    let_in(council)
    count = re.compile(r'data-desk-place="people"[^>]*><span[^>]*data-count>(\d+)')
    early = count.search(council.browser("admin").get("/prepare").text)
    at("2027-06-25 09:00:00")

    late = count.search(council.browser("admin").get("/prepare").text)
    page = council.browser("admin").get("/admin/contractors").text

    assert (early and early[1], late and late[1]) == ("0", "1")
    for words in ("原 恵", "第1号", "港町システム株式会社", "機密性2 まで", "2027年6月30日", "まもなく終わります"):
        assert words in page
    assert council.browser("clerk1").get("/admin/contractors").status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"contract": "no-such"}, "契約中の委託契約を選び直して"),
        ({"last_day": "2027-07-01"}, "契約の終わる日（2027年6月30日）より後"),
        ({"last_day": "2027-03-01"}, "始まりの日か今日より前"),
        ({"scope": ""}, "何をする人か"),
    ],
)
def test_form_that_leaves_the_contract_comes_back(council: Council, changes: dict[str, str], words: str) -> None:
    answer = ask(council, **changes)

    assert answer.status_code == 422
    assert words in answer.text
    assert "契約のとおり" in answer.text


def test_class_that_was_raised_beside_the_service_opens_nothing(council: Council) -> None:
    contractor = let_in(council)
    with council.services.database.write() as unit:
        row = unit.query(Office).filter_by(role=Role.CONTRACTOR.value).one()
        unit.execute(update(Office).where(Office.id == row.id).values(remit=row.remit.replace('"2"', '"3A"')))

    assert contractor.get("/rules").status_code in {303, 401}
    assert "書き換えの疑い" in council.browser("admin").get("/admin/contractors").text
    assert EventKind.OFFICE_CHANGED.value in {each["kind"] for each in council.ledger()}
