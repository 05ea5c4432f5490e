"""Names are one administrator's: they are changed freshly, never by oneself, and alone lead no second person."""

from typing import Any

import pytest

from app.auth.factors.strength import PASSKEY
from app.members.models import Person
from tests.app.auth.signing import Clock
from tests.app.auth.stale import stale
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

CHAIR = {"name": "小林 健", "kana": "", "title": "書記", "seat": ""}


def of(council: Council, login: str) -> str:
    return council.people[login].id


def rename(browser: Browser, council: Council, login: str, form: dict[str, str]) -> Any:
    return browser.post(f"/admin/people/{of(council, login)}/edit", form)


def name_of(council: Council, login: str) -> str:
    with council.services.database.read() as unit:
        return unit.get_one(Person, of(council, login)).display_name


def test_nobody_corrects_their_own_registration(council: Council) -> None:
    admin = council.browser("admin", strong_with=PASSKEY)

    answer = rename(admin, council, "admin", CHAIR | {"title": "副議長", "has_accommodation": "1"})

    assert answer.status_code == 403
    assert name_of(council, "admin") == "田中 誠 事務局長"
    assert f"/admin/people/{of(council, 'admin')}/edit" not in admin.get(f"/admin/people/{of(council, 'admin')}").text


def test_new_name_of_the_chair_is_told_to_the_chair_and_recorded_with_the_former_one(council: Council) -> None:
    admin, chair = council.browser("admin"), council.browser("chair")

    assert rename(admin, council, "chair", CHAIR).status_code == 303

    changed = council.ledger("people.changed")[-1]["detail"]
    assert (changed["name"], changed["former_name"]) == ("小林 健", "山本 一郎")
    assert (changed["title"], changed["former_title"]) == ("書記", "議長")
    assert "登録の変更（前の名前　山本 一郎 議長）" in chair.get("/admin/connections").text
    assert "登録の変更" in str(chair.fetch("/alarms.json").json()["own"])


def test_name_of_somebody_without_power_is_told_to_nobody(council: Council) -> None:
    assert rename(council.browser("admin"), council, "member1", CHAIR).status_code == 303

    assert "登録の変更" not in council.browser("chair").get("/admin/connections").text


def test_correcting_asks_for_a_fresh_sign_in(council: Council) -> None:
    rename(stale(council, Clock(), "admin"), council, "member1", CHAIR)

    assert name_of(council, "member1") == "佐藤 花子 議員"


def test_second_person_reads_id_and_office_of_whom_a_reset_is_asked_for_under_another_name(council: Council) -> None:
    admin, deputy = council.browser("admin", strong_with=PASSKEY), council.browser("deputy", strong_with=PASSKEY)
    rename(admin, council, "chair", CHAIR)
    asked = admin.post(f"/admin/people/{of(council, 'chair')}/reset", {"reason": "端末をなくした"})
    assert asked.status_code == 303

    desk = deputy.get("/admin/resets").text

    assert "小林 健 書記［ID chair、議長・議員］" in desk
    assert "［ID admin、議会事務局長］" in desk


def test_second_person_reads_the_name_that_was_asked_under(council: Council) -> None:
    admin, deputy = council.browser("admin", strong_with=PASSKEY), council.browser("deputy", strong_with=PASSKEY)
    admin.post(f"/admin/people/{of(council, 'chair')}/reset", {"reason": "端末をなくした"})
    rename(admin, council, "chair", CHAIR)
    rename(admin, council, "chair", CHAIR | {"name": "小林 建"})

    assert (
        "小林 建 書記［ID chair、議長・議員］（申し出のときの名前　山本 一郎 議長）" in deputy.get("/admin/resets").text
    )


@pytest.mark.both("what happens at once or in between")
def test_group_takes_out_no_chair_and_lets_in_no_investigator_unheard(council: Council) -> None:
    admin, group = council.browser("admin"), council.gather("soumu", "chair", "deputy", "member1", "member2").id
    people = [of(council, "member1"), of(council, "investigator")]

    assert admin.post(f"/admin/groups/{group}", {"name": "総務", "person": people}).status_code == 303

    assert "から外すこと" in str(council.browser("chair").fetch("/alarms.json").json()["own"])
    board = admin.get("/admin/connections").text
    assert board.count("会派・委員会「総務」から外すこと") == 2  # chair and deputy, not the member
    assert board.count("会派・委員会「総務」に入れること") == 1


@pytest.mark.both("what happens at once or in between")
def test_nobody_puts_themselves_into_a_group(council: Council) -> None:
    admin, group = council.browser("admin"), council.gather("soumu").id

    answer = admin.post(f"/admin/groups/{group}", {"name": "総務", "person": [of(council, "admin")]})

    assert answer.status_code == 403
    assert council.ledger("people.group_changed") == []


def test_group_is_changed_by_a_fresh_sign_in(council: Council) -> None:
    browser = stale(council, Clock(), "admin")

    browser.post(f"/admin/groups/{council.groups['members'].id}", {"name": "議員", "person": []})

    assert council.ledger("people.group_changed") == []


def test_new_name_of_a_group_is_told_to_those_with_power_in_it(council: Council) -> None:
    members, chair = council.groups["members"], council.browser("chair")  # the chair is one of them
    path = f"/admin/groups/{members.id}"

    assert council.browser("admin").post(path, {"name": "議員と職員"}).status_code == 303

    assert "会派・委員会「議員」の名前を「議員と職員」にすること" in chair.get("/admin/connections").text
    assert "名前を「議員と職員」にすること" in str(chair.fetch("/alarms.json").json()["own"])
