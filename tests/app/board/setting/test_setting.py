"""The policy's values on a screen: changed by two, bound to what was shown, at once, and closed when altered."""

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock, days
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.factors.strength import PASSWORD_TOTP
from app.board.setting import commands
from app.members.models import Office
from app.members.offices import change_end, give
from app.ops import seal_commands
from app.seals import seal_anew
from app.services import open_services
from app.standards.catalogue import STANDARDS
from app.standards.effective import Origin, ValueInForce
from app.standards.models import StandardsInForce
from app.standards.queries import in_force
from app.standards.values import NOWHERE
from tests.app.board.halting.stopping import stop
from tests.app.board.setting.changing import (
    PERSONAL,
    alter,
    ask,
    asks,
    changed,
    decide,
    in_a_month,
    look,
    value,
    waiting,
)
from tests.app.reading.shelf import lay
from tests.support.council import Council, council_in

pytestmark = pytest.mark.rare("values that two decide; only that desk moves it")

OTHERS = ("deputy", "clerk1", "member1", "executive", "investigator")


@pytest.mark.clause("I 2章1(2)②")
@pytest.mark.clause("I 6-1(2)②")
def test_two_change_the_handling_table_and_it_holds_at_once_in_every_process(council: Council) -> None:
    laid, other = lay(council, level="2"), open_services(council.settings)
    personal = council.browser("member1", device=DeviceKind.PERSONAL)
    assert personal.get(laid.page()).status_code == 200

    assert ask(council, "admin", "devices_2", chosen=["issued"]).headers["location"] == "/standards?done=asked"
    assert personal.get(laid.page()).status_code == 200
    assert decide(council, "chair", waiting(council)).status_code == 303

    assert personal.fetch(laid.page()).status_code == 403
    with other.database.read() as unit:
        assert in_force(unit).handling.row(next(iter(in_force(unit).handling.rows))).devices == {DeviceKind.ISSUED}
        assert in_force(unit).values["devices_2"].origin is Origin.DECIDED
    other.close()
    record = council.ledger("standard.changed")[-1]["detail"]
    assert (record["standard"], record["former"], record["value"]) == ("devices_2", "personal", "issued")


def test_the_difference_is_shown_in_words_before_it_is_asked_for(council: Council) -> None:
    council.browser("member1", device=DeviceKind.PERSONAL)

    browser, answer, shown = look(council, "admin", "devices_3B", until=in_a_month(), **PERSONAL)

    assert "支給端末だけ → 支給端末と、承認された個人の端末（2(1) 取扱制限1 の例外" in answer.text
    assert "機密性3B の資料を、承認された個人の端末でも読めるようになります。" in answer.text
    assert council.people["member1"].name in answer.text
    # what was looked at is asked for, and nothing else: with another reason or day the difference is shown again
    for other in ({"reason": "別の理由"}, {"until": str(days.today())}):
        again = browser.post("/standards/devices_3B", PERSONAL | {"until": in_a_month()} | other | {"shown": shown})
        assert again.status_code == 200
        assert "この変更で変わること" in again.text


WRONG: dict[str, Callable[[Council, str], Any]] = {
    "wrong people": lambda council, wanted: [decide(council, login, wanted) for login in OTHERS],
    "oneself": lambda council, wanted: [decide(council, "admin", wanted)],
    "without a passkey": lambda council, wanted: [decide(council, "chair", wanted, strong_with=PASSWORD_TOTP)],
}


@pytest.mark.parametrize("who", WRONG)
def test_nobody_else_decides(council: Council, who: str) -> None:
    asks(council)()

    answers = WRONG[who](council, waiting(council))

    assert {answer.status_code for answer in answers} == {403}
    assert value(council, "devices_3B") == "issued"


def _of_another_content(council: Council, wanted: str) -> list[Any]:
    return [decide(council, "chair", wanted, shown="0" * 16)]


def _twice(council: Council, wanted: str) -> list[Any]:
    return [decide(council, "chair", wanted) for _ in range(2)][1:]


def _taken_back(council: Council, wanted: str) -> list[Any]:
    assert council.browser("chair").post(f"/standards/changes/{wanted}/withdraw").status_code == 403
    assert council.browser("admin").post(f"/standards/changes/{wanted}/withdraw").status_code == 303
    return [decide(council, "chair", wanted)]


