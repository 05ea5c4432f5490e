"""Days as councils write them, and midnight in Japan."""

from datetime import UTC, date, datetime

import pytest

from app import clock, days


@pytest.mark.parametrize(
    "typed",
    [
        "2027-04-30",
        "2027/4/30",
        "2027.4.30",
        "2027年4月30日",
        "令和9年4月30日",
        "令和９年４月３０日",
        "R9.4.30",
        "r9/4/30",
        "20270430",
        " ２０２７／０４／３０ ",
        "2027年 4月 30日",
        "令9.4.30",
        "令9年4月30日",
        "2027年4月30日(金)",
        "2027/4/30（金曜日）",
        "2027-04-30（金曜）",
    ],
)
def test_day_is_read_however_it_is_written(typed: str) -> None:
    assert days.read_day(typed) == date(2027, 4, 30)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("令和元年5月1日", date(2019, 5, 1)), ("R1.5.1", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30))],
)
def test_first_year_of_an_era_is_read(typed: str, day: date) -> None:
    assert days.read_day(typed) == day


@pytest.mark.parametrize(
    "cell", ["2027/4/30 0:00", "2027/04/30 00:00:00", "46507", "46507.0", "令和9年4月30日", "20270430"]
)
def test_day_is_read_as_a_spreadsheet_writes_it(cell: str) -> None:
    assert days.read_cell(cell) == date(2027, 4, 30)


@pytest.mark.parametrize("cell", ["2027/4/30 9:30", "99999", "00001", "46507.5", "4650", "2027/4/30 0:00:30", ""])
def test_cell_that_is_no_day_is_refused_with_a_sentence(cell: str) -> None:
    with pytest.raises(days.NoDay, match=r"。$"):
        days.read_cell(cell)


def test_weekday_that_is_not_the_days_is_told() -> None:
    with pytest.raises(days.NoDay, match="2027年4月30日は金曜日です"):
        days.read_day("2027年4月30日（木）")


@pytest.mark.parametrize(
    "typed",
    ["", "来年", "2027-02-30", "2027-13-01", "令和9年4月31日", "46142", "4/30/2027", "27/4/30", "9999-01-01", "=1+1"],
)
def test_what_is_no_day_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(days.NoDay, match=r"。$"):
        days.read_day(typed)


def test_term_is_over_at_the_midnight_after_its_last_day_in_japan() -> None:
    assert days.ends(date(2027, 4, 30)) == datetime(2027, 4, 30, 15, 0, tzinfo=UTC)
    assert days.last_day(days.ends(date(2027, 4, 30))) == date(2027, 4, 30)
    assert days.first_day(days.begins(date(2027, 5, 1))) == date(2027, 5, 1)


def test_day_of_another_year_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 14, 59, tzinfo=UTC))

    assert clock.moment_text(datetime(2026, 12, 31, 14, 30, tzinfo=UTC)) == "12月31日（木）23:30"
    assert clock.moment_text(datetime(2026, 12, 31, 15, 30, tzinfo=UTC)) == "2027年1月1日（金）00:30"
    assert clock.day_text(datetime(2025, 12, 8, tzinfo=UTC)) == "2025年12月8日（月）"


def test_hour_after_noon_is_none() -> None:
    """Half an hour after noon is 午後0時30分 in minutes of sittings; 午後12時30分 would be read as midnight."""
    told = [clock.meeting_text(datetime(2026, 12, 8, hour, 30, tzinfo=clock.JST)) for hour in (0, 9, 12, 15)]

    assert [words.partition("）")[2] for words in told] == ["午前0時30分", "午前9時30分", "午後0時30分", "午後3時30分"]
