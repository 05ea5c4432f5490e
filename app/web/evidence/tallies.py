"""Evidence: what the tables say today of something that a policy demands. Each domain declares its own.

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
"""Of how many days records are counted, today's included."""


@dataclass(frozen=True)
class Tally:
    """How many there are, and when the newest was; of matters with a day also how many it is near for, and past."""

    count: int
    newest: datetime | None = None
    due: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Evidence:
    """One count. `name`: unique, as rows of the table of clauses name it. `label`: what is counted, on the screen.

    `screen`: where that which is counted stands, for what belongs to each clause that names this screen; who may not
    open it is not told the count. `near`: how many have their day today or within so many days, asked with the days
    that the settings name.
    """

    name: str
    label: str
    find: Callable[[Session], Tally]
    screen: str = ""
    near: Callable[[Session, int], int] | None = None


def as_text(session: Session, offered: Iterable[Evidence]) -> str:
    """What the tables say now, a line each: the label, how many there are, and when the newest was."""
    found = [(each.label, each.find(session)) for each in offered]
    return "\n".join(
        f"{label}：{tally.count} 件"
        + (f"（最も新しいもの {clock.stamp_text(tally.newest)}）" if tally.newest else "")
        + (f"、期限を過ぎたもの {tally.overdue} 件" if tally.overdue else "")
        for label, tally in found
    )


def recorded(name: str, label: str, *kinds: EventKind) -> Evidence:
    """How many records of these kinds the ledger got in the last days, and when the newest of them was."""

    def find(session: Session) -> Tally:
        since = days.begins(days.today() - timedelta(days=DAYS - 1))
        first = select(func.min(LedgerRecord.seq)).where(LedgerRecord.at >= since).scalar_subquery()
        query = select(func.count(), func.max(LedgerRecord.at)).where(
            LedgerRecord.kind.in_(kinds), LedgerRecord.seq >= first
        )
        count, newest = session.execute(query).one()
        return Tally(count, newest)

    return Evidence(name, f"{label}（この {DAYS} 日）", find)
