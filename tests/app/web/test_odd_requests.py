"""Text that nobody could have typed, sent to rows that look things up and keep them: never an error of ours."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.access.levels import Confidentiality
from app.materials.models import Material
from tests.app.meetings import scenes
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what headers and addresses are taken; nothing in it is about rows")

ODD = ["\x00", "\x1b[31m", "\ud800", "\u202e"]


def sent_as_json(browser: Browser, path: str, body: bytes) -> Any:
    headers = {"content-type": "application/json", "accept": "application/json", "origin": "http://localhost"}
    headers |= {"sec-fetch-site": "same-origin", "x-csrf-token": browser.csrf_token}
    return browser.client.post(path, content=body, headers=headers)


def label_of(council: Council, material: str) -> str | None:
    with council.services.database.read() as unit:
        return unit.scalars(select(Material.confidentiality).where(Material.id == material)).one()


@pytest.fixture
def paper(council: Council) -> str:
    return scenes.put_paper(council, scenes.put_meeting(council), "議案第16号", Confidentiality.C3B)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_reason_that_no_database_could_keep_is_refused(council: Council, paper: str, odd: str) -> None:
    body = json.dumps({"label": "3A", "reason": f"誤り{odd}"}).encode()

    answer = sent_as_json(council.browser("clerk1"), f"/prepare/materials/{paper}/label", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "E422")
    assert answer.json()["fields"] == {"reason": "目に見えない文字が入っています。入力し直してください。"}
    assert label_of(council, paper) == "3B"


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"label=3A&label=1"),
        ("application/x-www-form-urlencoded", b"label=1&reason=x&label=1"),
        ("application/json", b'{"label": "3A", "label": "1"}'),
        ("application/json", b'{"label": ["3A", "1"]}'),
    ],
)
def test_label_that_is_given_twice_is_refused(council: Council, paper: str, kind: str, body: bytes) -> None:
    clerk = council.browser("clerk1")
    headers = {"content-type": kind, "origin": "http://localhost", "x-csrf-token": clerk.csrf_token}

    answer = clerk.client.post(f"/prepare/materials/{paper}/label", content=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "E423")
    assert label_of(council, paper) == "3B"


@pytest.mark.parametrize("odd", ["%00", "%0aINFO%20forged", "%1b[31m", "%e2%80%ae"])
def test_address_that_is_none_of_ours_is_not_there(council: Council, odd: str) -> None:
    admin = council.browser("admin")
    paths = (f"/papers/x{odd}", f"/papers/x{odd}/pages/1", f"/prepare/meetings/x{odd}", f"/admin/people/x{odd}")

    answers = [admin.fetch(path) for path in paths]
    answers.append(admin.post(f"/admin/devices/x{odd}/approve", {}, headers={"accept": "application/json"}))

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "E404")] * 5


def test_number_of_thousands_of_digits_is_not_there(council: Council) -> None:
    assert council.browser("admin").fetch(f"/papers/x/pages/{'9' * 5000}").status_code == 404


@pytest.mark.parametrize("query", ["person=%00", "code=%00", "kind=%1b", "paper=%ff"])
def test_search_for_what_nobody_can_write_is_refused(council: Council, query: str) -> None:
    answer = council.browser("admin").fetch(f"/ledger?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "E422")
