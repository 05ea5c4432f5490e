"""Running numbers: one row a series, locked while a number is taken, none given twice, none skipped."""

from contextlib import suppress

from sqlalchemy import Integer, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class RunningNumber(Base):
    """The last number of a series that was given. `series` is its owner's to name: `permit:2026`."""

    __tablename__ = "running_number"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


def lock_series(session: Session, series: str) -> RunningNumber:
    """The series' row, locked until the end of the unit; the first to ask puts it there."""
    query = select(RunningNumber).where(RunningNumber.series == series).with_for_update()
    row = session.scalars(query).first()
    if row is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(RunningNumber(series=series, last=0))
        row = session.scalars(query).one()
    return row


def next_number(session: Session, series: str) -> int:
    """The next number of a series, from 1. Whoever asks for one in another unit waits until this one ends."""
    row = lock_series(session, series)
    row.last += 1
    return row.last
