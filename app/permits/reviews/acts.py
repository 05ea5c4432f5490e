"""Keeping a review, and the alarm that one is overdue."""

from functools import partial

from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.limits.of_exceptions import ExceptionLimits
from app.numbers import RunningNumber, lock_series
from app.permits.reviews.models import PermitReview
from app.permits.reviews.snapshots import Snapshot, due_at


def lock_reviews(session: Session) -> RunningNumber:
    """Let other reviews wait until this unit ends, so that of two who keep what they were shown the second sees the
    first. Returns their series of numbers.
    """
    return lock_series(session, "permit reviews")


def keep(session: Session, by: By, shown: Snapshot, *, result: str) -> PermitReview:
    """Keep a review with what was shown. The caller has taken the snapshot in this unit, and locked the reviews."""
    series = lock_reviews(session)
    series.last += 1
    review = PermitReview(
        number=series.last, reviewed_at=clock.now(), reviewed_by=by.person_id, result=result, snapshot=shown.text
    )
    session.add(review)
    session.flush()
    note(session, by, EventKind.PERMITS_REVIEWED, number=review.number, open=len(shown.open), sha256=shown.digest)
    return review


def tell_overdue_review(database: Database, limits: ExceptionLimits) -> None:
    """Raise one alarm when the day of the next review has passed. Called by the worker."""
    raise_once(database, AlarmKind.OVERDUE, partial(_overdue, limits=limits))


def _overdue(session: Session, *, limits: ExceptionLimits) -> list[ToTell]:
    due = due_at(session, limits)
    if due is None or due > clock.now():
        return []
    return [ToTell(f"例外許可の見直し（期限 {clock.jst(due).date()}。「許可」の「見直し」から行う）")]
