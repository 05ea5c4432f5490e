"""A clerk is everybody's second person, so nobody makes a clerk alone."""

from datetime import timedelta

import pytest

from app import days
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.members.models import Office, Person
from tests.app.auth.devicing import approve, device_of, request_device
from tests.app.people.test_importing import sent
from tests.app.people.test_offices_of_power import (
    ask_to_end,
    ask_to_give,
    day,
    decide,
    of,
    roles_of,
    second_administrator,
    strong,
    term_of,
    told,
)
from tests.app.people.test_vouchers import print_letter
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")


@pytest.mark.both("asks for rows as no other test does")
def test_nobody_is_registered_as_a_clerk(council: Council) -> None:
    new = {"login": "kawada", "name": "川田 薫", "kana": "", "title": "書記", "seat": ""}
    term = {"role": "clerk", "first_day": day(0), "last_day": ""}

    answer = strong(council, "admin").post("/admin/people/new", new | term)

    assert answer.status_code == 422
    assert "役職の申し出" in answer.text
    with council.services.database.read() as unit:
        assert unit.query(Person).filter_by(login="kawada").count() == 0


def test_administrator_alone_makes_nobody_a_clerk(council: Council) -> None:
    form = {"role": "clerk", "first_day": day(0), "last_day": ""}

    answer = strong(council, "admin").post(f"/admin/people/{of(council, 'member1')}/offices", form)

    assert answer.status_code == 422
    assert Role.CLERK not in roles_of(council, "member1")


@pytest.mark.parametrize("login", ["chair", "deputy", "clerk2"])
def test_clerk_is_made_by_administrator_and_one_more(council: Council, login: str) -> None:
    second_administrator(council)
    admin = strong(council, "admin")
    assert ask_to_give(admin, council, "member1", Role.CLERK).status_code == 303
    assert decide(admin, council).status_code == 403
    assert decide(strong(council, "clerk1"), council).status_code == 403

    assert decide(strong(council, login), council).status_code == 303

    assert Role.CLERK in roles_of(council, "member1")
    assert "議会事務局 書記を" in told(council, strong(council, "chair"))


def test_clerks_term_is_ended_by_one_and_lengthened_by_two(council: Council) -> None:
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter_by(role="clerk"):
            office.starts_at = days.begins(days.today() - timedelta(days=9))
    admin = strong(council, "admin")
    path = f"/admin/people/{of(council, 'clerk1')}/office"
    term = {"office": term_of(council, "clerk1", Role.CLERK)}

    assert admin.post(path, term | {"last_day": day(5)}).status_code == 303
    for longer in (day(6), ""):
        answer = admin.post(path, term | {"last_day": longer})
        assert (answer.status_code, "書記の任命と任期の延長は" in answer.text) == (409, True)
    assert admin.post(path, term | {"last_day": day(-1)}).status_code == 303
    assert Role.CLERK not in roles_of(council, "clerk1")
    assert admin.post(path, term | {"last_day": day(5)}).status_code == 409

    ask_to_end(admin, council, "clerk1", Role.CLERK, "")
    assert decide(strong(council, "deputy"), council).status_code == 303
    assert Role.CLERK in roles_of(council, "clerk1")


@pytest.mark.both("asks for rows as no other test does")
def test_list_makes_no_clerk(council: Council) -> None:
    report = sent(strong(council, "admin"), f"kawada,川田 薫,,書記,,書記,,{day(0)},")

    assert report.status_code == 422
    assert "議会事務局 書記の役職と任期は、一覧では変えられません" in report.text
    with council.services.database.read() as unit:
        assert unit.query(Office).filter_by(role="clerk").count() == 2


def test_chair_is_told_of_a_clerks_letter_and_device(council: Council) -> None:
    admin = strong(council, "admin")
    assert ask_to_give(admin, council, "member2", Role.CLERK).status_code == 303
    decide(strong(council, "deputy"), council)

    assert print_letter(admin, council, "member2").status_code == 200
    browser = council.browser("member2", device=DeviceKind.UNKNOWN)
    browser.get("/account")
    number = request_device(browser)
    admin.get("/admin/devices")
    assert approve(admin, device_of(council, browser).id, number).status_code == 303

    board = told(council, strong(council, "chair"))
    assert "登録用紙の発行（田中" in board
    assert "の承認（田中" in board
