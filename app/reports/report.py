"""A report: of a period that goes on it is counted at each look; of one that is over it is in the ledger, and stays so.

The first look after a period's end records the figures, with the number of the last record that they count. What is
recorded later with a moment within the period is told beside the figures, and is not in them.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.reports import figures
from app.reports.figures import ReportLine
from app.reports.period import ReportPeriod
from app.web.call import Call


@dataclass(frozen=True)
class Report:
    """The lines of a period. `digest`: SHA-256 of the lines, "" while the period goes on. `late`: records not in them.

    `is_whole`: False when the ledger, counted again, gives other figures than it holds for this report.
    """

    period: ReportPeriod
    lines: tuple[ReportLine, ...]
    digest: str = ""
    late: int = 0
    is_whole: bool = True

    @property
    def is_final(self) -> bool:
        return bool(self.digest)

    @property
    def parts(self) -> list[tuple[str, list[ReportLine]]]:
        """The lines by their heading, in order."""
        names = dict.fromkeys(line.part for line in self.lines)
        return [(name, [line for line in self.lines if line.part == name]) for name in names]


def report_of(call: Call, period: ReportPeriod) -> Report:
    """The period's report; of one that is over and has none yet it is recorded first (LedgerUnavailable otherwise)."""
    session = call.session
    if not period.is_over:
        return Report(period, tuple(figures.count(session, period, through=figures.last_record(session))))
    return _kept(session, period) or _recorded(call, period)


def is_recorded(session: Session, period: ReportPeriod) -> bool:
    """Whether somebody has looked at it after its end."""
    return _detail(session, period) is not None


def _detail(session: Session, period: ReportPeriod) -> dict[str, str] | None:
    """The detail of the first record of this period."""
    records = select(LedgerRecord.body).where(LedgerRecord.kind == EventKind.REPORT_CLOSED)
    details = (json.loads(body)["detail"] for body in session.scalars(records.order_by(LedgerRecord.seq)))
    return next((one for one in details if one["period"] == period.key), None)


def _kept(session: Session, period: ReportPeriod) -> Report | None:
    """As the first record of this period has it."""
    if (detail := _detail(session, period)) is None:
        return None
    lines = tuple(ReportLine(**line) for line in json.loads(detail["figures"]))
    through = int(detail["through"])
    again = {(line.part, line.label): line.count for line in figures.count(session, period, through=through)}
    are_equal = all(again.get((one.part, one.label), 0) == one.count for one in lines if figures.is_counted(one))
    return Report(
        period,
        lines,
        detail["digest"],
        figures.late(session, period, through=through),
        is_whole=are_equal and _digest(detail["figures"]) == detail["digest"],
    )


def _recorded(call: Call, period: ReportPeriod) -> Report:
    through = figures.last_record(call.session)
    lines = tuple(figures.count(call.session, period, through=through))
    text = json.dumps([asdict(line) for line in lines], ensure_ascii=False)
    digest = _digest(text)
    told = event(call.by, EventKind.REPORT_CLOSED, period=period.key, through=through, digest=digest, figures=text)
    call.services.ledger.commit_now(told)
    return Report(period, lines, digest)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
