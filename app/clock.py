"""The one source of time. Tests put another source in; nobody else reads the system clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")

_WEEKDAYS = "月火水木金土日"
_REIWA_FIRST_YEAR = 2019
_source: Callable[[], float] = time.time


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.fromtimestamp(_source(), UTC)


def unix_seconds() -> float:
    """Seconds since 1970, as the present source gives them."""
    return _source()


TOLERANCE = timedelta(minutes=2)
"""How far ahead of the present a stamp may lie: machines of one council differ by less, and corrections are small."""


def is_ahead(stamp: datetime) -> bool:
    """True when a stamp lies further in the future than clocks differ, so that a clock ran ahead when it was made."""
    return stamp - now() > TOLERANCE


def use(source: Callable[[], float]) -> Callable[[], float]:
    """Replace the source of time (tests, rehearsals); returns the former one so that it can be put back."""
    global _source
    former, _source = _source, source
    return former


def jst(moment: datetime) -> datetime:
    """The same moment on a council's wall clock."""
    return moment.astimezone(JST)


def stamp_text(moment: datetime) -> str:
    """「2026-12-08 10:24」, as it stands in a page's mark."""
    return jst(moment).strftime("%Y-%m-%d %H:%M")


def day_text(moment: datetime) -> str:
    """「12月8日（火）」, and 「2027年12月8日（水）」 in another year than the present one."""
    local = jst(moment)
    year = "" if local.year == jst(now()).year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日（{_WEEKDAYS[local.weekday()]}）"


def moment_text(moment: datetime) -> str:
    """「12月8日（火）10:24」."""
    return f"{day_text(moment)}{jst(moment):%H:%M}"


def meeting_text(moment: datetime) -> str:
    """「12月8日（火）午前10時」 and 「午後0時30分」, as agendas write it."""
    local = jst(moment)
    half = "午前" if local.hour < 12 else "午後"
    minute = f"{local.minute}分" if local.minute else ""
    return f"{day_text(moment)}{half}{local.hour % 12}時{minute}"


def era_year_text(moment: datetime) -> str:
    """「令和8年」; 令和元年 is 2019 (moments before it are given in the common era)."""
    year = jst(moment).year - _REIWA_FIRST_YEAR + 1
    if year < 1:
        return f"{jst(moment).year}年"
    return "令和元年" if year == 1 else f"令和{year}年"
