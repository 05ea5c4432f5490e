"""Whether the council is stopped at this moment. Nothing is cached: a stop holds from its commit, in every process."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.decisions import Denied
from app.access.roles import Role
from app.access.stops.freezing import no_wider
from app.access.stops.halting import HaltDepth
from app.audit.notes import COMMAND_LINE, By
from app.driver.prepared import Prepared
from app.halts.missed import MANY_BEGAN, missed_stops
from app.halts.models import Halt
from app.members.delegation import carried_by
from app.members.people import as_if_present
from app.seals import RowAltered, fits

_COLUMNS = tuple(getattr(Halt, name) for name in Halt.sealed_columns)
_LEDGER = select(MANY_BEGAN.label("many_began")).subquery()
_EVERY = Prepared(
    select(_LEDGER.c.many_began, Halt.id, Halt.seal, *_COLUMNS)
    .select_from(_LEDGER.outerjoin(Halt, true()))
    .order_by(Halt.id)
)
# Every request runs this statement. It reads every row, because an altered one could be left out by any condition. It
# has a row also when there is no stop, which says whether the ledger names one.


def depth_now(session: Session) -> HaltDepth | None:
    """How far the council is stopped; None while it is not; ALL while any stop's row, past or present, is altered.

    A stop whose row is missing (`halts.missed`) still stops.
    """
    depths = set[HaltDepth]()
    for stop in _every_stop(session):
        if stop is None:
            return HaltDepth.ALL
        if stop["in_force"] is not None:
            depths.add(HaltDepth(stop["depth"]))
    return HaltDepth.ALL if HaltDepth.ALL in depths else next(iter(depths), None)


def is_altered(session: Session) -> bool:
    """True while the row of any stop, past or present, does not fit its seal. Then everything is stopped."""
    return any(stop is None for stop in _every_stop(session))


def _every_stop(session: Session) -> Iterator[dict[str, Any] | None]:
    """The sealed columns of every stop, past or present; None for one that does not fit its seal."""
    rows = _EVERY.rows(session.connection())
    stops = [columns[1:] for columns in rows if columns[1] is not None]
    for key, seal, *values in stops:
        is_whole = fits(session, Halt, (key,), values, seal)
        yield dict(zip(Halt.sealed_columns, values, strict=True)) if is_whole else None
    if rows[0][0] != len(stops):  # as many records as rows: each stop has begun once, and none is missing
        for missed in missed_stops(session, {stop[0] for stop in stops}):
            yield {name: getattr(missed, name) for name in Halt.sealed_columns}


def in_force(session: Session, *, is_locked: bool = False) -> Halt | None:
    """The stop that lasts now, None without one. `is_locked`: lock it until the unit ends.

    One whose row is missing is put back when it is locked; otherwise it is no row of the session.
    Raises RowAltered while any stop's row is altered: everything is stopped then, whatever the row says.
    """
    standing = _standing(session, is_locked=is_locked)
    if is_altered(session):
        raise RowAltered(cause="a stop that was altered")
    if standing is None and (missed := missed_stops(session, set(session.scalars(select(Halt.id))))):
        return _put_back(session, missed[0]) if is_locked else missed[0]
    return standing


def _standing(session: Session, *, is_locked: bool) -> Halt | None:
    query = select(Halt).where(Halt.in_force.is_not(None)).execution_options(populate_existing=True)
    return session.scalars(query.with_for_update() if is_locked else query).first()


def _put_back(session: Session, missed: Halt) -> Halt | None:
    try:
        with session.begin_nested():
            session.add(missed)
    except IntegrityError:  # another unit was first
        return _standing(session, is_locked=True)
    return missed


def stop_of(session: Session, halt_id: str) -> Halt | None:
    """A stop, past or present, as the ledger tells it if its row is missing. None for one that is neither."""
    found = session.get(Halt, halt_id)
    return found or next((each for each in missed_stops(session, ()) if each.id == halt_id), None)


def must_not_be_frozen(session: Session, by: By) -> None:
    """Called by acts that can both narrow and widen, at the point where they let somebody read more.

    Raises Denied while the council is stopped to any depth (`access.stops.freezing`). Acts of the command line pass,
    since it may lift the stop.
    """
    if by != COMMAND_LINE and depth_now(session) is not None:
        raise Denied(no_wider())


def is_chair(session: Session, person_id: str) -> bool:
    """True for an active person who is chair now, or carries all of the chair's duties by law."""
    actor = as_if_present(session, person_id)
    return actor.holds(Role.CHAIR) or carried_by(session, person_id, actor.roles).because is not None


def may_stop(session: Session, person_id: str) -> bool:
    """True for an active person who is chair or administrator now, or carries all of the chair's duties by law."""
    actor = as_if_present(session, person_id)
    return (
        actor.holds(Role.CHAIR, Role.ADMINISTRATOR) or carried_by(session, person_id, actor.roles).because is not None
    )