def _too_late(council: Council, wanted: str) -> list[Any]:
    later = clock.now() + timedelta(days=15)
    clock.use(later.timestamp)
    return [decide(council, "chair", wanted)]


def _altered(council: Council, wanted: str) -> list[Any]:
    alter(council, "UPDATE proposal SET payload = replace(payload, '3B', '3A') WHERE state = 'asked'")
    return [decide(council, "chair", wanted)]


LATE = {"of other content": _of_another_content, "twice": _twice, "taken back": _taken_back, "too late": _too_late}


@pytest.mark.parametrize("how", [*LATE, "altered"])
def test_nobody_decides_alone_twice_too_late_or_about_something_else(council: Council, how: str) -> None:
    asks(council)()

    answers = (LATE | {"altered": _altered})[how](council, waiting(council))

    assert all(answer.status_code == 409 for answer in answers), [answer.status_code for answer in answers]
    assert value(council, "devices_3B") == ("personal" if how == "twice" else "issued")
    assert value(council, "devices_3A") == "issued"


def test_of_two_changes_of_one_value_the_second_meets_what_the_first_left(council: Council) -> None:
    changed(council, "idle_seconds", written="30 分")

    assert ask(council, "chair", "idle_seconds", written="20 分").status_code == 303
    assert ask(council, "admin", "idle_seconds", written="10 分").status_code == 409
    assert decide(council, "admin", waiting(council)).status_code == 303
    assert value(council, "idle_seconds") == "1200"


def test_what_loosens_needs_the_chair_and_what_tightens_any_two(council: Council) -> None:
    with council.services.database.write() as unit:
        give(unit, council.people["clerk1"].id, Role.ADMINISTRATOR, clock.now(), None, administrators=3)
    assert ask(council, "admin", "idle_seconds", written="30 分").status_code == 303
    assert decide(council, "clerk1", waiting(council)).status_code == 303

    assert ask(council, "admin", "idle_seconds", written="1 時間").status_code == 303
    assert decide(council, "clerk1", waiting(council)).status_code == 403
    assert decide(council, "chair", waiting(council)).status_code == 303
    assert ask(council, "chair", "devices_3B", until=in_a_month(), **PERSONAL).status_code == 303
    assert decide(council, "clerk1", waiting(council)).status_code == 303


def test_what_would_outlast_an_exception_is_loosened_with_the_chair_and_not_in_a_stop(council: Council) -> None:
    with council.services.database.write() as unit:
        give(unit, council.people["clerk1"].id, Role.ADMINISTRATOR, clock.now(), None, administrators=3)
    changed(council, "strong_seconds_3a", written="5 分")
    changed(council, "strong_seconds_3a", written="60 分", until=in_a_month())

    _browser, answer, _shown = look(council, "admin", "strong_seconds_3a", written="15 分")
    assert "それより緩い「15 分」のままになります" in answer.text
    assert ask(council, "admin", "strong_seconds_3a", written="15 分").status_code == 303
    assert decide(council, "clerk1", waiting(council)).status_code == 403
    assert stop(council).status_code == 303
    assert decide(council, "chair", waiting(council)).status_code == 423
    assert value(council, "strong_seconds_3a") == "3600"


NARROWER: dict[str, dict[str, str]] = {
    "a stricter exception": {"written": "30 分", "until": "same"},
    "a sooner end": {"written": "60 分", "until": "today"},
    "given up": {"written": "5 分"},
}


@pytest.mark.parametrize("how", NARROWER)
def test_an_exception_is_narrowed_and_ended_while_reading_is_stopped(council: Council, how: str) -> None:
    changed(council, "strong_seconds_3a", written="5 分")
    changed(council, "strong_seconds_3a", written="60 分", until=in_a_month())
    assert stop(council).status_code == 303
    ends = {"same": in_a_month(), "today": str(days.today())}
    fields = {name: ends.get(given, given) for name, given in NARROWER[how].items()}

    changed(council, "strong_seconds_3a", **fields)

    with council.services.database.read() as unit:
        assert in_force(unit).values["strong_seconds_3a"].until == fields.get("until", "")


