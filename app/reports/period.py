"""The periods of reports: a month, a calendar year, and a business year from April to March (年度); days of Japan."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from app import clock, days

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(fy)?(20\d{2})")
_APRIL = 4


@dataclass(frozen=True)
class ReportPeriod:
    """`key`: as addresses and records name it, "2026-11", "2026" or "fy2026". `after`: the first day behind it."""

    key: str
    title: str
    first: date
    after: date

    @property
    def begins(self) -> datetime:
        """Midnight of its first day in Japan."""
        return days.begins(self.first)

    @property
    def ends(self) -> datetime:
        """Midnight after its last day in Japan: the first moment that is not in it."""
        return days.begins(self.after)

    @property
    def is_over(self) -> bool:
        return clock.now() >= self.ends


def read_period(key: str) -> ReportPeriod | None:
    """The period of this key; None for what names none."""
    if month := _MONTH.fullmatch(key):
        return _month(int(month[1]), int(month[2]))
    if year := _YEAR.fullmatch(key):
        return _year(int(year[2]), is_business_year=bool(year[1]))
    return None


def periods_since(first: date) -> tuple[list[ReportPeriod], list[ReportPeriod]]:
    """The months from this day's to the present one, and the years that they are in; the newest first."""
    today = days.today()
    count = (today.year - first.year) * 12 + today.month - first.month + 1
    months = [_month(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1) for at in range(count)]
    business = {month.first.year - (month.first.month < _APRIL) for month in months}
    years = [_year(year, is_business_year=True) for year in business]
    years += [_year(year, is_business_year=False) for year in {month.first.year for month in months}]
    return months[::-1], sorted(years, key=lambda year: year.first, reverse=True)


def _month(year: int, month: int) -> ReportPeriod:
    after = date(year + month // 12, month % 12 + 1, 1)
    return ReportPeriod(f"{year}-{month:02}", f"{year}年{month}月", date(year, month, 1), after)


def _year(year: int, *, is_business_year: bool) -> ReportPeriod:
    if is_business_year:
        title = f"{clock.era_year_text(days.begins(date(year, _APRIL, 1)))}度（{year}年4月から）"
        return ReportPeriod(f"fy{year}", title, date(year, _APRIL, 1), date(year + 1, _APRIL, 1))
    return ReportPeriod(f"{year}", f"{year}年（1月から12月）", date(year, 1, 1), date(year + 1, 1, 1))
