"""What is refused by the hundred is counted: strangers do not fill the ledger, and a person who goes on is told of."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.db import new_id
from app.settings import Rates
from app.web.lanes import refusals
from tests.app.auth.signing import browser_at
from tests.app.reading.shelf import lay
from tests.support.council import ORIGIN, Council, council_in
from tests.support.waiting import eventually

pytestmark = pytest.mark.rare("a service that is full; only the lanes move it")

_MANY = 100


@pytest.fixture
def usual(each_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Council]:
    """With the rates that a council has, and a minute that is over soon."""
    monkeypatch.setattr(refusals, "_TOLD_AFTER_SECONDS", 1.0)
    with council_in(tmp_path / "home", rates=Rates()) as founded:
        yield founded


def refused(council: Council) -> list[dict[str, Any]]:
    return council.ledger("access.refused")


def counts(council: Council, of: int = 1) -> list[int]:
    """Numbers of refusals that were recorded together, once so many refusals are in them."""

    def found() -> list[int]:
        return [record["detail"]["count"] for record in refused(council) if "count" in record["detail"]]

    assert eventually(lambda: sum(found()) >= of)
    return found()


def test_strangers_refusals_are_counted_and_told_once_a_minute(usual: Council) -> None:
    laid, stranger = lay(usual), browser_at(usual, "203.0.113.9")

    began = time.monotonic()
    statuses = {stranger.fetch(laid.page()).status_code for _ in range(_MANY)}

    assert statuses == {401}
    counted = counts(usual, _MANY - 1)
    assert sum(counted) == _MANY - 1
    assert len(counted) <= 1 + (time.monotonic() - began) / refusals._TOLD_AFTER_SECONDS  # one, where nothing is slow
    records = refused(usual)
    assert len(records) == 1 + len(counted)
    assert {record["address"] for record in records} == {"203.0.113.9"}
    assert records[0]["detail"]["reason"] == "not_signed_in"


def test_each_address_has_its_own_count(usual: Council) -> None:
    laid = lay(usual)
    for last in range(1, 6):
        stranger = browser_at(usual, f"203.0.113.{last}")
        for _ in range(3):
            assert stranger.fetch(laid.page()).status_code == 401

    assert len([record for record in refused(usual) if "reason" in record["detail"]]) == 5
    assert sum(counts(usual, of=10)) == 10
    assert Counter(record["address"] for record in refused(usual) for _ in range(record["detail"].get("count", 1))) == {
        f"203.0.113.{last}": 3 for last in range(1, 6)
    }


def test_handshakes_without_a_cookie_are_counted_too(usual: Council) -> None:
    client = browser_at(usual, "203.0.113.9").client
    for _ in range(20):
        with client.websocket_connect("ws://localhost/live?ask=alarms", headers={"origin": ORIGIN}) as line:
            assert line.receive_json()["end"]["code"] == "A401"

    counted = counts(usual, 19)
    assert sum(counted) == 19
    assert len(refused(usual)) == 1 + len(counted)


def test_person_who_guesses_on_is_recorded_then_counted_with_an_alarm(usual: Council) -> None:
    member = usual.browser("member1")
    assert member.get("/").status_code == 200

    statuses = {member.fetch(f"/prepare/materials/{new_id()}/state").status_code for _ in range(_MANY)}

    assert statuses == {403}
    each = [record for record in refused(usual) if "reason" in record["detail"]]
    counted = counts(usual, _MANY - len(each))
    assert 60 <= len(each) < _MANY
    assert len(each) + sum(counted) == _MANY
    assert {record["actor"] for record in refused(usual)} == {usual.people["member1"].id}
    assert [told["detail"]["alarm"] for told in usual.ledger("auth.alarm")] == ["many_refusals"]
    assert "断られる操作が短い時間に続いています" in usual.browser("chair").get("/admin/connections").text


def test_what_was_counted_is_recorded_at_the_stop(usual: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_TOLD_AFTER_SECONDS", 600.0)
    laid, stranger = lay(usual), browser_at(usual, "203.0.113.9")
    with stranger.client:
        for _ in range(5):
            stranger.fetch(laid.page())

    assert counts(usual) == [4]


def test_count_is_told_in_the_ledgers_screen(usual: Council) -> None:
    laid, stranger = lay(usual), browser_at(usual, "203.0.113.9")
    for _ in range(8):
        stranger.fetch(laid.page())
    counted = counts(usual, 7)
    assert sum(counted) == 7

    assert f"続いた操作を拒否（このほかに {counted[-1]} 回）" in usual.browser("chair").get("/ledger").text


def test_sign_ins_of_ids_that_nobody_has_are_counted(usual: Council) -> None:
    stranger = browser_at(usual, "203.0.113.9")
    for number in range(20):
        fields = {"login": f"nobody{number}", "password": "wrong words here", "next": "/"}
        assert stranger.post("/signin", fields).status_code == 422

    def kept() -> list[dict[str, Any]]:
        return [record["detail"] for record in usual.ledger("auth.sign_in_refused")]

    assert eventually(lambda: sum(detail.get("count", 1) for detail in kept()) >= 20)
    assert kept()[0]["cause"] == "unknown_login"
    assert sum(detail["count"] for detail in kept()[1:]) == 19


def test_wrong_passwords_of_somebody_are_recorded_each(usual: Council) -> None:
    stranger = browser_at(usual, "203.0.113.9")
    for _ in range(3):
        stranger.post("/signin", {"login": "member1", "password": "wrong words here", "next": "/"})

    assert [record["actor"] for record in usual.ledger("auth.sign_in_refused")] == [usual.people["member1"].id] * 3
