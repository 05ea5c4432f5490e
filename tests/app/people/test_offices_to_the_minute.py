"""A chair elected while a sitting goes on is chair from that minute, the former one until theirs; days stay days."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock, days
from app.access.duties import ChairDuty
from app.access.roles import Role
from app.auth.factors.strength import PASSKEY
from app.members.delegation import carried_by, delegate
from app.members.models import Delegation, Office
from app.members.people import offices_now
from app.people.roster import COLUMNS
from app.proposals.models import Proposal
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

TODAY = "2027-05-14"


def of(council: Council, login: str) -> str:
    return council.people[login].id


def holds(council: Council, login: str, role: Role) -> bool:
    with council.services.database.read() as unit:
        return role in offices_now(unit, of(council, login))


def term_of(council: Council, login: str, role: Role) -> Office:
    with council.services.database.read() as unit:
        return unit.query(Office).filter_by(person_id=of(council, login), role=role.value).one()


def decide(browser: Browser, council: Council) -> Any:
    with council.services.database.read() as unit:
        waiting = unit.query(Proposal).filter_by(kind="office_change", state="asked").one().id
    here = f"/admin/offices/{waiting}/decide"
    return browser.post(here, second_word(council, here))


def ask_to_end(browser: Browser, council: Council, login: str, role: Role, last_time: str) -> Any:
    form = {"office": term_of(council, login, role).id, "last_day": TODAY, "last_time": last_time, "reason": "辞職"}
    return browser.post(f"/admin/people/{of(council, login)}/power/end", form)


def ask_to_give(browser: Browser, council: Council, login: str, role: Role, first_time: str) -> Any:
    form = {"role": role.value, "first_day": TODAY, "first_time": first_time, "last_day": "", "reason": "選挙"}
    return browser.post(f"/admin/people/{of(council, login)}/power", form)


@pytest.fixture
def sitting(council: Council, at: SetClock) -> Council:
    """The day of the election: everybody has been in office for years, and it is half past ten."""
    with council.services.database.write() as unit:
        for office in unit.query(Office).all():
            office.starts_at = days.begins(date(2023, 5, 1))
        for row in unit.query(Delegation).all():
            unit.delete(row)
    at(f"{TODAY} 10:30:00")
    return council


@pytest.mark.rare("a term that begins in mid-sitting, with every step of two persons")
def test_chair_elected_in_mid_sitting_takes_office_that_minute(sitting: Council, at: SetClock) -> None:
    admin, deputy = (sitting.browser(login, strong_with=PASSKEY) for login in ("admin", "deputy"))
    former = sitting.browser("chair")
    assert ask_to_end(admin, sitting, "chair", Role.CHAIR, "10:35").status_code == 303
    assert decide(deputy, sitting).status_code == 303
    assert former.get("/permits/decide").status_code == 200

    at(f"{TODAY} 10:35:00")
    assert former.get("/permits/decide").status_code == 403
    at(f"{TODAY} 10:41:00")
    assert ask_to_give(admin, sitting, "member1", Role.CHAIR, "10:40").status_code == 303
    assert "議長を2027年5月14日 10:40から期限なしで" in deputy.get("/admin/offices").text
    assert decide(deputy, sitting).status_code == 303

    # What was open before power came is over: the elected signs in again.
    assert sitting.browser("member1").get("/permits/decide").status_code == 200
    assert former.get("/").status_code == 200, "still a member"
    asked = sitting.ledger("people.office_asked")[-1]["detail"]
    assert asked["first_day"] == "2027-05-14 10:40"


def test_two_chairs_do_not_overlap_by_a_minute(sitting: Council) -> None:
    admin, deputy = (sitting.browser(login, strong_with=PASSKEY) for login in ("admin", "deputy"))
    ask_to_end(admin, sitting, "chair", Role.CHAIR, "10:35")
    decide(deputy, sitting)

    ask_to_give(admin, sitting, "member1", Role.CHAIR, "10:34")

    # Until 10:35 the chair is there to confirm.
    answer = decide(sitting.browser("chair", strong_with=PASSKEY), sitting)
    assert answer.status_code == 422
    assert "議長は同時に 1 人まで" in answer.text


def test_end_that_was_moved_by_minutes_makes_an_earlier_request_stale(sitting: Council) -> None:
    admin, chair = (sitting.browser(login, strong_with=PASSKEY) for login in ("admin", "chair"))
    ask_to_end(admin, sitting, "deputy", Role.DEPUTY, "16:00")
    with sitting.services.database.write() as unit:
        unit.get_one(Office, term_of(sitting, "deputy", Role.DEPUTY).id).ends_at = days.read_end(f"{TODAY} 15:00")

    assert decide(chair, sitting).status_code == 409


def test_office_without_power_ends_to_the_minute_and_the_screen_says_so(sitting: Council, at: SetClock) -> None:
    admin, member = sitting.browser("admin"), sitting.browser("member1")
    form = {"office": term_of(sitting, "member1", Role.MEMBER).id, "last_day": TODAY, "last_time": "10:45"}

    assert admin.post(f"/admin/people/{of(sitting, 'member1')}/office", form).status_code == 303

    page = admin.get(f"/admin/people/{of(sitting, 'member1')}").text
    assert "2027年5月14日 10:45" in page
    assert 'name="last_time" type="time" value="10:45"' in page
    assert member.get("/").status_code == 200
    at(f"{TODAY} 10:45:00")
    assert member.fetch("/").status_code == 401


def test_day_alone_ends_at_midnight_as_before(sitting: Council) -> None:
    admin = sitting.browser("admin")
    form = {"office": term_of(sitting, "member1", Role.MEMBER).id, "last_day": TODAY, "last_time": ""}

    assert admin.post(f"/admin/people/{of(sitting, 'member1')}/office", form).status_code == 303

    assert term_of(sitting, "member1", Role.MEMBER).ends_at == days.ends(date(2027, 5, 14))


def test_time_without_its_day_is_refused_instead_of_making_a_term_endless(sitting: Council) -> None:
    with sitting.services.database.write() as unit:
        unit.get_one(Office, term_of(sitting, "member1", Role.MEMBER).id).ends_at = days.ends(date(2027, 6, 1))
    form = {"office": term_of(sitting, "member1", Role.MEMBER).id, "last_day": "", "last_time": "10:45"}

    answer = sitting.browser("admin").post(f"/admin/people/{of(sitting, 'member1')}/office", form)

    assert answer.status_code == 422
    assert "終わりの日も入れてください" in answer.text
    assert term_of(sitting, "member1", Role.MEMBER).ends_at == days.ends(date(2027, 6, 1))


def test_delegation_runs_to_the_minute(sitting: Council, at: SetClock) -> None:
    chair = sitting.browser("chair")
    form = {"person": of(sitting, "deputy"), "duty": ["permits"], "reason": "午後は出張"}
    form |= {"first_day": TODAY, "first_time": "13:00", "last_day": TODAY, "last_time": "15:00"}

    assert chair.post("/admin/delegations", form).status_code == 303

    answers = []
    for minute in ("12:59:59", "13:00:00", "14:59:59", "15:00:00"):
        at(f"{TODAY} {minute}")
        answers.append(sitting.browser("deputy").get("/permits/decide").status_code)
    assert answers == [403, 200, 200, 403]


def test_list_that_knows_days_alone_moves_no_minute(sitting: Council) -> None:
    with sitting.services.database.write() as unit:
        unit.get_one(Office, term_of(sitting, "member1", Role.MEMBER).id).ends_at = days.read_end("2027-06-01 15:30")
    admin = sitting.browser("admin")
    line = next(row for row in admin.get("/admin/people/export.csv").text.splitlines() if "佐藤 花子" in row)
    header = ",".join(COLUMNS)

    report = admin.post("/admin/people/import", {"pasted": f"{header}\n{line}"}).text

    assert "任期終了：" not in report
    assert "2027-06-01" in line


@pytest.mark.parametrize("text", ["2027-04-30", "2027-04-30 10:40", "2027-04-30 00:01"])
def test_ends_are_kept_as_they_were_written(text: str) -> None:
    assert days.end_text(days.read_end(text)) == text
    assert days.begin_text(days.read_begin(text)) == text


def test_minute_of_midnight_is_the_day_before() -> None:
    midnight = days.begins(date(2027, 5, 1))

    assert days.end_text(midnight) == "2027-04-30"
    assert days.end_words(midnight) == "2027年4月30日"
    assert days.end_words(midnight + timedelta(minutes=1)) == "2027年5月1日 00:01"


def test_delegation_does_not_come_back_with_another_term_of_the_chair(council: Council) -> None:
    chair, deputy = of(council, "chair"), of(council, "deputy")

    def carried() -> bool:
        with council.services.database.read() as unit:
            return bool(carried_by(unit, deputy, frozenset({Role.DEPUTY})).actions)

    now = clock.now()
    with council.services.database.write() as unit:
        duties, period = frozenset({ChairDuty.PERMITS}), {"starts_at": now, "ends_at": now + timedelta(days=9)}
        delegate(unit, from_person=chair, to_person=deputy, duties=duties, reason="不在", **period)
    assert carried()
    with council.services.database.write() as unit:
        unit.query(Office).filter_by(person_id=chair, role="chair").one().ends_at = clock.now()
        unit.flush()
        unit.add(Office(person_id=chair, role="chair", starts_at=clock.now() + timedelta(microseconds=1)))

    assert not carried()
    assert "任期とともに終わりました" in council.browser("chair").get("/admin/delegations").text
