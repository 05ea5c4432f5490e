"""Days as the council writes them, and the moments at which terms begin and end: midnight in Japan."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from app import clock

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_ERA = re.compile(r"(令和|平成|昭和|[RHS])(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_COMMON = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1989, 2099


class NoDay(ValueError):
    """Not a day; the message is for the person who typed it."""


def read_day(untrusted_text: str) -> date:
    """「2027-04-30」「2027/4/30」「2027年4月30日」「令和9年4月30日」「R9.4.30」「20270430」, also full-width. NoDay."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", untrusted_text[:40])).upper()
    if found := _ERA.fullmatch(text):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        parts = (year, int(found[3]), int(found[4]))
    elif found := _COMMON.fullmatch(text) or _RUN.fullmatch(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    else:
        raise NoDay("日付として読めません。2027-04-30 か 令和9年4月30日 のように書いてください。")
    try:
        day = date(*parts)
    except ValueError as error:
        raise NoDay("カレンダーにない日付です。") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise NoDay(f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日付にしてください。")
    return day


def begins(day: date) -> datetime:
    """The moment at which the day begins in Japan."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.JST).astimezone(UTC)


def ends(last_day: date) -> datetime:
    """The moment at which a term with this last day is over: the midnight that follows it."""
    return begins(last_day + timedelta(days=1))


def first_day(starts_at: datetime) -> date:
    """The day on which something begins."""
    return clock.jst(starts_at).date()


def last_day(ends_at: datetime | None) -> date | None:
    """The last day of a term that ends at a moment; None for one without an end."""
    return None if ends_at is None else (clock.jst(ends_at) - timedelta(microseconds=1)).date()


def day_words(day: date | None) -> str:
    """「2027年4月30日」, "" for none."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def today() -> date:
    """The council's day."""
    return clock.jst(clock.now()).date()
