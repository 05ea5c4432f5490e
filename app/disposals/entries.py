"""Entries of the register of disposals that the service writes itself, of papers and of their paper copies."""

from sqlalchemy.orm import Session

from app.audit.notes import By
from app.registers.acts import correct, enter, move
from app.registers.kept.assets.disposals import DISPOSALS, DisposalForm, DisposalPlan
from app.registers.models import RegisterEntry


def enter_done(session: Session, by: By, plan: dict[str, list[str]], done: dict[str, list[str]]) -> RegisterEntry:
    """An entry of what somebody has done away with, which waits for its second person. Raises StillHeld."""
    entry = enter(session, by, DISPOSALS, DisposalPlan.of_service(plan))
    correct(session, by, DISPOSALS, entry, DisposalForm.of_service(plan | done), seen=entry.changes)
    move(session, by, DISPOSALS, entry, "done", seen=entry.changes, among=frozenset({"done"}))
    return entry
