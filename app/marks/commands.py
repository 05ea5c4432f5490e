"""The line of `gijo doctor` about the last check of the marks."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.db import Database
from app.marks.checking import CheckOutcome
from app.marks.models import MarkCheck
from app.settings import Settings

_TODO = "docs/ja/operations.md の「ページの印が見つからないとき」を見てください。"
_RUN = "gijo serve と gijo worker が動いているかを確かめてください。"


@dataclass(frozen=True)
class LastCheck:
    """When the marks were checked last, and what was found, in words. `is_well`: None where nothing is known."""

    is_well: bool | None
    words: str


def last_check(settings: Settings) -> LastCheck:
    """What the processes that serve and bind found last."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        rows = list(session.scalars(select(MarkCheck).order_by(MarkCheck.at.desc())))
    if not rows:
        return LastCheck(None, f"ページの印は、まだ確かめていません。{_RUN}")
    for row in rows:
        if CheckOutcome(row.outcome).closes:
            since = clock.moment_text(row.since)
            words = f"{since} から、機密性2 以上の資料のページを閉じています（{row.machine}）。{row.words}"
            return LastCheck(False, f"{words}。{_TODO}")
    last = rows[0]
    when = clock.moment_text(last.at)
    if last.outcome == CheckOutcome.UNDONE:
        return LastCheck(None, f"{when}、ページの印を確かめられませんでした。{last.words}")
    if clock.now() - last.at > 2 * timedelta(minutes=settings.rounds.marks_every_minutes):
        return LastCheck(None, f"ページの印は、{when} から確かめていません。{_RUN}")
    if last.outcome == CheckOutcome.EMPTY:
        return LastCheck(True, f"{when}、ページの印を確かめる資料（機密性2 以上）はまだありません。")
    return LastCheck(True, f"{when}、ページの見える印と見えない印を確かめました。")
