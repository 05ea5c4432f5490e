"""The chain's beginning: the head row before the first record."""

from sqlalchemy.orm import Session

from app.audit.models import LedgerHead
from storage.ledger import GENESIS_HASH


def lay(session: Session) -> None:
    """Add the head row of an empty chain, unless there is one."""
    if session.get(LedgerHead, 1) is None:
        session.add(LedgerHead(id=1, seq=0, hash=GENESIS_HASH))
