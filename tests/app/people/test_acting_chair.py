"""Where the chair's office is vacant or the chair hindered, the law says who acts; the system follows it and tells."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app import days
from app.access.roles import Role
from app.auth.factors.strength import PASSKEY
from app.members import offices
from app.members.models import Delegation, Office
from app.members.people import offices_now
from app.proposals.models import Proposal
from tests.app.conftest import SetClock
from tests.app.permits import desk as permits
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

TODAY = "2027-05-14"


def of(council: Council, login: str) -> str:
    return council.people[login].id


def strong(council: Council, login: str) -> Browser:
    return council.browser(login, strong_with=PASSKEY)


def decide(browser: Browser, council: Council) -> Any:
    with council.services.database.read() as unit:
        waiting = unit.query(Proposal).filter_by(kind="office_change", state="asked").one().id
    here = f"/admin/offices/{waiting}/decide"
    return browser.post(here, second_word(council, here))


def name(browser: Browser, council: Council, login: str, **changes: str) -> Any:
    form = {
        "role": "acting_chair",
        "first_day": TODAY,
        "first_time": "10:30",
        "last_day": TODAY,
        "reason": "議長が入院",
    }
    return browser.post(f"/admin/people/{of(council, login)}/power", form | changes)


def ends(council: Council, *roles: Role, at: str = f"{TODAY} 10:20") -> None:
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter(Office.role.in_(roles)):
            office.ends_at = days.read_end(at)


def may_decide_permits(council: Council, login: str) -> bool:
    return bool(council.browser(login).get("/permits/decide").status_code == 200)


@pytest.fixture
def sitting(council: Council, at: SetClock) -> Council:
    """Half past ten: everybody has been in office for years, and nothing is delegated."""
    with council.services.database.write() as unit:
        for office in unit.query(Office).all():
            office.starts_at = days.begins(date(2023, 5, 1))
        for row in unit.query(Delegation).all():
            unit.delete(row)
        offices.give(
            unit, of(council, "clerk2"), Role.ADMINISTRATOR, days.begins(date(2024, 1, 1)), None, administrators=3
        )
    at(f"{TODAY} 10:30:00")
    return council


def test_vice_chair_acts_from_the_minute_at_which_the_chairs_office_is_vacant(sitting: Council, at: SetClock) -> None:
    permits.asked(sitting, lay(sitting))
    ends(sitting, Role.CHAIR, at=f"{TODAY} 10:35")
    assert not may_decide_permits(sitting, "deputy")

    at(f"{TODAY} 10:35:00")
    desk = sitting.browser("deputy").get("/permits/decide")

    assert desk.status_code == 200
    assert "議長の欠員のため、議長の職務を行っています。" in desk.text
    assert 'data-desk-place="decide"><span' in sitting.browser("deputy").get("/").text
    assert not may_decide_permits(sitting, "member1")
    assert sitting.browser("admin").get("/permits/decide").status_code == 403


def test_what_the_vice_chair_decides_says_by_what_right(sitting: Council) -> None:
    permit = permits.asked(sitting, lay(sitting))
    ends(sitting, Role.CHAIR)

    permits.decide(sitting, permit, "deputy")

    detail = sitting.ledger("permit.decided")[-1]["detail"]
    assert detail["acting_because"] == "vacant"
    assert "acting_for" not in detail
    assert "議長の欠員による職務の代行" in sitting.browser("admin").get("/ledger").text


def test_delegation_of_a_chair_who_left_gives_nothing_but_the_law_does(sitting: Council) -> None:
    form = {"duty": ["permits"], "first_day": TODAY, "last_day": "2027-05-20", "reason": "出張"}
    for login in ("deputy", "admin"):
        assert (
            sitting.browser("chair").post("/admin/delegations", form | {"person": of(sitting, login)}).status_code
            == 303
        )
    assert may_decide_permits(sitting, "admin")

    ends(sitting, Role.CHAIR)

    assert not may_decide_permits(sitting, "admin")
    assert may_decide_permits(sitting, "deputy")


def test_acting_by_law_reaches_nobody_with_power_and_hands_nothing_on(sitting: Council) -> None:
    ends(sitting, Role.CHAIR)
    deputy = strong(sitting, "deputy")

    suspended = [
        deputy.post(f"/admin/people/{of(sitting, login)}/suspend", {"reason": "不正"}).status_code
        for login in ("admin", "deputy", "member1")
    ]

    assert suspended == [403, 403, 303]
    assert deputy.get("/admin/delegations").status_code == 403
    assert deputy.get("/ledger").status_code == 403
    assert name(deputy, sitting, "member2").status_code == 403


def test_row_altered_by_sql_makes_nobody_acting_chair(sitting: Council) -> None:
    with sitting.services.database.write() as unit:
        unit.execute(text("UPDATE office SET role = 'member' WHERE role = 'chair'"))

    assert not may_decide_permits(sitting, "deputy")
    assert "役職の記録が書き換えられた疑いがあります" in sitting.browser("deputy").get("/admin/offices").text


@pytest.mark.both("what happens at once or in between")
def test_end_of_the_chairs_office_tells_at_once_who_acts(sitting: Council) -> None:
    with sitting.services.database.read() as unit:
        chair = unit.query(Office).filter_by(role="chair").one().id
    form = {"office": chair, "last_day": TODAY, "last_time": "10:30", "reason": "辞職"}
    strong(sitting, "admin").post(f"/admin/people/{of(sitting, 'chair')}/power/end", form)

    assert decide(strong(sitting, "deputy"), sitting).status_code == 303

    words = "議長が欠けています。中村 恵子 副議長が議長の職務を行っています"
    assert words in sitting.browser("admin").get("/admin/connections").text
    assert words in sitting.browser("admin").get("/admin/offices").text
    record = sitting.ledger("people.chair_acted_for")[-1]["detail"]
    assert record == {"person": of(sitting, "deputy"), "ground": "vacant", "since": f"{TODAY} 10:30"}


def test_without_a_vice_chair_the_eldest_member_is_named_by_two_and_acts_until_a_chair_is_elected(
    sitting: Council, at: SetClock
) -> None:
    ends(sitting, Role.CHAIR, Role.DEPUTY)
    admin, second = strong(sitting, "admin"), strong(sitting, "clerk2")
    page = admin.get("/admin/offices").text
    assert "臨時議長（年長の議員、地方自治法107条）" in page
    assert name(admin, sitting, "member1").status_code == 303
    assert decide(admin, sitting).status_code == 403
    assert not may_decide_permits(sitting, "member1")

    assert decide(second, sitting).status_code == 303

    assert may_decide_permits(sitting, "member1")
    assert sitting.ledger("people.chair_acted_for")[-1]["detail"]["ground"] == "vacant"
    at(f"{TODAY} 10:40:00")
    with sitting.services.database.write() as unit:
        offices.give(
            unit, of(sitting, "member2"), Role.CHAIR, days.read_begin(f"{TODAY} 10:40"), None, administrators=3
        )
    assert not may_decide_permits(sitting, "member1")
    assert may_decide_permits(sitting, "member2")


def test_hindered_chair_is_acted_for_and_comes_back_alone(sitting: Council) -> None:
    admin, second = strong(sitting, "admin"), strong(sitting, "clerk2")
    assert name(admin, sitting, "deputy").status_code == 303
    assert decide(strong(sitting, "deputy"), sitting).status_code == 403, "nobody gains by themselves"
    assert decide(second, sitting).status_code == 303
    assert may_decide_permits(sitting, "deputy")
    chair = sitting.browser("chair")
    assert (
        "議長（山本 一郎 議長）に事故があり、中村 恵子 副議長が職務を行っています" in chair.get("/admin/offices").text
    )

    assert sitting.browser("deputy").post("/admin/offices/return").status_code == 403
    assert chair.post("/admin/offices/return").status_code == 303

    assert not may_decide_permits(sitting, "deputy")
    assert chair.post("/admin/offices/return").status_code == 409
    with sitting.services.database.read() as unit:
        assert offices_now(unit, of(sitting, "deputy")) == {Role.DEPUTY, Role.MEMBER}


@pytest.mark.parametrize(
    ("login", "changes", "words"),
    [
        ("executive", {}, "議員か副議長を選んでください"),
        ("clerk1", {}, "議員か副議長を選んでください"),
        ("deputy", {"last_day": ""}, "議長職務代行者の任期の終わりを入れてください"),
    ],
)
def test_only_members_act_and_for_a_time(sitting: Council, login: str, changes: dict[str, str], words: str) -> None:
    answer = name(strong(sitting, "admin"), sitting, login, **changes)

    assert answer.status_code == 422
    assert words in answer.text


def test_member_who_leaves_before_the_second_word_does_not_act(sitting: Council) -> None:
    ends(sitting, Role.CHAIR, Role.DEPUTY)
    name(strong(sitting, "admin"), sitting, "member1")
    with sitting.services.database.write() as unit:
        for office in unit.query(Office).filter_by(person_id=of(sitting, "member1")):
            office.ends_at = days.read_end(f"{TODAY} 10:25")

    assert decide(strong(sitting, "clerk2"), sitting).status_code == 409
