"""Enters what a process has found, so that every other closes too, and tells the administrator when that changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.once import ToTell
from app.marks.checking import CheckFinding, CheckOutcome
from app.marks.models import WORDS_LIMIT, MarkCheck

GONE_AFTER = timedelta(minutes=2)
"""What closes is entered anew every half minute: a process that has not done so has ended without a word."""
_KEPT = timedelta(days=1)
_OVERDUE_AFTER = timedelta(minutes=1)
CLOSED, OPENED = "機密性2 以上の資料のページを閉じました", "機密性2 以上の資料のページを、ふたたびひらきました"


def enter(session: Session, own_id: str, machine: str, found: CheckFinding, *, is_overdue: bool) -> list[ToTell]:
    """Enter a process's finding. `is_overdue`: it has closed, as its last success is too long ago.

    Returns what is to be told when this opens what some process has closed. One that has ended no longer closes.
    """
    moment = clock.now()
    rows = list(session.scalars(select(MarkCheck).with_for_update()))
    closing = [row for row in rows if CheckOutcome(row.outcome).closes]
    own = next((row for row in rows if row.id == own_id), None)
    if own is None:
        own = MarkCheck(id=own_id, machine=machine[:64], outcome="", at=moment, since=moment)
        session.add(own)
    _renew(own, found, moment, is_overdue=is_overdue)
    left = [row for row in rows if row is not own and not _is_over(row, moment, is_well=found.outcome.is_well)]
    for row in rows:
        if row is not own and row not in left:
            session.delete(row)
    closes = [row for row in (*left, own) if CheckOutcome(row.outcome).closes]
    return _noted(session, closing, closes, moment)


def leave(session: Session, own_id: str) -> list[ToTell]:
    """A process ends: what it closed, it closes no more, if another has looked by itself and found all well.

    Otherwise its row stays, since nothing has been found: it is over when the next process has, as of one that died.
    """
    rows, moment = list(session.scalars(select(MarkCheck).with_for_update())), clock.now()
    own = next((row for row in rows if row.id == own_id and CheckOutcome(row.outcome).closes), None)
    if own is None:
        return []
    if not any(CheckOutcome(row.outcome).is_well and row.at >= own.since for row in rows):
        own.at = moment - 2 * GONE_AFTER
        return []
    closing = [row for row in rows if CheckOutcome(row.outcome).closes]
    session.delete(own)
    return _noted(session, closing, [row for row in closing if row is not own], moment)


def what_is_closed(session: Session) -> Sequence[ToTell]:
    """What the administrator is told of as long as some process closes: why, since when."""
    rows = [row for row in session.scalars(select(MarkCheck)) if CheckOutcome(row.outcome).closes]
    if not rows:
        return ()
    first = min(rows, key=lambda row: (row.outcome != CheckOutcome.LOST, row.since, row.id))
    why = first.words if first.outcome == CheckOutcome.LOST else f"印を確かめられません（{first.words}）"
    return (ToTell(f"{clock.moment_text(first.since)}、{CLOSED}。{why}（{first.machine}）"),)


def _renew(own: MarkCheck, found: CheckFinding, moment: datetime, *, is_overdue: bool) -> None:
    outcome = found.outcome
    if outcome is CheckOutcome.UNDONE:
        was = CheckOutcome(own.outcome) if own.outcome else outcome
        if was is CheckOutcome.LOST:
            outcome = was  # what was missing is missing until it is found
        elif is_overdue and was in {outcome, CheckOutcome.OVERDUE} and moment - own.since >= _OVERDUE_AFTER:
            outcome = CheckOutcome.OVERDUE
    if own.outcome != outcome:
        if outcome is not CheckOutcome.OVERDUE:
            own.since = moment
        own.outcome = outcome.value
        own.words = found.words[:WORDS_LIMIT]
    own.at = moment


def _is_over(row: MarkCheck, moment: datetime, *, is_well: bool) -> bool:
    """Whether the row is of a process that has ended. One that closed ends when another finds that all is well."""
    if CheckOutcome(row.outcome).closes:
        # A moment to come is of a clock that was set back: whoever is alive enters another one.
        return is_well and abs(moment - row.at) > GONE_AFTER
    return moment - row.at > _KEPT


def _noted(
    session: Session, closed: Sequence[MarkCheck], closes: Sequence[MarkCheck], moment: datetime
) -> list[ToTell]:
    if bool(closed) == bool(closes):
        return []
    if closes:
        note(session, SYSTEM, EventKind.MARKS_CHECKED, state=closes[0].outcome, found=closes[0].words)
        return []
    note(session, SYSTEM, EventKind.MARKS_CHECKED, state=CheckOutcome.FOUND.value)
    return [ToTell(f"{clock.moment_text(moment)}、印を確かめられたため、{OPENED}")]
