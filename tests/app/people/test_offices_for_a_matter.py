"""Investigator, auditor and adviser: given by two, for a matter, and with its bounds; nothing beyond is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app import clock, days
from app.access.roles import Role
from app.audit.notes import By, event
from app.audit.vocabulary import EventKind
from app.auth.factors.strength import PASSKEY
from app.members.models import Office
from app.members.people import add_person
from app.proposals.models import Proposal
from tests.app.people.test_offices_of_power import day, decide, of, roles_of, strong, waiting
from tests.app.permits.desk import go_to
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("auditors and investigators of one matter; only those offices move it")

REFUSED = "対象の人と期間の中の記録だけ"


@pytest.fixture(autouse=True)
def _outsiders(council: Council) -> None:
    """Three people without an office yet."""
    with council.services.database.write() as unit:
        for login, name in (("okuno", "奥野 正"), ("hara", "原 恵"), ("sumi", "角 公一")):
            council.people[login] = add_person(unit, login=login, name=name, title="", roles=())


def form_of(role: Role, **changes: Any) -> dict[str, Any]:
    form = {
        "role": role.value,
        "first_day": day(0),
        "last_day": day(5),
        "scope": "令和8年度の監査",
        "reason": "議長の指名",
    }
    if role is not Role.ADVISER:
        form |= {"records_since": day(-30), "records_until": day(3)}
    return form | changes


def named(council: Council, login: str, role: Role, **changes: Any) -> Browser:
    """Somebody whom administrator and chair have given the office."""
    asked = strong(council, "admin").post(f"/admin/people/{of(council, login)}/remit", form_of(role, **changes))
    assert asked.status_code == 303, asked.text
    assert decide(strong(council, "chair"), council).status_code == 303
    return council.browser(login)


def done_by(council: Council, login: str, seen: str = "") -> None:
    """A record of somebody."""
    by = By.person(of(council, login))
    council.services.ledger.commit_now(event(by, EventKind.LEDGER_SEARCHED, code=seen))


@pytest.mark.clause("I 1章7", "N 6(9)・7")
def test_auditor_named_by_two_sees_ledger_registers_reports_and_clauses(council: Council) -> None:
    auditor = named(council, "okuno", Role.AUDITOR, register=["incidents"])

    for path in ("/ledger", "/reports", "/clauses", "/registers", "/registers/incidents"):
        assert auditor.get(path).status_code == 200, path
    assert 'href="/registers/incidents"' in auditor.get("/registers").text
    assert auditor.get("/registers/incidents/export.csv").status_code == 200
    assert council.ledger("register.exported")[-1]["actor"] == of(council, "okuno")
    assert "「事故の記録」の書き出し（奥野 正" in council.browser("chair").get("/admin/connections").text


@pytest.mark.clause("I 1章7")
def test_auditor_changes_nothing_and_reads_no_other_register(council: Council) -> None:
    auditor = named(council, "okuno", Role.AUDITOR, register=["incidents"])

    for path in ("/registers/faults", "/registers/incidents/new", "/ledger/export", "/admin/people", "/prepare"):
        assert auditor.get(path).status_code == 403, path
    assert 'href="/registers/faults"' not in auditor.get("/registers").text


@pytest.mark.clause("I 1章7")
def test_auditor_looks_into_the_time_of_the_audit_only(council: Council) -> None:
    auditor = named(council, "okuno", Role.AUDITOR, records_since=day(-30), records_until=day(-2))
    done_by(council, "member1")

    within, beyond = auditor.get("/ledger"), auditor.get(f"/ledger?since={day(-1)}")

    assert within.status_code == 200
    assert "佐藤 花子 議員（第7番）" not in within.text
    assert (beyond.status_code, REFUSED in beyond.text) == (403, True)


@pytest.mark.clause("I 1章7")
def test_auditor_sees_what_stood_in_the_time_of_the_audit_and_no_other_entry_report_or_paper(council: Council) -> None:
    clerk = council.browser("clerk1")
    early = {"trouble": "監査の前に終わったこと", "noticed_on": day(0)}
    for fault in (early, early | {"trouble": "監査の間に続いたこと"}):
        clerk.post("/registers/faults/new", fault)
    clerk.post("/registers/faults/1/edit", early | {"result": "直した", "seen": "0"})
    assert clerk.post("/registers/faults/1/next", {"to": "closed", "seen": "1"}).status_code == 303
    shelved = lay(council, level="2", title="監査の間の資料")
    go_to(days=40)
    bounds = {"register": ["faults"], "records_since": day(-20), "records_until": day(1)}
    auditor = named(council, "okuno", Role.AUDITOR, **bounds)
    go_to(days=2)
    council.browser("clerk1").post("/registers/faults/new", early | {"trouble": "監査のあとのこと"})

    auditor = council.browser("okuno")
    listed, file = auditor.get("/registers/faults").text, auditor.get("/registers/faults/export.csv").content.decode()
    entries = [auditor.get(f"/registers/faults/{number}") for number in (1, 2, 3)]
    reports = auditor.get("/reports").text

    for seen in (listed, file):
        assert [word in seen for word in ("監査の間に続いたこと", "前に終わった", "あとのこと")] == [True, False, False]
    assert [answer.status_code for answer in entries] == [403, 200, 403]
    assert all(REFUSED in answer.text for answer in (entries[0], entries[2]))
    months = {at: f"/reports/{day(at)[:7]}" for at in (-42, -2)}
    assert [path in reports for path in months.values()] == [False, True]
    assert [auditor.get(path).status_code for path in months.values()] == [403, 200]
    assert council.browser("chair").get(months[-42]).status_code == 200
    assert auditor.fetch(shelved.page()).status_code == 404


def test_auditor_hears_nothing_of_what_a_register_lacks_which_is_said_of_entries_of_all_times(council: Council) -> None:
    go_to()
    named(council, "okuno", Role.AUDITOR, register=["incidents", "contacts"], records_until=day(0))
    go_to(days=2)
    lost = {"mishap": "lost", "happened": "端末が見あたらない", "noticed_on": day(-1), "heard_from": ""}
    council.browser("member1").post("/registers/incidents/new", lost)

    said = {
        login: [
            "議長に報告した日のないものがあります" in council.browser(login).get("/registers/incidents").text,
            "連絡先がありません" in council.browser(login).get("/registers/contacts").text,
            "足りない" in council.browser(login).get("/registers").text,
        ]
        for login in ("admin", "okuno")
    }

    assert said == {"admin": [True, True, True], "okuno": [False, False, False]}


@pytest.mark.clause("I 7-2(2)")
def test_investigator_sees_the_records_of_the_targets_only(council: Council) -> None:
    investigator = named(council, "hara", Role.INVESTIGATOR, target=of(council, "member1"))
    done_by(council, "member1", "AAAA-AAAA")
    done_by(council, "member2", "BBBB-BBBB")

    page = investigator.get("/ledger").text

    assert "佐藤 花子 議員（第7番）" in page
    assert "𠮷田 次郎" not in page
    assert "対象の人：佐藤 花子 議員" in page


@pytest.mark.clause("I 7-2(2)")
def test_everything_outside_targets_and_window_is_refused_and_recorded(council: Council) -> None:
    investigator = named(council, "hara", Role.INVESTIGATOR, target=of(council, "member1"), records_until=day(0))
    asked = [f"?person={of(council, 'member2')}", f"?since={day(1)}", f"?until={day(-40)}", "?person=nobody"]

    answers = [investigator.get(f"/ledger{query}") for query in asked]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert all(REFUSED in answer.text for answer in answers)
    refusals = [each for each in council.ledger("access.refused") if each["actor"] == of(council, "hara")]
    assert [each["detail"]["reason"] for each in refusals] == ["outside_remit"] * 4


@pytest.mark.clause("I 7-2(2)")
def test_investigators_own_looks_are_recorded(council: Council) -> None:
    investigator = named(council, "hara", Role.INVESTIGATOR, target=of(council, "member1"))

    investigator.get(f"/ledger?person={of(council, 'member1')}")

    looked = council.ledger("ledger.searched")[-1]
    assert (looked["actor"], looked["detail"]["person"]) == (of(council, "hara"), of(council, "member1"))


@pytest.mark.clause("I 7-2(2)")
def test_code_outside_is_refused_like_one_that_is_nobodys(council: Council) -> None:
    investigator = named(council, "hara", Role.INVESTIGATOR, target=of(council, "member1"))

    answers = [investigator.get(f"/ledger/codes/{code}") for code in ("K7QM-3FRT", "AAAA-AAAA")]

    assert [(answer.status_code, REFUSED in answer.text) for answer in answers] == [(403, True)] * 2


@pytest.mark.clause("I 1章7", "I 2章1(1)②", "I 7-2(2)")
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADVISER, Role.INVESTIGATOR])
def test_office_for_a_matter_ends_by_itself_to_the_minute(council: Council, role: Role) -> None:
    target = {"target": of(council, "member1")} if role is Role.INVESTIGATOR else {}
    end = clock.jst(clock.now()) + timedelta(minutes=5)
    last = {"last_day": f"{end:%Y-%m-%d}", "last_time": f"{end:%H:%M}"}
    browser = named(council, "sumi", role, **target, **last)
    assert browser.get("/rules").status_code == 200

    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=of(council, "sumi")).one()
        assert office.ends_at == end.replace(second=0, microsecond=0)
        office.ends_at = clock.now()

    assert browser.get("/rules").status_code in {303, 401}
    assert roles_of(council, "sumi") == frozenset()


@pytest.mark.clause("I 2章1(1)②")
def test_adviser_reads_what_was_given_and_writes_down_the_advice(council: Council) -> None:
    adviser = named(council, "sumi", Role.ADVISER, register=["weaknesses"])
    note = {"held_on": day(0), "asked_by": "議会事務局長", "question": "USB の扱い", "advice": "使わない"}

    made = adviser.post("/registers/advice/new", note)

    assert made.status_code == 303
    assert adviser.get("/registers/weaknesses").status_code == 200
    assert adviser.get("/registers/incidents").status_code == 403
    assert adviser.get("/registers/weaknesses/export.csv").status_code == 403
    assert adviser.get("/ledger").status_code == 403
    assert "USB の扱い" in council.browser("chair").get(made.headers["location"]).text
    assert council.browser("member1").get("/registers/advice").status_code == 403


@pytest.mark.clause("I 1章7", "I 2章1(1)②", "I 7-2(2)")
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADVISER, Role.INVESTIGATOR])
def test_chair_is_one_of_the_two_who_name_them(council: Council, role: Role) -> None:
    target = {"target": of(council, "member1")} if role is Role.INVESTIGATOR else {}
    form = form_of(role, **target)
    strong(council, "admin").post(f"/admin/people/{of(council, 'sumi')}/remit", form)

    assert decide(strong(council, "deputy"), council).status_code == 403
    desk = strong(council, "chair").get("/admin/offices").text
    assert role.words in desk
    assert "対象の期間" in desk or role is Role.ADVISER
    assert roles_of(council, "sumi") == frozenset()
    assert waiting(council)


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        (Role.INVESTIGATOR, {"target": "sumi"}),
        (Role.INVESTIGATOR, {"target": "nobody"}),
        (Role.AUDITOR, {"records_until": ""}),
        (Role.AUDITOR, {"records_until": -60}),
        (Role.AUDITOR, {"register": "no-such"}),
        (Role.AUDITOR, {"target": "member1"}),
        (Role.ADVISER, {"records_since": 0}),
        (Role.ADVISER, {"last_day": ""}),
    ],
)
def test_form_without_bounds_that_make_sense_comes_back(council: Council, role: Role, changes: dict[str, Any]) -> None:
    made = {name: day(value) if isinstance(value, int) else value for name, value in changes.items()}
    if "target" in made:
        made["target"] = of(council, made["target"]) if made["target"] in council.people else made["target"]

    answer = strong(council, "admin").post(f"/admin/people/{of(council, 'sumi')}/remit", form_of(role, **made))

    assert answer.status_code == 422
    assert "令和8年度の監査" in answer.text
    with council.services.database.read() as unit:
        assert unit.query(Proposal).count() == 0


def test_office_that_was_given_without_bounds_reaches_nothing(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.query(Office).filter_by(role=Role.INVESTIGATOR.value).one().remit = ""

    answer = council.browser("investigator", strong_with=PASSKEY).get("/ledger")

    assert (answer.status_code, REFUSED in answer.text) == (403, True)


def test_bounds_that_were_widened_beside_the_service_open_nothing(council: Council) -> None:
    investigator = named(council, "hara", Role.INVESTIGATOR, target=of(council, "member1"))
    with council.services.database.write() as unit:
        wide = f'{{"since":"{days.begins(days.today() - timedelta(days=900)).isoformat()}"}}'
        unit.execute(update(Office).where(Office.person_id == of(council, "hara")).values(remit=wide))

    assert investigator.get("/ledger").status_code in {303, 401}


def test_chair_is_told_of_training_by_person_too(council: Council) -> None:
    auditor = named(council, "okuno", Role.AUDITOR, register=["training"])

    assert auditor.get("/registers/training/people.csv").status_code == 200

    assert "「研修と訓練の記録」の書き出し（奥野 正" in council.browser("chair").get("/admin/connections").text


def test_what_was_lent_for_advice_is_not_taken_out_as_auditor(council: Council) -> None:
    named(council, "okuno", Role.ADVISER, register=["incidents"])
    holder = named(council, "okuno", Role.AUDITOR, register=["faults"])

    exports = [f"/registers/{key}/export.{form}" for key in ("faults", "incidents") for form in ("csv", "pdf")]
    assert holder.get("/registers/incidents").status_code == 200
    assert [holder.get(path).status_code for path in exports] == [200, 200, 403, 403]


def test_whoever_is_to_be_looked_into_is_not_the_second_person(council: Council) -> None:
    form = form_of(Role.INVESTIGATOR, target=[of(council, "admin")])
    assert strong(council, "chair").post(f"/admin/people/{of(council, 'okuno')}/remit", form).status_code == 303

    assert decide(strong(council, "admin"), council).status_code == 403
    assert decide(strong(council, "deputy"), council).status_code == 303
