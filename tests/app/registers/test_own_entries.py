"""Nobody deals with an entry about themselves, and what the clause keeps from them they do not read on any way."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app import days
from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.members import offices
from app.members.models import Office, Person
from app.registers import acts
from app.registers.concern.persons import UNLISTED
from app.registers.declaration import Concern
from app.registers.errors import ChangedMeanwhile
from app.registers.kept.consultations import CONSULTATIONS
from app.registers.kept.incidents import INCIDENTS
from app.registers.kept.oversight.inspections import INSPECTIONS
from app.registers.kept.oversight.violations import VIOLATIONS
from app.registers.models import RegisterEntry
from tests.app.registers.trial import LENDING
from tests.support.council import Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

SECRET = "控室で合言葉を人に教えた"
CASE = {
    "what": SECRET,
    "who": "",
    "found_on": "2026-12-08",
    "told": "12月8日、議長へ",
    "guided": "12月9日、議長が口頭で注意",
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


def named(council: Council, login: str) -> str:
    """A person as the form names them."""
    with council.services.database.read() as unit:
        person = unit.get_one(Person, council.people[login].id)
        return f"{person.id} {person.display_name}"


def report(council: Council, about: str, login: str = "member1", **changes: str) -> str:
    """A violation, reported; its address."""
    fields = {"what": SECRET, "concerned": named(council, about), "who": "", "found_on": "2026-12-08"} | changes
    answer = council.browser(login).post("/registers/violations/new", fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def write(council: Council, login: str, entry: str, fields: dict[str, Any], seen: int = 0) -> int:
    return int(council.browser(login).post(f"{entry}/edit", fields | {"seen": str(seen)}).status_code)


def put(council: Council, login: str, entry: str, to: str, seen: int = 0) -> int:
    return int(council.browser(login).post(f"{entry}/next", {"to": to, "seen": str(seen)}).status_code)


@pytest.mark.parametrize(("subject", "other"), [("admin", "chair"), ("chair", "admin")])
@pytest.mark.clause("I 7-2(3)", "I 7-6①", "I 7-6②")
def test_violation_is_dealt_with_by_the_office_that_it_is_not_about(council: Council, subject: str, other: str) -> None:
    entry = report(council, subject)
    case = CASE | {"concerned": named(council, subject)}

    own = council.browser(subject)
    refused = [own.get(path).status_code for path in (entry, f"{entry}/edit", f"{entry}/export.pdf")]
    acts = [write(council, subject, entry, case), put(council, subject, entry, "none")]
    done = [write(council, other, entry, case), put(council, other, entry, "guided", 1)]

    assert (refused, acts, done) == ([404] * 3, [404] * 2, [303] * 2)
    assert SECRET in council.browser(other).get(entry).text


WAYS = (
    "/registers/violations",
    "/registers/violations?state=reported",
    "/registers/violations/export.csv",
    "/registers/waiting",
    "/registers",
    "/",
    "/ledger",
    "/clauses",
)


@pytest.mark.both("asks for rows as no other test does")
def test_no_list_export_or_count_shows_it_to_them_and_all_show_it_to_the_other(council: Council) -> None:
    report(council, "admin")
    own, other = council.browser("admin"), council.browser("chair")

    shown = {way: SECRET in own.get(way).content.decode("utf-8-sig") for way in WAYS}

    assert not any(shown.values()), shown
    assert SECRET in other.get("/registers/violations/export.csv").content.decode("utf-8-sig")
    waits = [browser.get("/registers/waiting").text for browser in (own, other)]
    assert ["違反と措置の記録 第1号" in page for page in waits] == [False, True]
    with pikepdf.open(io.BytesIO(own.get("/registers/violations/export.pdf").content)) as printed:
        assert len(printed.pages) == 1
    assert [record["detail"]["entries"] for record in council.ledger("register.exported")] == [0, 1, 0]


def counted(council: Council, login: str) -> int:
    """What the menu counts for somebody beside the registers, as the live topic does."""
    page = council.browser(login).get("/registers").text
    found = re.search(r'data-desk-place="registers"[^>]*><span[^>]*data-count>(\d+)', page)
    return int(found[1]) if found else 0


def test_menu_counts_for_them_nothing_of_their_own(council: Council) -> None:
    report(council, "admin")

    assert {login: counted(council, login) for login in ("admin", "chair")} == {"admin": 0, "chair": 1}


@pytest.mark.both("what happens at once or in between")
def test_what_waits_for_the_one_it_is_about_waits_for_the_other_office(council: Council) -> None:
    lost = {"mishap": "lost", "happened": "置き忘れた", "noticed_on": str(days.today()), "heard_from": ""}
    council.browser("member1").post("/registers/incidents/new", lost | {"concerned": named(council, "admin")})
    council.browser("chair").post("/registers/consultations/new", {"question": "会派の部屋で読んでよいか"})

    assert {login: counted(council, login) for login in ("admin", "chair")} == {"admin": 1, "chair": 1}
    assert "相談の記録 第1号" in council.browser("admin").get("/registers/waiting").text
    assert "事故の記録 第1号" in council.browser("chair").get("/registers/waiting").text


@pytest.mark.parametrize("spelt", ["森田由美", "森田　由美さん"])
def test_who_is_called_by_name_in_words_alone_is_about_them_too(council: Council, spelt: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["admin"].id).name = "森田 由美"
    entry = report(council, "admin", concerned=UNLISTED, who=spelt)

    assert council.browser("admin").get(entry).status_code == 404
    assert council.browser("chair").get(entry).status_code == 200


def test_name_in_letters_of_another_width_is_found_by_lists_and_exports_too(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["admin"].id).name = "マリア・ロペス"
    entry = report(council, "admin", concerned=UNLISTED, who="ﾏﾘｱ・ﾛﾍﾟｽ")
    own = council.browser("admin")

    ways = ("/registers/violations", "/registers/violations/export.csv")
    shown = [SECRET in own.get(way).content.decode("utf-8-sig") for way in ways]

    assert (own.get(entry).status_code, shown, counted(council, "admin")) == (404, [False, False], 0)


def test_report_says_whom_it_is_about_or_that_nobody_knows(council: Council) -> None:
    fields = {"what": SECRET, "who": "", "found_on": "2026-12-08"}
    member = council.browser("member1")

    missing = member.post("/registers/violations/new", fields)
    made_up = member.post("/registers/violations/new", fields | {"concerned": "0" * 26 + " だれか"})

    assert (missing.status_code, "だれのことかを選んでください。" in missing.text) == (422, True)
    assert (made_up.status_code, "名簿にない人です。" in made_up.text, SECRET in made_up.text) == (422, True, True)


def test_reporter_follows_what_they_reported_and_reads_who_deals_with_it(council: Council) -> None:
    entry = report(council, "admin")

    page = council.browser("member1").get(entry).text

    with council.services.database.read() as unit:
        chair, admin = (unit.get_one(Person, council.people[login].id).display_name for login in ("chair", "admin"))
    assert f"扱う人　{chair}" in page
    assert f"扱う人　{admin}" not in page


def test_where_nobody_is_left_it_says_who_must_be_named_and_who_is_named_deals_with_it(council: Council) -> None:
    both = [named(council, login) for login in ("admin", "chair")]
    answer = council.browser("member1").post(
        "/registers/violations/new", {"what": SECRET, "concerned": both, "who": "", "found_on": "2026-12-08"}
    )
    entry = answer.headers["location"]

    alone = council.browser("member1").get(entry).text
    with council.services.database.write() as unit:
        person = council.people["clerk2"].id
        offices.give(unit, person, Role.ADMINISTRATOR, days.begins(days.today()), None, administrators=3)

    assert "この記録を扱える人がいません。" in alone
    assert "「役職の申し出」で、その役職に決めてください。" in alone
    assert [council.browser(login).get(entry).status_code for login in ("admin", "chair")] == [404, 404]
    with council.services.database.read() as unit:
        held = {row.role for row in unit.query(Office).filter_by(person_id=person)}
    assert "administrator" in held
    assert "扱う人" in council.browser("member1").get(entry).text


def test_incident_by_somebody_in_office_is_read_and_not_closed_by_them(council: Council) -> None:
    fields = {
        "mishap": "lost",
        "happened": "端末を置き忘れた",
        "noticed_on": "2026-11-08",
        "heard_from": "",
        "concerned": named(council, "admin"),
    }
    entry = council.browser("member1").post("/registers/incidents/new", fields).headers["location"]
    more = fields | dict.fromkeys(("contained", "recovered", "cause", "prevention", "window", "police"), "")
    more |= {"chair_told_on": "2026-11-08", "committee_told_on": "", "town_told_on": ""}

    page = council.browser("admin").get(entry)
    own = [write(council, "admin", entry, more), put(council, "admin", entry, "handled")]
    other = [write(council, "chair", entry, more), put(council, "chair", entry, "handled", 1)]

    assert (page.status_code, f"{entry}/next" in page.text, f"{entry}/edit" in page.text) == (200, False, False)
    assert (own, other) == ([403, 403], [303, 303])
    assert "第1号" not in council.browser("admin").get("/registers/waiting").text


@pytest.mark.parametrize(("asker", "about"), [("chair", ""), ("member1", "chair")])
def test_question_of_or_about_the_chair_is_answered_by_the_office(council: Council, asker: str, about: str) -> None:
    fields = {"question": "会派の部屋で読んでよいか", "concerned": [named(council, about)] if about else []}
    entry = council.browser(asker).post("/registers/consultations/new", fields).headers["location"]
    answered = fields | {"answer": "よい"}

    own = write(council, "chair", entry, answered)
    office = [write(council, "admin", entry, answered), put(council, "admin", entry, "answered", 1)]

    assert own in {403, 404}
    assert office == [303, 303]
    assert council.browser("chair").get(entry).status_code == (200 if asker == "chair" else 404)


def test_office_does_not_answer_in_the_chairs_place_otherwise(council: Council) -> None:
    fields = {"question": "会派の部屋で読んでよいか"}
    entry = council.browser("member1").post("/registers/consultations/new", fields).headers["location"]

    assert write(council, "admin", entry, fields | {"answer": "よい"}) == 403
    assert write(council, "chair", entry, fields | {"answer": "よい"}) == 303


def test_findings_about_somebody_are_not_reported_done_by_them(council: Council) -> None:
    plan = {"subject": "令和8年度", "inspector": "森田", "due_on": "2099-12-08"}
    entry = council.browser("admin").post("/registers/inspections/new", plan).headers["location"]
    points = ("offices", "levels", "devices", "takeouts", "lessons", "factors", "incidents", "backups", "contracts")
    found = dict.fromkeys(points, "well") | {"findings": "付箋", "concerned": named(council, "admin")}
    full = plan | found | {"improvement": "はがす", "reported": "12月8日"}

    steps = [write(council, "admin", entry, full), put(council, "admin", entry, "answered", 1)]
    steps += [put(council, "chair", entry, "answered", 1), put(council, "chair", entry, "reported", 2)]

    assert steps == [303, 403, 303, 303]


@pytest.mark.both("what happens at once or in between")
def test_who_was_named_meanwhile_does_not_go_by_what_was_decided_before(council: Council) -> None:
    """The request has read the entry, and the policy has allowed the act; then somebody else names its person."""
    lost = {"mishap": "lost", "happened": "置き忘れた", "noticed_on": "2026-11-08", "heard_from": ""}
    entry = council.browser("member1").post("/registers/incidents/new", lost).headers["location"]
    more = lost | dict.fromkeys(("contained", "recovered", "cause", "prevention", "window", "police"), "")
    more |= {"chair_told_on": "2026-11-08", "committee_told_on": "", "town_told_on": ""}
    assert write(council, "chair", entry, more | {"concerned": named(council, "admin")}) == 303
    by = By(Actor(person_id=council.people["admin"].id, roles=frozenset({Role.ADMINISTRATOR})))

    with council.services.database.write() as unit:
        loaded = unit.scalars(select(RegisterEntry)).one()
        set_committed_value(loaded, "changes", 0)
        with pytest.raises(ChangedMeanwhile):
            acts.move(unit, by, INCIDENTS, loaded, "handled", seen=1, among=frozenset({"handled"}))


@pytest.mark.parametrize("way", ["concerned", "who"])
def test_one_office_takes_no_case_from_the_other_by_naming_them_in_it(council: Council, way: str) -> None:
    entry, chair = report(council, "clerk1"), named(council, "chair")
    with council.services.database.read() as unit:
        name = unit.get_one(Person, council.people["chair"].id).name
    named_too = {"concerned": [named(council, "clerk1"), chair]} if way == "concerned" else {"who": name}

    answer = write(council, "admin", entry, CASE | {"concerned": named(council, "clerk1")} | named_too)

    assert answer == 422
    assert council.browser("chair").get(entry).status_code == 200


def test_ones_own_notice_of_take_out_is_ended_and_not_rewritten(council: Council) -> None:
    today, tomorrow = days.today(), days.today() + timedelta(days=1)
    fields = {
        "place": "home",
        "until": str(today),
        "since": str(today),
        "thing": "tablet",
        "purpose": "準備",
        "detail": "",
    }
    entry = council.browser("admin").post("/registers/takeouts/new", fields).headers["location"]

    assert write(council, "admin", entry, fields | {"until": str(tomorrow)}) == 409
    assert put(council, "admin", entry, "back") == 303


def test_register_that_names_no_field_of_its_own_as_whom_it_is_about_is_not_declared() -> None:
    assert [each.concern is not None for each in (VIOLATIONS, INCIDENTS, CONSULTATIONS, INSPECTIONS)] == [True] * 4
    with pytest.raises(TypeError, match="persons that are fields"):
        replace(LENDING, concern=Concern("nobody"))
