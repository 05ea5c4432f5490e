"""Reports: figures that a recount of the ledger gives, of months of Japan, and of a closed month for good."""

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from app import clock, days
from app.audit.models import LedgerRecord
from app.audit.vocabulary import Event, EventKind
from app.reports.period import read_period
from tests.app.auth.signing import Clock
from tests.support.council import Council

_ROW = re.compile(r'<tr><th scope="row">([^<]+)</th><td class="num">(\d+)</td>')
LOST = {"mishap": "lost", "happened": "控室に置いた端末が見あたりません", "noticed_on": "2026-11-08", "heard_from": ""}


def month() -> str:
    return f"{days.today():%Y-%m}"


def figures(page: str) -> dict[str, int]:
    return {label: int(number) for label, number in _ROW.findall(page)}


def report(council: Council, key: str) -> str:
    answer = council.browser("chair").get(f"/reports/{key}")
    assert answer.status_code == 200
    return str(answer.text)


def into_the_next_month(council: Council) -> tuple[str, datetime]:
    """Move on to the first minute of the next month; returns the former month's key and its last moment."""
    former, time = read_period(month()), Clock()
    assert former is not None
    time.forward(former.ends.timestamp() + 60 - time.seconds)
    return former.key, former.ends - timedelta(seconds=1)


@pytest.mark.clause("I 2章1(2)⑦")
def test_figures_equal_a_recount_of_the_ledger(council: Council) -> None:
    member = council.browser("member1")
    member.post("/registers/incidents/new", LOST)
    for _ in range(3):
        member.get("/ledger")

    page = figures(report(council, month()))

    records = council.ledger()
    kinds = Counter(record["kind"] for record in records)
    registers = Counter(r["detail"]["register"] for r in records if r["kind"] == "register.entered")
    assert page["断った操作"] == kinds["access.refused"] > 0
    assert page["起きた警報"] == kinds["auth.alarm"]
    assert page["公開した会議"] == kinds["meeting.published"]
    assert page["表示したページ"] == kinds["page.issued"]
    assert {label: page[label] for label in page if label.startswith("記録：")} == {
        f"記録：{title}": number for title, number in registers.items()
    }
    assert page["記録"] == registers.total()


def test_year_and_business_year_count_the_same_records(council: Council) -> None:
    council.browser("member1").get("/ledger")
    today = days.today()
    business = today.year - (today.month < 4)

    of_month, *of_years = (figures(report(council, key)) for key in (month(), f"{today.year}", f"fy{business}"))

    assert of_month["断った操作"] > 0
    assert of_years == [of_month, of_month]


@pytest.mark.clause("I 2章1(2)⑦")
def test_closed_month_stays_as_it_was_and_late_records_are_told(council: Council) -> None:
    council.browser("member1").get("/ledger")
    key, last_moment = into_the_next_month(council)
    first = report(council, key)
    late = Event(EventKind.REFUSED, at=last_moment, detail={"action": "ledger.read", "clause": "", "reason": "role"})
    council.services.ledger.commit_now(late)

    again = report(council, key)

    assert "確定しています" in first
    assert figures(again) == figures(first)
    assert "この期間の記録：0&nbsp;件" in first
    assert "この期間の記録：1&nbsp;件" in again
    [closed] = council.ledger("report.closed")
    assert closed["detail"]["digest"] in again
    told = {line["label"]: line["count"] for line in json.loads(closed["detail"]["figures"])}
    assert told == figures(again)


def test_record_that_was_removed_is_seen_by_the_recount(council: Council) -> None:
    council.browser("member1").get("/ledger")
    key, _ = into_the_next_month(council)
    assert "数え直した数と合いません" not in report(council, key)
    [refused] = council.ledger("access.refused")
    with council.services.database.write() as unit:
        unit.execute(delete(LedgerRecord).where(LedgerRecord.seq == refused["seq"]))

    assert "数え直した数と合いません" in report(council, key)


def test_record_whose_words_were_changed_is_seen_by_the_recount(council: Council) -> None:
    """The sum is as it was; the value that it was recorded with has no record any more."""
    council.browser("member1").post("/registers/incidents/new", LOST)
    key, _ = into_the_next_month(council)
    assert "数え直した数と合いません" not in report(council, key)
    [entered] = council.ledger("register.entered")
    with council.services.database.write() as unit:
        record = unit.get_one(LedgerRecord, entered["seq"])
        record.body = record.body.replace(entered["detail"]["register"], "別の台帳")

    assert "数え直した数と合いません" in report(council, key)


def test_report_is_saved_as_a_pdf_and_no_member_sees_one(council: Council) -> None:
    saved = council.browser("admin").get(f"/reports/{month()}/report.pdf")

    [taken] = council.ledger("report.exported")
    assert taken["detail"] == {"period": month(), "digest": ""}
    assert taken["actor"] == council.people["admin"].id
    assert saved.content.startswith(b"%PDF-")
    assert saved.headers["content-type"] == "application/pdf"
    for path in ("/reports", f"/reports/{month()}", f"/reports/{month()}/report.pdf"):
        assert council.browser("member1").get(path).status_code == 403
        assert council.browser("clerk1").get(path).status_code == 403


@pytest.mark.parametrize(
    ("key", "first", "after"),
    [
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2027", date(2027, 1, 1), date(2028, 1, 1)),
        ("fy2026", date(2026, 4, 1), date(2027, 4, 1)),
    ],
)
def test_period_begins_and_ends_at_midnight_in_japan(key: str, first: date, after: date) -> None:
    period = read_period(key)

    assert period is not None
    assert (clock.jst(period.begins).date(), clock.jst(period.ends).date()) == (first, after)
    assert clock.jst(period.begins).hour == clock.jst(period.ends).hour == 0


@pytest.mark.parametrize(
    "key", ["2026-13", "2026-1", "26", "fy26", "x", "２０２６", "2098", "2001-01", "2001", "fy2001"]
)
def test_what_names_no_period_of_the_council_that_has_begun_is_not_found(council: Council, key: str) -> None:
    assert council.browser("chair").get(f"/reports/{key}").status_code == 404
    assert council.ledger("report.closed") == []