def test_the_chair_among_the_two_is_who_is_chair_when_it_takes_effect(council: Council) -> None:
    with council.services.database.write() as unit:
        give(unit, council.people["chair"].id, Role.ADMINISTRATOR, clock.now(), None, administrators=3)
    assert ask(council, "chair", "devices_3B", until=in_a_month(), **PERSONAL).status_code == 303
    with council.services.database.write() as unit:
        of_chair = Office.person_id == council.people["chair"].id, Office.role == Role.CHAIR.value
        change_end(unit, unit.scalars(select(Office).where(*of_chair)).one(), clock.now(), administrators=3)

    assert decide(council, "admin", waiting(council)).status_code == 403
    assert value(council, "devices_3B") == "issued"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "例外として、終わりの日を決めたときだけ"),
        ({"until": "2020-01-01"}, "もう過ぎています"),
        ({"until": "2090-01-01"}, "1 年以内の日"),
        ({"chosen": ["issued"]}, "いまの値と同じです"),
        ({"chosen": ["anything"]}, "一つ選んでください"),
        ({"reason": ""}, "変える理由"),
    ],
)
def test_a_value_weaker_than_the_clause_needs_an_exception_with_an_end(
    council: Council, fields: dict[str, Any], said: str
) -> None:
    _browser, answer, shown = look(council, "admin", "devices_3B", **(PERSONAL | fields))

    assert (answer.status_code, shown) == (422, "")
    assert said in answer.text


@pytest.mark.clause("I 7-4(1)")
def test_an_exception_lapses_by_itself_and_leaves_what_was_decided_before(council: Council) -> None:
    laid = lay(council, level="3B")
    changed(council, "devices_3B", until=str(days.today() + timedelta(days=1)), **PERSONAL)
    assert council.browser("member1", device=DeviceKind.PERSONAL).get(laid.page()).status_code == 200
    assert "例外" in council.browser("chair").get("/standards").text

    after_it = clock.now() + timedelta(days=2)
    clock.use(after_it.timestamp)

    assert council.browser("member1", device=DeviceKind.PERSONAL).fetch(laid.page()).status_code == 403
    assert value(council, "devices_3B") == "issued"


ALTERATIONS = {
    "what is in force": "UPDATE standards_in_force SET body = replace(body, '600', '3600')",
    "its number": "UPDATE standards_in_force SET number = 9",
    "removed": "DELETE FROM standards_in_force",
    "its decisions removed": "DELETE FROM standard_decision",
}


@pytest.mark.clause("I 6-5(1)②")
@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_edit_by_sql_is_found_and_the_stricter_value_holds(council: Council, what: str) -> None:
    laid, member = lay(council, level="3A", people=("member1",)), council.browser("member1")
    changed(council, "idle_seconds", written="10 分")
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)
    assert member.get(laid.page()).status_code == 200

    alter(council, ALTERATIONS[what])

    assert member.fetch(laid.page()).status_code == 403
    assert value(council, "devices_3B") == "issued"
    assert value(council, "trusted_zones") == NOWHERE
    assert value(council, "idle_seconds") == "600"
    assert "書き換えられた疑い" in council.browser("chair").get("/standards").text
    assert ask(council, "admin", "renew_seconds", written="2 分").status_code == 409


LOOSENINGS = {
    "a decision is gone": ("DELETE FROM standard_decision",),
    "a decision is edited, then the row": (
        "UPDATE standard_decision SET grounds = 'x'",
        "UPDATE standards_in_force SET body = '{}'",
    ),
    "the row is edited, then a decision": (
        "UPDATE standards_in_force SET body = '{}'",
        "UPDATE standard_decision SET grounds = 'x'",
    ),
}


@pytest.mark.parametrize("what", LOOSENINGS)
def test_no_edit_of_a_decision_loosens_anything(council: Council, what: str) -> None:
    laid, personal = lay(council, level="2"), council.browser("member1", device=DeviceKind.PERSONAL)
    changed(council, "devices_2", chosen=["issued"])
    changed(council, "passkey_levels", chosen=["2", "3B"])

    for statement in LOOSENINGS[what]:
        alter(council, statement)
        assert personal.fetch(laid.page()).status_code == 403
        assert (value(council, "devices_2"), value(council, "passkey_levels")) == ("issued", "3B 2")


