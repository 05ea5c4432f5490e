"""People over HTTP: registering, suspending (7-6③), delegating (1(1)④), retiring (5(1)⑥), groups."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock, days
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions.models import SessionRow
from app.materials.models import ReadingPosition
from app.members.models import Delegation, GroupMember, Person
from app.permits.models import Permit
from tests.app.meetings.scenes import open_paper
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

NEW = {"login": "ishikawa", "name": "石川 剛", "title": "議員", "role": "member", "first_day": "2026-05-01"}


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/account").status_code == 200)


def of(council: Council, login: str) -> str:
    return council.people[login].id


def state_of(council: Council, login: str) -> str:
    with council.services.database.read() as unit:
        return unit.get_one(Person, of(council, login)).state


def end_delegations(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.query(Delegation).delete()


def day(offset: int) -> str:
    return str(days.today() + timedelta(days=offset))


def test_administrator_registers_somebody_who_has_nothing_yet_to_sign_in_with(council: Council) -> None:
    admin = council.browser("admin")

    answer = admin.post("/admin/people/new", NEW | {"seat": "12"})

    page = admin.get(answer.headers["location"]).text
    assert "石川 剛 議員" in page
    assert page.count("まだありません") == 3
    assert council.ledger("people.added")[-1]["detail"]["login"] == "ishikawa"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "MEMBER1"}, "この ID は使われているか"),
        ({"login": "a b"}, "半角の英小文字"),
        ({"name": "=1+1"}, "計算式"),
        ({"name": ""}, "氏名を入力してください"),
        ({"role": "public"}, "役割を選んでください"),
        ({"role": "chair"}, "「役職の申し出」から申し出ます"),
        ({"first_day": ""}, "任期の始まりを入れてください"),
        ({"last_day": "2020-01-01"}, "任期の終わりが、始まりより前です"),
    ],
)
def test_registration_that_cannot_be_used_comes_back_with_what_was_typed(
    council: Council, change: dict[str, str], words: str
) -> None:
    answer = council.browser("admin").post("/admin/people/new", NEW | {"kana": "いしかわ つよし"} | change)

    assert answer.status_code == 422
    assert words in answer.text
    assert "いしかわ つよし" in answer.text


@pytest.mark.both("what happens at once or in between")
def test_two_who_register_the_same_id_at_once_make_one_person(council: Council) -> None:
    browsers = [council.browser("admin") for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(one.status_code for one in pool.map(lambda one: one.post("/admin/people/new", NEW), browsers))

    assert statuses == [303, 422, 422, 422]


@pytest.mark.clause("I 7-6③")
def test_chair_suspends_a_member_whose_next_request_is_refused(council: Council) -> None:
    tablet, chair = council.browser("member1"), council.browser("chair")
    assert is_in(tablet)

    answer = chair.post(f"/admin/people/{of(council, 'member1')}/suspend", {"reason": "端末の貸与"})

    assert answer.status_code == 303
    assert not is_in(tablet)
    assert tablet.fetch("/alarms.json").status_code == 401
    record = council.ledger("people.suspended")[-1]
    assert (record["actor"], record["detail"]["reason"]) == (of(council, "chair"), "端末の貸与")


def test_lifting_needs_the_chair_and_old_sessions_stay_dead(council: Council) -> None:
    tablet, chair, admin = council.browser("member1"), council.browser("chair"), council.browser("admin")
    path = f"/admin/people/{of(council, 'member1')}"
    chair.post(f"{path}/suspend", {"reason": "調査のため"})

    refused = admin.post(f"{path}/lift", {"reason": "済んだ"})
    lifted = chair.post(f"{path}/lift", {"reason": "済んだ"})

    assert (refused.status_code, lifted.status_code) == (403, 303)
    assert state_of(council, "member1") == "active"
    assert not is_in(tablet)
    assert is_in(council.browser("member1"))


@pytest.mark.both("what happens at once or in between")
def test_suspending_twice_at_once_is_one_suspension(council: Council) -> None:
    chairs = [council.browser("chair") for _ in range(3)]
    path = f"/admin/people/{of(council, 'member1')}/suspend"

    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(one.status_code for one in pool.map(lambda one: one.post(path, {"reason": "同時"}), chairs))

    assert statuses == [303, 409, 409]


@pytest.mark.parametrize(("login", "whom"), [("chair", "chair"), ("deputy", "chair"), ("deputy", "deputy")])
def test_nobody_suspends_themselves_or_the_chair(council: Council, login: str, whom: str) -> None:
    answer = council.browser(login).post(f"/admin/people/{of(council, whom)}/suspend", {"reason": "試し"})

    assert answer.status_code == 403
    assert state_of(council, whom) == "active"


def asked_permit(council: Council) -> str:
    from app.materials.models import Material, Version

    moment = clock.now()
    with council.services.database.write() as unit:
        material = Material(title="議案", confidentiality="3C", created_at=moment, created_by=of(council, "clerk1"))
        unit.add(material)
        unit.flush()
        version = Version(
            material_id=material.id, number=1, file_name="a.pdf", created_at=moment, created_by=of(council, "clerk1")
        )
        unit.add(version)
        unit.flush()
        permit = Permit(
            number="令和8年 第1号",
            person_id=of(council, "member1"),
            material_id=material.id,
            version_id=version.id,
            reason="質疑",
            wanted_until=moment + timedelta(days=2),
            state="asked",
            asked_at=moment,
        )
        unit.add(permit)
        unit.flush()
        return permit.id


def decide(browser: Browser, permit: str) -> Any:
    return browser.post(f"/permits/{permit}/decide", {"decision": "refuse", "reason": "画面で読めます"})


def test_deputy_without_a_delegation_decides_nothing(council: Council) -> None:
    end_delegations(council)
    deputy = council.browser("deputy")

    assert deputy.get("/permits/decide").status_code == 403
    assert decide(deputy, asked_permit(council)).status_code == 403
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "not_delegated"


@pytest.mark.clause("I 1章3(4)")
def test_delegate_decides_in_the_chairs_place_and_the_record_says_so(council: Council) -> None:
    end_delegations(council)
    given = council.browser("chair").post(
        "/admin/delegations",
        {
            "person": of(council, "admin"),
            "duty": ["permits"],
            "first_day": day(0),
            "last_day": day(1),
            "reason": "出張のため",
        },
    )
    permit = asked_permit(council)

    answer = decide(council.browser("admin"), permit)

    assert (given.status_code, answer.status_code) == (303, 303)
    record = council.ledger("permit.decided")[-1]
    assert (record["actor"], record["detail"]["acting_for"]) == (of(council, "admin"), of(council, "chair"))


def test_chairs_own_decision_names_nobody_else(council: Council) -> None:
    decide(council.browser("chair"), asked_permit(council))

    assert "acting_for" not in council.ledger("permit.decided")[-1]["detail"]


def test_delegation_is_over_at_midnight_and_when_it_is_taken_back(council: Council) -> None:
    end_delegations(council)
    chair, admin = council.browser("chair"), council.browser("admin")
    form = {"person": of(council, "admin"), "duty": ["permits"], "first_day": day(0), "last_day": day(0)}
    chair.post("/admin/delegations", form | {"reason": "今日だけ"})
    assert admin.get("/permits/decide").status_code == 200
    with council.services.database.read() as unit:
        row = unit.query(Delegation).one()

    clock.use(lambda: row.ends_at.timestamp() - 1)
    admin_before = council.browser("admin").get("/permits/decide").status_code
    clock.use(row.ends_at.timestamp)
    admin_after = council.browser("admin").get("/permits/decide").status_code
    clock.use(lambda: row.ends_at.timestamp() - 1)
    revoked = council.browser("chair").post(f"/admin/delegations/{row.id}/revoke")
    admin_revoked = council.browser("admin").get("/permits/decide").status_code

    assert (admin_before, admin_after) == (200, 403)
    assert (revoked.status_code, admin_revoked) == (303, 403)
    ended = f">{clock.moment_text(clock.now())}　{council.people['chair'].display_name}<"
    assert ended in council.browser("chair").get("/admin/delegations").text


@pytest.mark.clause("I 2章1(1)④")
def test_duty_outside_the_delegation_stays_refused(council: Council) -> None:
    end_delegations(council)
    form = {"person": of(council, "deputy"), "duty": ["permits"], "first_day": day(0), "last_day": day(3)}
    council.browser("chair").post("/admin/delegations", form | {"reason": "出張"})

    answer = council.browser("deputy").post(f"/admin/people/{of(council, 'member1')}/suspend", {"reason": "試し"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person": ""}, "委任する相手を選んでください"),
        ({"duty": []}, "委任する職務を選んでください"),
        ({"last_day": "2020-01-01"}, "終わりの日が、始まりの日より前です"),
        ({"reason": ""}, "理由を入力してください"),
    ],
)
def test_delegation_that_is_none_is_refused(council: Council, change: dict[str, Any], words: str) -> None:
    form = {
        "person": of(council, "deputy"),
        "duty": ["permits"],
        "first_day": day(0),
        "last_day": day(3),
        "reason": "x",
    }

    answer = council.browser("chair").post("/admin/delegations", form | change)

    assert answer.status_code == 422
    assert words in answer.text


def test_member_cannot_be_made_to_carry_the_chairs_duties(council: Council) -> None:
    form = {"person": of(council, "member1"), "duty": ["permits"], "first_day": day(0), "last_day": day(3)}

    answer = council.browser("chair").post("/admin/delegations", form | {"reason": "試し"})

    assert answer.status_code == 422


def issued_to(council: Council, login: str) -> str:
    with council.services.database.write() as unit:
        row = Device(
            person_id=of(council, login),
            name="支給 07",
            kind="issued",
            state=DeviceState.APPROVED,
            public_key="k",
            key_hash=f"hash-{login}",
            created_at=clock.now(),
            starts_at=clock.now(),
        )
        unit.add(row)
        unit.flush()
        return row.id


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 2章5(1)⑥", "N 6(5)")
def test_retirement_is_not_closed_while_a_device_is_out_or_secrecy_is_open(council: Council) -> None:
    device, admin = issued_to(council, "member2"), council.browser("admin")
    path = f"/admin/people/{of(council, 'member2')}"
    laid = lay(council)
    for login in ("member1", "member2"):
        open_paper(council, login, laid.material, page=2)
    admin.post(f"{path}/retire", {"last_day": day(-1)})

    with_device = admin.post(f"{path}/close")
    admin.post(f"{path}/returned", {"device": device})
    without_secrecy = admin.post(f"{path}/close")
    admin.post(f"{path}/secrecy")
    agreed = council.browser("admin").get(path).text
    closed = admin.post(f"{path}/close")

    name = council.people["admin"].display_name
    assert all(re.search(f"{step}　[^<]+　{name}<", agreed) for step in ("手続きの始まり", "守秘の確認"))
    assert f"に閉じました（{name}）" in admin.get(path).text
    assert (with_device.status_code, without_secrecy.status_code, closed.status_code) == (409, 409, 303)
    assert "返却されていない端末" in with_device.text
    assert state_of(council, "member2") == "retired"
    with council.services.database.read() as unit:
        assert unit.scalars(select(ReadingPosition.person_id)).all() == [of(council, "member1")]
    assert [one["detail"]["step"] for one in council.ledger("people.retired")] == ["opened", "secrecy", "closed"]


def test_retirement_is_not_closed_within_the_term(council: Council) -> None:
    admin, path = council.browser("admin"), f"/admin/people/{of(council, 'member2')}"
    admin.post(f"{path}/retire", {"last_day": day(3)})
    admin.post(f"{path}/secrecy")

    answer = admin.post(f"{path}/close")

    assert answer.status_code == 409
    assert "任期の中" in answer.text


@pytest.mark.both("what happens at once or in between")
def test_retiring_ends_sessions_and_groups_at_once_when_the_last_day_is_over(council: Council) -> None:
    tablet, admin = council.browser("member2"), council.browser("admin")

    admin.post(f"/admin/people/{of(council, 'member2')}/retire", {"last_day": day(-1)})

    assert not is_in(tablet)
    with council.services.database.read() as unit:
        row = unit.query(SessionRow).filter_by(id=tablet.session_id).one()
    assert row.ended_because == "retired"


@pytest.mark.both("asks for rows as no other test does")
def test_id_of_the_retired_is_never_given_again(council: Council) -> None:
    admin, path = council.browser("admin"), f"/admin/people/{of(council, 'member2')}"
    admin.post(f"{path}/retire", {"last_day": day(-1)})
    admin.post(f"{path}/secrecy")
    admin.post(f"{path}/close")

    answer = admin.post("/admin/people/new", NEW | {"login": "member2"})

    assert state_of(council, "member2") == "retired"
    assert answer.status_code == 422
    with council.services.database.read() as unit:
        assert unit.query(GroupMember).filter_by(person_id=of(council, "member2")).count() == 0


@pytest.mark.clause("I 6-2(3)③")
@pytest.mark.parametrize("act", ["retire", "offices"])
def test_administrator_does_not_decide_about_their_own_office(council: Council, act: str) -> None:
    form = {"last_day": day(3), "role": "chair", "first_day": day(0)}

    assert council.browser("admin").post(f"/admin/people/{of(council, 'admin')}/{act}", form).status_code == 403


@pytest.mark.parametrize("login", ["clerk1", "member1", "investigator", "executive"])
def test_register_is_closed_to_others(council: Council, login: str) -> None:
    browser = council.browser(login)

    assert browser.get("/admin/people").status_code == 403
    assert browser.post("/admin/people/new", NEW).status_code == 403
    assert browser.get("/admin/connections").status_code == 403
