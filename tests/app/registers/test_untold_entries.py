"""What is kept from whom an entry is about is not told beside the registers: in the ledger, counts, and alarms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.registers.test_own_entries import report
from tests.support.council import Council, council_in

ENTRY = "違反と措置の記録 第1号"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.mark.parametrize(("subject", "other"), [("admin", "chair"), ("chair", "admin")])
def test_ledger_does_not_tell_whom_it_is_about_that_somebody_has_reported_them(
    council: Council, subject: str, other: str
) -> None:
    entry = report(council, subject)
    council.browser(other).get(f"{entry}/export.pdf")
    reporter = council.people["member1"]

    shown = {login: council.browser(login).get("/ledger").text for login in (subject, other)}
    narrowed = council.browser(subject).get(f"/ledger?person={reporter.id}&kind=register.entered").text

    assert {login: ENTRY in page for login, page in shown.items()} == {subject: False, other: True}
    assert ENTRY not in narrowed
    assert f"{reporter.display_name}（第7番）</td><td>台帳に記録" not in narrowed


def test_what_is_about_nobody_in_office_stands_in_the_ledger_for_both(council: Council) -> None:
    report(council, "member2")

    assert [ENTRY in council.browser(login).get("/ledger").text for login in ("admin", "chair")] == [True, True]


def test_count_beside_the_clauses_does_not_tell_them(council: Council) -> None:
    report(council, "admin")

    page = council.browser("admin").get("/clauses").text

    assert "「違反と措置の記録」の記録" not in page
    assert "「相談の記録」の記録" not in page
    assert "「事故の記録」の記録" in page


@pytest.mark.parametrize(("subject", "other"), [("admin", "chair"), ("chair", "admin")])
def test_alarm_about_its_day_is_told_to_the_other_office_alone(
    council: Council, at: SetClock, subject: str, other: str
) -> None:
    at("2026-12-08 09:00:00")
    report(council, subject)
    at("2026-12-23 09:00:00")

    tell_overdue(council.services.database, REGISTERS)
    tell_overdue(council.services.database, REGISTERS)

    boards = {login: council.browser(login).get("/admin/connections").text for login in (subject, other)}
    told = [one for one in council.ledger("auth.alarm") if one["detail"]["alarm"] == "overdue"]
    assert {login: ENTRY in page for login, page in boards.items()} == {subject: False, other: True}
    assert ENTRY not in council.browser(subject).get("/ledger").text
    assert len(told) == 1