REBUILDINGS = {
    "whole": ("DELETE FROM standard_decision WHERE key = 'devices_2' OR value = '600'",),
    "altered": (
        "UPDATE standards_in_force SET body = '{}'",
        "UPDATE standard_decision SET key = 'devices_1' WHERE key = 'devices_2'",
        "DELETE FROM standard_decision WHERE value = '600'",
    ),
    "gone": ("DELETE FROM standards_in_force", "DELETE FROM standard_decision WHERE key = 'devices_2'"),
}


@pytest.mark.parametrize("what", REBUILDINGS)
def test_rebuilding_loosens_nothing_that_was_decided_and_says_what_it_found(council: Council, what: str) -> None:
    changed(council, "devices_2", chosen=["issued"])
    changed(council, "idle_seconds", written="30 分")
    changed(council, "idle_seconds", written="10 分")
    changed(council, "devices_3B", until=in_a_month(), **PERSONAL)
    for statement in REBUILDINGS[what]:
        alter(council, statement)

    assert commands.rebuild(council.settings, Namespace(reason="調べた")) == 0

    found = json.loads(council.ledger("standard.rebuilt")[-1]["detail"]["found"])
    assert found["row"] == what
    assert [value(council, key) for key in ("devices_2", "idle_seconds", "devices_3B")] == ["issued", "600", "personal"]
    with council.services.database.read() as unit:
        assert not in_force(unit).is_altered
        assert in_force(unit).values["devices_3B"].until == in_a_month()


def test_nothing_is_rebuilt_looser_while_reading_is_stopped(council: Council) -> None:
    changed(council, "idle_seconds", written="10 分")
    alter(council, "DELETE FROM standard_decision")
    assert stop(council).status_code == 303

    assert commands.rebuild(council.settings, Namespace(reason="調べた")) == 1

    assert value(council, "trusted_zones") == NOWHERE
    assert council.ledger("standard.rebuilt") == []


def test_what_stands_in_an_edited_row_is_not_accepted_by_one(council: Council) -> None:
    changed(council, "idle_seconds", written="30 分")
    edited = r'{"devices_3B"\:{"value"\:"personal","until"\:"","plain"\:"personal"}}'
    alter(council, "UPDATE standards_in_force SET body = 'EDITED'".replace("EDITED", edited))
    accepts = Namespace(reason="調べた", accept="standards_in_force/standards", lay=False, shown="")

    assert seal_commands.command(council.settings, accepts) == 1
    with council.services.database.write() as unit:
        assert seal_anew(unit, StandardsInForce, "standards")

    with council.services.database.read() as unit:
        assert in_force(unit).values["devices_3B"] == ValueInForce("issued", Origin.STRICTER)


@pytest.mark.clause("I 2章2(1) 取扱制限6")
@pytest.mark.own_database("a council with zones in its file")
def test_zones_of_the_screen_hold_over_those_of_the_file(tmp_path: Path) -> None:
    zones = (ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8"))
    with council_in(tmp_path / "zoned", trusted_zones=zones) as council:
        laid, member = lay(council, level="3A", people=("member1",)), council.browser("member1")
        assert member.get(laid.page()).status_code == 200

        changed(council, "trusted_zones", written="10.0.0.0/8")

        assert member.fetch(laid.page()).status_code == 403
        assert "0.0.0.0/0" not in value(council, "trusted_zones")
        _browser, answer, _shown = look(council, "admin", "trusted_zones", written="0.0.0.0/0")
        assert "すべてのアドレスは、区域にできません" in answer.text


def test_every_value_can_be_changed_and_says_what_changes(council: Council) -> None:
    """Of each standard: its form answers, and both directions are said in words."""
    chair = council.browser("chair", strong_with="passkey")
    for key, standard in STANDARDS.items():
        assert chair.get(f"/standards/{key}").status_code == 200, key
        assert standard.loosened, key
        assert standard.tightened, key
        assert len(key) <= 26
        of_file = standard.of_file(replace(council.settings))
        assert standard.kind.words(of_file)
        assert not standard.kind.is_weaker(of_file, of_file)
