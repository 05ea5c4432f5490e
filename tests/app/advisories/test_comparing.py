"""The office compares the program's parts with published advisories: what is hit gets a day to be dealt with by."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.about.components import parts
from app.advisories.queries import tell_uncompared
from app.registers.acts import typed_of
from app.registers.models import RegisterEntry
from tests.support.council import Browser, Council, council_in

SCREEN = "/registers/weaknesses/advisories"
BY_HAND = {"subject": "画像の部品", "source": "12月1日、メーカーから", "urgency": "soon", "due_on": "2027-01-31"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def advisory(number: str, name: str, severity: str = "", **further: Any) -> dict[str, Any]:
    """One that speaks of every version of a package."""
    steps = [{"introduced": "0"}]
    affected = [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": steps}]}]
    said = {"database_specific": {"severity": severity}} if severity else {}
    return {"id": number, "summary": f"{name} の弱点", "affected": affected} | said | further


def send(browser: Browser, *told: dict[str, Any], raw: bytes = b"") -> Any:
    sent = raw or json.dumps(list(told)).encode()
    return browser.post(SCREEN, files={"file": ("advisories.json", sent, "application/json")})


def entries(council: Council) -> list[list[str]]:
    """Of each entry: the part, the names, how urgent it is, and the day by which it is dealt with."""
    with council.services.database.read() as unit:
        rows = unit.scalars(select(RegisterEntry).order_by(RegisterEntry.number)).all()
        held = [typed_of(row) for row in rows]
    return [["".join(each.get(name, [])) for name in ("part", "known_as", "urgency", "due_on")] for each in held]


@pytest.mark.clause("I 6-3(6)", "I 6-6(1)–(3)")
def test_what_is_hit_is_entered_once_with_a_day_by_its_severity_and_recorded(
    council: Council, at: Callable[[str], None]
) -> None:
    at("2026-12-01 10:00:00")
    office = council.browser("clerk1")
    assert office.post("/registers/weaknesses/new", BY_HAND | {"known_as": "CVE-2026-9999"}).status_code == 303
    first = [
        advisory("GHSA-aaaa", "Pillow", "CRITICAL", aliases=["CVE-2026-0001"], summary="一行目\n<b>\u202e二行目"),
        advisory("PYSEC-2026-1", "pillow", aliases=["CVE-2026-0001"]),
        advisory("GHSA-bbbb", "starlette", aliases=["CVE-2026-0002"]),
        advisory("GHSA-cccc", "starlette", "LOW"),
        advisory("GHSA-dddd", "python_multipart", aliases=["CVE-2026-9999"]),
        advisory("GHSA-eeee", "not-of-ours", "CRITICAL"),
    ]

    answers = [send(office, *first).headers["location"] for _ in range(2)]

    assert answers == [f"{SCREEN}?entered=3", f"{SCREEN}?entered=0"]
    assert entries(council) == [
        ["", "CVE-2026-9999", "soon", "2027-01-31"],
        ["pillow", "GHSA-aaaa CVE-2026-0001", "now", "2026-12-08"],
        ["starlette", "GHSA-bbbb CVE-2026-0002", "soon", "2026-12-31"],
        ["starlette", "GHSA-cccc", "later", "2027-03-01"],
    ]
    shown = office.get("/registers/weaknesses").text
    (installed,) = (part.version for part in parts() if part.name == "pillow")
    assert f"pillow {installed}：GHSA-aaaa 一行目 &lt;b&gt; 二行目" in shown
    records = [one["detail"] for one in council.ledger("advisories.compared")]
    assert [(one["advisories"], one["hits"], one["entered"], one["parts"]) for one in records] == [
        (6, 5, 3, len(parts())),
        (6, 5, 0, len(parts())),
    ]
    assert "森田 由美" in office.get(SCREEN).text
    assert "新しく 3 件" in office.get(answers[0]).text


def test_hit_that_was_closed_is_not_entered_again_but_counted(council: Council) -> None:
    office = council.browser("admin")
    send(office, advisory("GHSA-aaaa", "pillow"))
    entry = "/registers/weaknesses/1"
    typed = {**BY_HAND, "known_as": "GHSA-aaaa", "part": "pillow", "result": "この機能は使っていない", "seen": "0"}
    assert office.post(f"{entry}/edit", typed).status_code == 303
    assert office.post(f"{entry}/next", {"to": "closed", "seen": "1"}).status_code == 303

    send(office, advisory("GHSA-aaaa", "pillow"), advisory("GHSA-aaaa", "starlette"))

    assert [(part, names) for part, names, *_ in entries(council)] == [
        ("pillow", "GHSA-aaaa"),
        ("starlette", "GHSA-aaaa"),
    ]
    assert [one["detail"]["closed"] for one in council.ledger("advisories.compared")] == [0, 1]


def test_entry_that_was_altered_keeps_nothing_out(council: Council) -> None:
    office = council.browser("admin")
    send(office, advisory("GHSA-aaaa", "pillow"))
    with council.services.database.write() as unit:
        unit.connection().exec_driver_sql("UPDATE register_entry SET state = 'closed'")

    assert send(office, advisory("GHSA-aaaa", "pillow")).headers["location"] == f"{SCREEN}?entered=1"


@pytest.mark.clause("I 6-3(6)")
def test_parts_that_nobody_compares_for_so_long_are_told_until_somebody_does(
    council: Council, at: Callable[[str], None]
) -> None:
    def told() -> list[str]:
        tell_uncompared(council.services.database)
        about = [str(one["detail"]["about"]) for one in council.ledger("auth.alarm")]
        return [one for one in about if "部品の弱点" in one]

    council.browser("clerk1").post("/registers/weaknesses/new", BY_HAND)  # the ledger begins
    begun = clock.jst(clock.now())
    assert (
        told(),
        "部品の弱点の照合"
        in council.browser("admin")
        .get(
            "/",
        )
        .text,
    ) == ([], False)
    later = begun.replace(year=begun.year + 1)
    at(f"{later:%Y-%m-%d} 10:00:00")

    assert [len(told()), len(told())] == [1, 1]
    assert council.browser("clerk1").get(SCREEN).text.count("期限を過ぎています") == 1
    send(council.browser("clerk1"), advisory("GHSA-aaaa", "pillow"))

    assert council.browser("clerk1").get(SCREEN).text.count("期限を過ぎています") == 0
    assert len(told()) == 1


def test_file_of_a_month_ago_that_is_sent_again_moves_no_day(council: Council, at: Callable[[str], None]) -> None:
    at("2026-12-01 10:00:00")
    office, other = council.browser("clerk1"), advisory("GHSA-bbbb", "pillow")
    send(office, advisory("GHSA-aaaa", "pillow"))
    at("2027-02-01 10:00:00")
    office = council.browser("clerk1")

    send(office, advisory("GHSA-aaaa", "pillow"))
    still = office.get(SCREEN).text.count("期限を過ぎています")
    send(office, other)

    assert (still, office.get(SCREEN).text.count("期限を過ぎています")) == (1, 0)


def test_only_who_writes_the_register_compares_and_bad_files_change_nothing(council: Council) -> None:
    by = {
        login: send(council.browser(login), advisory("GHSA-aaaa", "pillow")).status_code
        for login in ("chair", "member1")
    }
    office = council.browser("clerk1")
    bad = send(office, raw=b"<html>")
    none = office.post(SCREEN, files={"other": ("a.json", b"{}", "application/json")})

    assert by == {"chair": 403, "member1": 403}
    assert (bad.status_code, none.status_code) == (422, 422)
    assert "脆弱性情報として読めないファイルです" in bad.text
    assert "照らし合わせる</button>" not in council.browser("chair").get(SCREEN).text
    assert entries(council) == []
    assert council.ledger("advisories.compared") == []
