"""Begin, widen, end and lessen a stop. It takes effect with the commit, since every decision reads it anew."""

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.commands import Command
from app.access.stops.halting import HaltDepth
from app.audit.notes import COMMAND_LINE, By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.board.halting.errors import AlreadyStopped, LiftStale
from app.halts.models import IN_FORCE, Halt
from app.halts.queries import in_force
from app.seals import change
from app.web.forms.merging import mark


def begin(session: Session, by: By, depth: HaltDepth, reason: str) -> None:
    """Stop the council to this depth, or widen the stop in force. Raises AlreadyStopped, RowAltered."""
    standing = in_force(session, is_locked=True)
    if standing is None:
        halt_id, former = _put_up(session, by, depth, reason), ""
    elif depth is HaltDepth.ALL and standing.stops is HaltDepth.READING:
        halt_id, former = standing.id, standing.depth
        change(session, _same(standing), depth=depth.value, reason=reason)
    else:
        raise AlreadyStopped(cause=f"{standing.depth} is in force")
    note(session, by, EventKind.HALT_BEGAN, halt=halt_id, depth=depth.value, former=former, reason=reason)
    act = Command.HALT if by == COMMAND_LINE else Action.HALT_BEGIN
    tell(session, by, act, f"{depth.words}の開始（{reason}）")


def _put_up(session: Session, by: By, depth: HaltDepth, reason: str) -> str:
    row = Halt(
        depth=depth.value,
        reason=reason,
        began_by=by.actor.person_id,
        began_at=clock.now(),
        in_force=IN_FORCE,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # Another person stopped the council at the same moment.
        raise AlreadyStopped(cause="two at once") from error
    return row.id


def _same(standing: Halt) -> Select[Halt]:
    return select(Halt).where(Halt.id == standing.id, Halt.depth == standing.depth, Halt.in_force.is_not(None))


def mark_of(standing: Halt) -> str:
    """The mark of a stop as it is shown; nothing else is lifted by whoever has seen it."""
    return mark(standing.id, standing.depth, standing.reason)


def lift(
    session: Session, by: By, halt_id: str, *, rest: HaltDepth | None, reason: str, shown: str | None = None
) -> None:
    """End a stop, or lessen it to `rest`. Called once two persons have agreed, or by the operator with the mark that
    was `shown`. Raises LiftStale, RowAltered.
    """
    standing = in_force(session, is_locked=True)
    if standing is None or standing.id != halt_id or rest is standing.stops:
        raise LiftStale(cause="another stop, or none")
    if shown is not None and shown != mark_of(standing):
        raise LiftStale(cause="not as it was shown")
    former, moment = standing.depth, clock.now()
    if rest is not None:
        change(session, _same(standing), depth=rest.value)
    else:
        change(session, _same(standing), in_force=None, ended_by=by.actor.person_id, ended_at=moment)
    left = rest.value if rest is not None else ""
    note(session, by, EventKind.HALT_LIFTED, halt=halt_id, former=former, depth=left, reason=reason)
    if by == COMMAND_LINE:  # of a lift on the screen, the proposal tells
        tell(session, by, Command.HALT_LIFT, f"{HaltDepth(former).words}の解除（{reason}）")
