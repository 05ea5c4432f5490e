"""Finds the contracts of the register that somebody may be named by today."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.levels import Confidentiality
from app.access.remits.remit import BoundContract
from app.registers.acts import typed_of
from app.registers.models import RegisterEntry

KEY, RUNNING = "contracts", "running"
"""The register's key, and the state of a contract that has not ended."""


def running_contracts(session: Session, *, locked: bool = False) -> list[BoundContract]:
    """The contracts that run today, by number. `locked`: until the unit ends none of them changes."""
    query = select(RegisterEntry).where(RegisterEntry.register == KEY, RegisterEntry.state == RUNNING)
    query = query.order_by(RegisterEntry.number).execution_options(populate_existing=True)
    rows = session.scalars(query.with_for_update(key_share=True) if locked else query).all()
    return [found for row in rows if (found := contract_as_it_is(row)) is not None]


def contract_as_it_is(entry: RegisterEntry) -> BoundContract | None:
    """The contract as its entry tells it now.

    None for one that is over, was altered, or whose level was written in words before it could be chosen.
    """
    if not entry.is_intact or entry.state != RUNNING or entry.due_on < days.today().isoformat():
        return None
    typed = typed_of(entry)
    ceiling = next(iter(typed.get("levels", ())), "")
    if ceiling not in set(Confidentiality):
        return None
    return BoundContract(entry.id, entry.number, next(iter(typed["partner"])), ceiling, entry.due_on)
