"""Offices of power are given, ended and changed by two persons with a passkey, and the chair hears of every step."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock, days
from app.access.roles import NAMED_BY_CHAIR, POWERS, Role
from app.auth.factors.strength import PASSKEY
from app.members import offices
from app.members.models import Delegation, Office, Person, Retirement
from app.members.people import offices_now
from app.proposals.models import Proposal
from tests.app.auth.stale import fields_of
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("who may change what of a person; others ask for the same on both"),
    pytest.mark.rare("offices of power, by two; only that desk moves it"),
]


def of(council: Council, login: str) -> str:
    return council.people[login].id


def day(offset: int) -> str:
    return str(days.today() + timedelta(days=offset))


def strong(council: Council, login: str) -> Browser:
    return council.browser(login, strong_with=PASSKEY)


def roles_of(council: Council, login: str) -> frozenset[Role]:
    with council.services.database.read() as unit:
        return offices_now(unit, of(council, login))


def power(council: Council) -> set[tuple[str, str, object, object]]:
    """Every office of power with its term."""
    with council.services.database.read() as unit:
        rows = unit.query(Office).filter(Office.role.in_(POWERS)).all()
        return {(row.person_id, row.role, row.starts_at, row.ends_at) for row in rows}


def term_of(council: Council, login: str, role: Role) -> str:
    with council.services.database.read() as unit:
        return unit.query(Office).filter_by(person_id=of(council, login), role=role.value).one().id


@pytest.fixture(autouse=True)
def _long_in_office(council: Council) -> None:
    """Everybody has been in office for a while, so that an office can end yesterday."""
    with council.services.database.write() as unit:
        for office in unit.query(Office).all():
            office.starts_at = days.begins(days.today() - timedelta(days=400))


def second_administrator(council: Council, login: str = "clerk2") -> None:
    with council.services.database.write() as unit:
        begins = days.begins(days.today())
        offices.give(unit, of(council, login), Role.ADMINISTRATOR, begins, None, administrators=3)


def ask_to_give(browser: Browser, council: Council, login: str, role: Role, **changes: str) -> Any:
    form = {"role": role.value, "first_day": day(0), "last_day": "", "reason": "辞令のとおり"}
    if role not in NAMED_BY_CHAIR:
        return browser.post(f"/admin/people/{of(council, login)}/power", form | changes)
    form |= {"scope": "", "target": of(council, "member1"), "records_since": day(-30), "records_until": day(0)}
    return browser.post(f"/admin/people/{of(council, login)}/remit", form | changes)


def ask_to_end(browser: Browser, council: Council, login: str, role: Role, last_day: str) -> Any:
    form = {"office": term_of(council, login, role), "last_day": last_day, "reason": "辞職"}
    return browser.post(f"/admin/people/{of(council, login)}/power/end", form)


def ask_to_retire(browser: Browser, council: Council, login: str) -> Any:
    form = {"last_day": day(-1), "reason": "辞職"}
    return browser.post(f"/admin/people/{of(council, login)}/power/retire", form)


def waiting(council: Council) -> str:
    with council.services.database.read() as unit:
        return unit.query(Proposal).filter_by(kind="office_change", state="asked").one().id


def decide(browser: Browser, council: Council, decision: str = "confirm") -> Any:
    here = f"/admin/offices/{waiting(council)}/decide"
    return browser.post(here, second_word(council, here, decision))


def told(council: Council, browser: Browser) -> str:
    return str(browser.get("/admin/connections").text)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("office", {"last_day": "yesterday"}),
        ("offices", {"role": "chair", "first_day": "today", "last_day": ""}),
        ("offices", {"role": "deputy", "first_day": "today", "last_day": ""}),
        ("offices", {"role": "administrator", "first_day": "today", "last_day": ""}),
        ("offices", {"role": "investigator", "first_day": "today", "last_day": ""}),
        ("retire", {"last_day": "yesterday"}),
    ],
)
def test_administrator_alone_changes_no_office_of_power(council: Council, path: str, form: dict[str, str]) -> None:
    before, when = power(council), {"yesterday": day(-1), "today": day(0)}
    filled = {name: when.get(value, value) for name, value in form.items()}
    target = "clerk1" if path == "offices" else "chair"
    filled |= {"office": term_of(council, "chair", Role.CHAIR)} if path == "office" else {}

    answer = strong(council, "admin").post(f"/admin/people/{of(council, target)}/{path}", filled)

    assert answer.status_code in {409, 422}
    assert "役職の申し出" in answer.text
    assert power(council) == before


def test_nobody_is_registered_with_an_office_of_power(council: Council) -> None:
    before, new = power(council), {"login": "ishikawa", "name": "石川 剛", "kana": "", "title": "主査", "seat": ""}
    term = {"role": "administrator", "first_day": day(0), "last_day": ""}

    answer = strong(council, "admin").post("/admin/people/new", new | term)

    assert answer.status_code == 422
    assert power(council) == before


def test_somebody_may_be_registered_without_an_office_to_be_given_one_by_two(council: Council) -> None:
    admin = strong(council, "admin")
    new = {"login": "ishikawa", "name": "石川 剛", "kana": "", "title": "監査", "seat": "", "role": ""}

    answer = admin.post("/admin/people/new", new | {"first_day": "", "last_day": ""})

    assert answer.status_code == 303
    with council.services.database.read() as unit:
        person = unit.query(Person).filter_by(login="ishikawa").one()
        assert offices.offices_of(unit, person.id) == []


@pytest.mark.clause("I 6-2(3)①")
def test_chair_confirms_what_the_administrator_asked_and_everybody_concerned_is_told(council: Council) -> None:
    admin, chair, clerk = strong(council, "admin"), strong(council, "chair"), council.browser("clerk1")
    asked = ask_to_give(admin, council, "clerk1", Role.ADMINISTRATOR)
    assert asked.headers["location"].endswith("?done=asked")
    assert Role.ADMINISTRATOR not in roles_of(council, "clerk1")
    assert "議会事務局長を" in told(council, chair)
    assert "田中 誠 事務局長［ID admin、議会事務局長］による" in told(council, chair)
    assert clerk.fetch("/alarms.json").json()["own"][0]["is_question"] is False

    desk = chair.get("/admin/offices").text
    answer = decide(chair, council)

    assert "辞令のとおり" in desk
    assert "森田 由美 書記［ID clerk1、議会事務局 書記］" in desk
    assert answer.headers["location"] == "/admin/offices?done=decided"
    assert Role.ADMINISTRATOR in roles_of(council, "clerk1")
    assert "の確認（山本 一郎 議長［ID chair、議長・議員］による）" in told(council, admin)
    decided = council.ledger("people.office_decided")[-1]
    assert (decided["actor"], decided["detail"]["decision"]) == (of(council, "chair"), "confirmed")


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 2章1(1)③")
@pytest.mark.parametrize("login", ["admin", "deputy", "clerk2", "member1"])
def test_nobody_else_confirms_while_there_is_a_chair_who_can(council: Council, login: str) -> None:
    second_administrator(council)
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.ADMINISTRATOR)

    answer = decide(strong(council, login), council)

    assert answer.status_code == 403
    assert Role.ADMINISTRATOR not in roles_of(council, "clerk1")


@pytest.mark.parametrize("login", ["deputy", "clerk2"])
def test_end_of_the_chairs_office_is_confirmed_by_deputy_or_another_administrator(council: Council, login: str) -> None:
    second_administrator(council)
    chair = strong(council, "chair")
    ask_to_end(strong(council, "admin"), council, "chair", Role.CHAIR, day(-1))
    assert "あなたの役職か、それを左右する手続きがありました。" in chair.get("/").text
    assert decide(chair, council).status_code == 403
    assert decide(strong(council, "admin"), council).status_code == 403

    answer = decide(strong(council, login), council)

    assert answer.status_code == 303
    assert Role.CHAIR not in roles_of(council, "chair")


def test_what_the_chair_asks_for_is_confirmed_by_somebody_else(council: Council) -> None:
    chair = strong(council, "chair")
    ask_to_end(chair, council, "admin", Role.ADMINISTRATOR, day(-1))
    assert decide(chair, council).status_code == 403
    assert decide(strong(council, "admin"), council).status_code == 403

    assert decide(strong(council, "deputy"), council).status_code == 303
    assert Role.ADMINISTRATOR not in roles_of(council, "admin")


def test_refused_and_withdrawn_changes_change_nothing_and_are_told(council: Council) -> None:
    before, admin, chair = power(council), strong(council, "admin"), strong(council, "chair")
    ask_to_give(admin, council, "clerk1", Role.DEPUTY)
    decide(chair, council, "refuse")
    ask_to_give(admin, council, "clerk1", Role.DEPUTY)

    answer = admin.post(f"/admin/offices/{waiting(council)}/withdraw")

    assert answer.headers["location"] == "/admin/offices?done=withdrawn"
    assert power(council) == before
    assert "を認めない決定（山本" in told(council, chair)
    assert "の取り下げ（田中" in told(council, chair)


def test_change_is_withdrawn_by_whoever_asked_alone(council: Council) -> None:
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.DEPUTY)

    assert strong(council, "chair").post(f"/admin/offices/{waiting(council)}/withdraw").status_code == 404


def test_retirement_of_somebody_with_power_begins_when_a_second_person_agrees(council: Council) -> None:
    deputy = strong(council, "deputy")
    ask_to_retire(strong(council, "admin"), council, "deputy")
    assert deputy.get("/account").status_code == 200

    answer = decide(strong(council, "chair"), council)

    assert answer.status_code == 303
    assert roles_of(council, "deputy") == frozenset()
    assert deputy.get("/account").status_code == 303
    with council.services.database.read() as unit:
        assert unit.get_one(Retirement, of(council, "deputy")).opened_by == of(council, "admin")


@pytest.mark.clause("I 7-2(2)")
@pytest.mark.parametrize("missing", ["scope", "last_day", "target", "records_since", "records_until"])
def test_investigator_has_a_purpose_targets_a_window_and_an_end(council: Council, missing: str) -> None:
    named = {"scope": "12月の委員会資料の閲覧", "last_day": day(30)} | {missing: ""}

    answer = ask_to_give(strong(council, "chair"), council, "clerk1", Role.INVESTIGATOR, **named)

    assert answer.status_code == 422
    assert council.ledger("people.office_asked") == []


def test_investigator_is_the_chairs_to_name(council: Council) -> None:
    second_administrator(council)
    named = {"scope": "12月の委員会資料の閲覧", "last_day": day(30)}
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.INVESTIGATOR, **named)
    assert decide(strong(council, "clerk2"), council).status_code == 403

    assert decide(strong(council, "chair"), council).status_code == 303

    assert Role.INVESTIGATOR in roles_of(council, "clerk1")
    assert "12月の委員会資料の閲覧" in strong(council, "admin").get(f"/admin/people/{of(council, 'clerk1')}").text


def test_without_a_chair_no_investigator_is_named(council: Council) -> None:
    second_administrator(council)
    with council.services.database.write() as unit:
        offices.end_all(unit, of(council, "chair"), days.begins(days.today()))
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.INVESTIGATOR, scope="すべて", last_day=day(9))

    for login in ("clerk2", "deputy"):
        assert decide(strong(council, login), council).status_code == 403


@pytest.mark.parametrize("login", ["admin", "chair"])
def test_offices_of_power_ask_for_a_passkey_and_keep_what_was_typed(council: Council, login: str) -> None:
    answer = ask_to_give(council.browser(login), council, "clerk1", Role.DEPUTY)

    assert answer.status_code == 403
    assert "パスキー" in answer.text
    assert fields_of(answer)["held"]
    assert council.ledger("people.office_asked") == []
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "needs_passkey"


def test_confirming_asks_for_a_passkey_too(council: Council) -> None:
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.DEPUTY)

    assert decide(council.browser("chair"), council).status_code == 403
    assert Role.DEPUTY not in roles_of(council, "clerk1")


@pytest.mark.parametrize("login", ["clerk1", "member1", "deputy", "investigator"])
def test_only_administrator_and_chair_ask(council: Council, login: str) -> None:
    answer = ask_to_give(strong(council, login), council, "clerk2", Role.ADMINISTRATOR)

    assert answer.status_code == 403
    assert council.ledger("people.office_asked") == []


def test_nobody_asks_for_an_office_of_their_own(council: Council) -> None:
    assert ask_to_give(strong(council, "admin"), council, "admin", Role.CHAIR).status_code == 403
    assert ask_to_end(strong(council, "admin"), council, "admin", Role.ADMINISTRATOR, "").status_code == 403


@pytest.mark.both("what happens at once or in between")
def test_change_of_a_term_that_was_changed_meanwhile_is_stale(council: Council) -> None:
    ask_to_end(strong(council, "admin"), council, "deputy", Role.DEPUTY, day(-1))
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=of(council, "deputy"), role="deputy").one()
        office.ends_at = days.ends(days.today() + timedelta(days=90))

    answer = decide(strong(council, "chair"), council)

    assert answer.status_code == 409
    assert Role.DEPUTY in roles_of(council, "deputy")


def test_what_an_administrator_asked_for_is_void_when_they_are_none_any_more(council: Council) -> None:
    second_administrator(council)
    ask_to_give(strong(council, "clerk2"), council, "clerk1", Role.ADMINISTRATOR)
    with council.services.database.write() as unit:
        offices.end_all(unit, of(council, "clerk2"), days.begins(days.today()))

    assert decide(strong(council, "chair"), council).status_code == 409


def test_too_many_chairs_are_refused_at_the_confirmation(council: Council) -> None:
    ask_to_give(strong(council, "admin"), council, "member1", Role.CHAIR)

    answer = decide(strong(council, "chair"), council)

    assert answer.status_code == 422
    assert "議長は同時に 1 人まで" in answer.text
    assert waiting(council)
    assert council.ledger("people.office_decided") == []


def test_delegate_suspends_nobody_with_power(council: Council) -> None:
    second_administrator(council)
    deputy = strong(council, "deputy")

    refused = deputy.post(f"/admin/people/{of(council, 'admin')}/suspend", {"reason": "代わりに"})
    allowed = strong(council, "chair").post(f"/admin/people/{of(council, 'admin')}/suspend", {"reason": "議長が"})

    assert (refused.status_code, allowed.status_code) == (403, 303)
    assert "利用の停止（山本 一郎 議長［ID chair、議長・議員］による）" in told(council, strong(council, "clerk2"))


@pytest.mark.both("what happens at once or in between")
def test_stopping_the_chairs_device_and_sessions_is_told_at_once(council: Council) -> None:
    chair, admin = strong(council, "chair"), strong(council, "admin")

    admin.post(f"/admin/connections/{chair.session_id}/device", {"what": "suspended"})
    admin.post(f"/admin/people/{of(council, 'chair')}/sessions/end")

    board = told(council, strong(council, "chair"))
    assert "端末「試験の端末」の一時停止（田中 誠 事務局長［ID admin、議会事務局長］による）" in board
    assert "すべての接続の終了（田中" in board


@pytest.mark.both("asks for rows as no other test does")
def test_delegation_and_its_end_are_told_to_the_delegate_and_the_administrator(council: Council) -> None:
    chair, deputy = council.browser("chair"), council.browser("deputy")
    form = {"person": of(council, "deputy"), "duty": ["permits"], "first_day": day(0), "last_day": day(3)}
    chair.post("/admin/delegations", form | {"reason": "出張"})
    with council.services.database.read() as unit:
        given = unit.query(Delegation).filter_by(reason="出張").one().id

    chair.post(f"/admin/delegations/{given}/revoke")

    board = told(council, council.browser("admin"))
    assert "議長の職務の委任（山本 一郎 議長［ID chair、議長・議員］による）" in board
    assert "議長の職務の委任の終了（山本" in board
    assert len(deputy.fetch("/alarms.json").json()["own"]) == 2
    assert "終わらせた委任は、もとに戻せません。" in chair.get("/admin/delegations").text
    assert chair.post("/admin/delegations", form | {"reason": "出張の続き"}).status_code == 303


def ahead(days_later: int) -> None:
    later = (clock.now() + timedelta(days=days_later)).timestamp()
    clock.use(lambda: later)


@pytest.mark.parametrize(
    ("last", "later", "status"), [(30, 13, 303), (30, 15, 409), (1, 1, 303), (1, 2, 409), (-1, 3, 303)]
)
def test_change_waits_two_weeks_and_never_past_its_last_day(
    council: Council, last: int, later: int, status: int
) -> None:
    admin = strong(council, "admin")
    form = {"last_day": day(last), "reason": "辞職"}
    assert admin.post(f"/admin/people/{of(council, 'deputy')}/power/retire", form).status_code == 303

    ahead(later)

    assert decide(strong(council, "chair"), council).status_code == status
    assert (Role.DEPUTY in roles_of(council, "deputy")) is (status == 409 or last > 0)
