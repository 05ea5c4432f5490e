"""Days as the council writes them, and the moments at which terms begin and end: midnight in Japan, or a minute."""

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from app import clock

_ERAS = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925}
_ERA = re.compile(r"(?:(令|平|昭)[和成]?|([RHS]))(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_COMMON = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"\(([{_WEEKDAYS}])(?:曜日?)?\)$")
_MIDNIGHT = re.compile(r"(?<=\d)\s+0?0:00(?::00)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, for every day after February 1900 (ECMA-376 Part 1, 18.17.4)."""
_FIRST_YEAR, _LAST_YEAR = 1989, 2099


class NoDay(ValueError):
    """Not a day; the message is for the person who typed it."""


def read_day(untrusted_text: str) -> date:
    """「2027-04-30」「2027/4/30」「2027年4月30日（金）」「令和9年4月30日」「令9.4.30」「R9.4.30」「20270430」.

    Full-width digits too. Raises NoDay, also for a weekday that is not the day's.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", untrusted_text[:40])).upper()
    weekday = _WEEKDAY.search(text)
    day = _read_parts(text[: weekday.start()] if weekday else text)
    if weekday and _WEEKDAYS[day.weekday()] != weekday[1]:
        raise NoDay(f"{day_words(day)}は{_WEEKDAYS[day.weekday()]}曜日です。日付か曜日を直してください。")
    return day


def read_cell(untrusted_text: str) -> date:
    """A day as a spreadsheet writes it: also 「2027/4/30 0:00」 and the serial number 「46507」. Raises NoDay."""
    text = unicodedata.normalize("NFKC", untrusted_text[:40]).strip()
    if found := _SERIAL.fullmatch(text):
        return _within_bounds(_SERIAL_ZERO + timedelta(days=int(found[1])))
    return read_day(_MIDNIGHT.sub("", text))


def _read_parts(text: str) -> date:
    if found := _ERA.fullmatch(text):
        year = _ERAS[found[1] or found[2]] + (1 if found[3] == "元" else int(found[3]))
        parts = (year, int(found[4]), int(found[5]))
    elif found := _COMMON.fullmatch(text) or _RUN.fullmatch(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    else:
        raise NoDay("日付として読めません。2027-04-30 か 令和9年4月30日 のように書いてください。")
    try:
        day = date(*parts)
    except ValueError as error:
        raise NoDay("カレンダーにない日付です。日を確かめてください。") from error
    return _within_bounds(day)


def _within_bounds(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise NoDay(f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日付にしてください。")
    return day


def begins(day: date, at: time | None = None) -> datetime:
    """The moment at which the day begins in Japan, or that minute of the day."""
    return datetime.combine(day, at or time.min, tzinfo=clock.JST).astimezone(UTC)


def ends(last_day: date, at: time | None = None) -> datetime:
    """The moment at which a term with this last day is over: the midnight that follows it, or a minute of it."""
    return begins(last_day + timedelta(days=1)) if at is None else begins(last_day, at)


def begin_text(starts_at: datetime) -> str:
    """A beginning as payloads and records keep it: 「2027-04-30」, or 「2027-04-30 10:40」 for one within a day."""
    return f"{clock.jst(starts_at):%Y-%m-%d}" if _is_midnight(starts_at) else f"{clock.jst(starts_at):%Y-%m-%d %H:%M}"


def end_text(ends_at: datetime | None) -> str | None:
    """An end as payloads and records keep it: the last day, or the minute within a day; None without an end."""
    if ends_at is None:
        return None
    return str(last_day(ends_at)) if _is_midnight(ends_at) else begin_text(ends_at)


def read_begin(text: str) -> datetime:
    """The moment that `begin_text` wrote."""
    return begins(*_read_text(text))


def read_end(text: str | None) -> datetime | None:
    """The moment that `end_text` wrote."""
    return None if text is None else ends(*_read_text(text))


def _read_text(text: str) -> tuple[date, time | None]:
    day, _blank, minute = text.partition(" ")
    return date.fromisoformat(day), time.fromisoformat(minute) if minute else None


def _is_midnight(moment: datetime) -> bool:
    return clock.jst(moment).time() == time.min


def first_day(starts_at: datetime) -> date:
    """The day on which something begins."""
    return clock.jst(starts_at).date()


def last_day(ends_at: datetime | None) -> date | None:
    """The last day of a term that ends at a moment; None for one without an end."""
    return None if ends_at is None else (clock.jst(ends_at) - timedelta(microseconds=1)).date()


def day_words(day: date | None) -> str:
    """「2027年4月30日」, "" for none."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def written_words(day: str) -> str:
    """A day kept as text: 「2027年4月30日」 of "2027-04-30", "" for none."""
    return day_words(date.fromisoformat(day) if day else None)


def begin_words(starts_at: datetime) -> str:
    """「2027年4月30日」, or 「2027年4月30日 10:40」 for a term that begins within a day."""
    day, _blank, minute = begin_text(starts_at).partition(" ")
    return f"{day_words(date.fromisoformat(day))} {minute}".strip()


def end_words(ends_at: datetime | None) -> str:
    """The last day, or the minute at which a term ends within a day; "" for a term without an end."""
    if ends_at is None:
        return ""
    return day_words(last_day(ends_at)) if _is_midnight(ends_at) else begin_words(ends_at)


def today() -> date:
    """The council's day."""
    return clock.jst(clock.now()).date()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
