"""An incident is handled by the plan for emergencies (7-3(1)): in the version of that moment, part by part."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.registers.concern.persons import UNLISTED
from tests.app.rulebook import test_rulebook as rules
from tests.support.council import Browser, Council, council_in

ENTRY = "/registers/incidents/1"
REPORT = {"mishap": "lost", "happened": "控室に置いた端末", "noticed_on": "2026-11-20", "concerned": UNLISTED}
DONE = {
    "chair_told_on": "2026-11-20",
    "contained": "端末を止めた",
    "recovered": "予備機を渡した",
    "cause": "置き忘れ",
    "prevention": "席を立つときに確かめる",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def seen(office: Browser) -> str:
    return str(re.findall(r'name="seen" value="(\d+)"', office.get(f"{ENTRY}/edit").text)[0])


def write(office: Browser, **fields: Any) -> int:
    return int(office.post(f"{ENTRY}/edit", {**REPORT, **DONE, "seen": seen(office), **fields}).status_code)


def put(office: Browser, to: str) -> int:
    return int(office.post(f"{ENTRY}/next", {"to": to, "seen": seen(office)}).status_code)


@pytest.mark.clause("I 7-3(1)")
def test_incident_follows_the_plan_that_is_in_force_when_its_handling_begins(council: Council) -> None:
    plan = rules.write(council, {**rules.PLAN, "is_asked": ""})
    admin = council.browser("admin")
    assert admin.post("/registers/incidents/new", REPORT).status_code == 303
    assert "第1版" not in admin.get(ENTRY).text
    assert write(admin) == 303

    assert put(admin, "handled") == 303

    new = "改めた"
    anew = rules.write_further(council, plan, is_asked="", contacts=new, reporting=new, measures=new, prevention=new)
    assert anew.status_code == 303
    shown = re.findall(r"<li>[^\n]*?(緊急時対応計画 第1版　[^<\n]+)</li>", admin.get(ENTRY).text)
    lines = list(dict.fromkeys(line.strip() for line in shown))
    parts = [line.partition("　")[2].strip() for line in lines]
    assert parts == ["連絡先", "報告する事項", "とる措置", "再発を防ぐ対策"]
    assert "第2版" not in admin.get(ENTRY).text
    assert put(admin, "recovered") == 303
    unfollowed = put(admin, "closed")
    invented = write(admin, followed=["緊急時対応計画 第2版　連絡先"])
    assert write(admin, followed=lines) == 303

    assert (unfollowed, invented, put(admin, "closed")) == (409, 422, 303)


def test_without_a_plan_an_incident_is_handled_as_before(council: Council) -> None:
    admin = council.browser("admin")
    admin.post("/registers/incidents/new", REPORT)
    write(admin)

    assert [put(admin, to) for to in ("handled", "recovered", "closed")] == [303, 303, 303]
