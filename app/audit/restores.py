"""Accepts a restored database: the gap in the ledger is recorded in the ledger, signed, and the service opens again."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.continuity import Continuity, unwatched
from app.audit.models import LedgerCheckpoint, LedgerHead
from app.audit.notes import COMMAND_LINE, ConsoleOrder, note
from app.audit.vocabulary import EventKind
from app.db import microseconds
from storage.ledger import Restore, Signer


def accept(session: Session, signer: Signer, continuity: Continuity, order: ConsoleOrder) -> Restore | None:
    """Record that the ledger was set back on purpose, in this unit; the chain goes on behind the newest checkpoint.

    None when it was not set back. No number is given anew: what is lost stays a hole that the record names.
    Raises StoreFailure.
    """
    if continuity.look() is None or (newest := continuity.newest_kept()) is None:
        return None
    unwatched(session)
    head = session.scalars(select(LedgerHead).where(LedgerHead.id == 1).with_for_update()).one()
    restore = Restore.declare(signer, newest, head.seq, head.hash, microseconds(clock.now()))
    session.execute(delete(LedgerCheckpoint).where(LedgerCheckpoint.seq > head.seq))
    seq, hash_ = restore.end
    session.execute(update(LedgerHead).where(LedgerHead.id == 1).values(seq=seq, hash=hash_))
    note(
        session,
        COMMAND_LINE,
        EventKind.LEDGER_RESTORED,
        after=restore.statement.seq,
        signed=restore.newest.seq,
        **order.detail,
        statement=restore.statement.text(),
        newest=restore.newest.text(),
    )
    return restore
