"""When parts were last compared with advisories, by when they are to be again, and what former comparisons found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import Actor
from app.audit.models import LedgerRecord
from app.audit.search import Found, detail_of, opened
from app.audit.vocabulary import EventKind
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.meetings.home.queries import HomeNews
from app.registers.kept.weaknesses import WEAKNESSES
from app.standards.queries import in_force

SCREEN = "/registers/weaknesses/advisories"
_SHOWN = 20


@dataclass(frozen=True)
class ComparisonsDue:
    """`last`: when a file was compared that had not been before; None before the first.

    `due`: the last day by which the next one is in time.
    """

    last: datetime | None
    due: date

    @property
    def is_over(self) -> bool:
        """True from the day after the last one on."""
        return days.today() > self.due

    @property
    def words(self) -> str:
        """The day, as screens write it."""
        return days.day_words(self.due)


def next_due(session: Session) -> ComparisonsDue:
    """By when the next comparison is due: so many days after the last one, or after the ledger's first record.

    A file that was compared before counts from its first time on: what was published since does not stand in it.
    """
    of_kind = LedgerRecord.kind == EventKind.ADVISORIES_COMPARED.value
    firsts: dict[str, datetime] = {}
    compared = select(LedgerRecord.at, LedgerRecord.body).where(of_kind).order_by(LedgerRecord.seq)
    for at, body in session.execute(compared):
        firsts.setdefault(str(detail_of(body).get("sha256")), at)
    last = max(firsts.values(), default=None)
    begun = last or session.scalar(select(func.min(LedgerRecord.at))) or clock.now()
    allowed = int(in_force(session).values["advisory_days"].value)
    return ComparisonsDue(last, clock.jst(begun).date() + timedelta(days=allowed))


def former_comparisons(session: Session) -> list[Found]:
    """The records of the latest comparisons, the newest first."""
    query = select(LedgerRecord).where(LedgerRecord.kind == EventKind.ADVISORIES_COMPARED.value)
    return opened(session.scalars(query.order_by(LedgerRecord.seq.desc()).limit(_SHOWN)))


def comparison_news(session: Session, actor: Actor) -> Sequence[HomeNews]:
    """A line for the first screen of those who write the register, once a comparison is overdue."""
    if not actor.holds(*WEAKNESSES.writers) or not (found := next_due(session)).is_over:
        return ()
    told = f"期限は {found.words} でした。公表されている脆弱性情報のファイルを選んで、照らし合わせてください"
    return (HomeNews("期限切れ", "warn", "部品の弱点の照合", told, SCREEN, clock.now(), lasts=True),)


def tell_uncompared(database: Database) -> None:
    """Raise an alarm for each day by which parts were to be compared and were not. Called by the worker."""
    raise_once(database, AlarmKind.OVERDUE, _uncompared)


def _uncompared(session: Session) -> list[ToTell]:
    found = next_due(session)
    told = f"部品の弱点の照合（期限 {found.due}。「台帳」の「脆弱性の記録」から行う）"
    return [ToTell(told)] if found.is_over else []
