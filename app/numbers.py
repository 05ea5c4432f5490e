"""Running numbers: one row for each series, locked while a number is taken, so that none is given twice or skipped."""

from contextlib import suppress

from sqlalchemy import Integer, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class RunningNumber(Base):
    """The last number given in a series. `series`: a name chosen by the domain, such as `permit:2026`."""

    __tablename__ = "running_number"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


def lock_series(session: Session, series: str) -> RunningNumber:
    """The series' row, locked until the unit ends. It is added when there is none."""
    query = select(RunningNumber).where(RunningNumber.series == series).with_for_update()
    row = session.scalars(query).first()
    if row is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(RunningNumber(series=series, last=0))
        row = session.scalars(query).one()
    return row


def next_number(session: Session, series: str) -> int:
    """The next number of a series, from 1. Other units that want one wait until this unit ends."""
    row = lock_series(session, series)
    row.last += 1
    return row.last
