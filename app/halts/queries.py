"""Whether the council is stopped at this moment. Nothing is cached: a stop holds from its commit, in every process."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.decisions import Denied
from app.access.roles import Role
from app.access.stops.freezing import no_wider
from app.access.stops.halting import HaltDepth
from app.audit.notes import COMMAND_LINE, By
from app.driver.prepared import Prepared
from app.halts.models import Halt
from app.members.delegation import carried_by
from app.members.people import as_if_present
from app.seals import RowAltered, fits

_COLUMNS = tuple(getattr(Halt, name) for name in Halt.sealed_columns)
_EVERY = Prepared(select(Halt.id, Halt.seal, *_COLUMNS).order_by(Halt.id))
# Every request runs this statement. It reads every row, because an altered one could be left out by any condition.


def depth_now(session: Session) -> HaltDepth | None:
    """How far the council is stopped; None while it is not; ALL while any stop's row, past or present, is altered."""
    depth = None
    for stop in _every_stop(session):
        if stop is None:
            return HaltDepth.ALL
        if stop["in_force"] is not None:
            depth = HaltDepth(stop["depth"])
    return depth


def is_altered(session: Session) -> bool:
    """True while the row of any stop, past or present, does not fit its seal. Then everything is stopped."""
    return any(stop is None for stop in _every_stop(session))


def _every_stop(session: Session) -> Iterator[dict[str, Any] | None]:
    """The sealed columns of every stop, past or present; None for one that does not fit its seal."""
    for key, seal, *values in _EVERY.rows(session.connection()):
        is_whole = fits(session, Halt, (key,), values, seal)
        yield dict(zip(Halt.sealed_columns, values, strict=True)) if is_whole else None


def in_force(session: Session, *, is_locked: bool = False) -> Halt | None:
    """The stop that lasts now, None without one. `is_locked`: lock it until the unit ends.

    Raises RowAltered while any stop's row is altered: everything is stopped then, whatever the row says.
    """
    query = select(Halt).where(Halt.in_force.is_not(None)).execution_options(populate_existing=True)
    standing = session.scalars(query.with_for_update() if is_locked else query).first()
    if is_altered(session):
        raise RowAltered(cause="a stop that was altered")
    return standing


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
