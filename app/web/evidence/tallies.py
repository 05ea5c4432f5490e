"""Evidence: counts that show today how a clause of the policy is followed. Each domain declares its own.

`EVIDENCE` in `app/routes.py` lists them; the page of clauses shows them beside the clauses that name them. A count is
taken at each look, and never kept. Knows no domain.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, days
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind

DAYS = 30
"""The number of days whose records are counted, including today."""


@dataclass(frozen=True)
class Tally:
    """The result: how many, and when the newest was; for matters with a due day also how many are near it, and past."""

    count: int
    newest: datetime | None = None
    due: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Evidence:
    """One count. `name`: unique, as rows of the table of clauses name it. `label`: what is counted, on the screen.

    `screen`: the screen with the things that are counted. The count belongs to each clause that names this screen, and
    is shown to people who may open it. `near`: a function that counts those whose day is today or within a number of
    days, which the settings give.
    """

    name: str
    label: str
    find: Callable[[Session], Tally]
    screen: str = ""
    near: Callable[[Session, int], int] | None = None


def as_text(session: Session, offered: Iterable[Evidence]) -> str:
    """The present counts as text, a line each: the label, how many, and when the newest was."""
    found = [(each.label, each.find(session)) for each in offered]
    return "\n".join(
        f"{label}：{tally.count} 件"
        + (f"（最も新しいもの {clock.stamp_text(tally.newest)}）" if tally.newest else "")
        + (f"、期限を過ぎたもの {tally.overdue} 件" if tally.overdue else "")
        for label, tally in found
    )


def recorded(name: str, label: str, *kinds: EventKind) -> Evidence:
    """Evidence that counts the ledger's records of these kinds in the last `DAYS` days."""

    def find(session: Session) -> Tally:
        since = days.begins(days.today() - timedelta(days=DAYS - 1))
        first = select(func.min(LedgerRecord.seq)).where(LedgerRecord.at >= since).scalar_subquery()
        query = select(func.count(), func.max(LedgerRecord.at)).where(
            LedgerRecord.kind.in_(kinds), LedgerRecord.seq >= first
        )
        count, newest = session.execute(query).one()
        return Tally(count, newest)

    return Evidence(name, f"{label}（この {DAYS} 日）", find)
