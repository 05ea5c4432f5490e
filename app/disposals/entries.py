"""Entries of the register of disposals that the service writes: of papers, their paper copies, and former backups."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.levels import Confidentiality
from app.audit.notes import By
from app.registers.acts import correct, enter, move, typed_of
from app.registers.kept.assets.disposals import DISPOSALS, FORMER_BACKUPS, DisposalForm, DisposalPlan, DisposedThing
from app.registers.models import RegisterEntry
from app.standards.queries import in_force

_BACKUPS_KEPT = "backup_days"


def enter_done(session: Session, by: By, plan: dict[str, list[str]], done: dict[str, list[str]]) -> RegisterEntry:
    """An entry of what somebody has done away with, which waits for its second person. Raises StillHeld."""
    entry = enter(session, by, DISPOSALS, DisposalPlan.of_service(plan))
    correct(session, by, DISPOSALS, entry, DisposalForm.of_service(plan | done), seen=entry.changes)
    move(session, by, DISPOSALS, entry, "done", seen=entry.changes, among=frozenset({"done"}))
    return entry


def plan_backups(session: Session, by: By) -> None:
    """Begin an entry for the backups of the database from before now, which hold keys that were destroyed in it.

    One for all that is disposed of in a day, to be done within the council's time and confirmed by a second person.
    """
    today, kept = days.today(), int(in_force(session).values[_BACKUPS_KEPT].value)
    plan = {
        "thing": [DisposedThing.BACKUP.value],
        "named": [f"{days.day_words(today)}までに取った、{FORMER_BACKUPS}（{today}）"],
        "level": [Confidentiality.C3A.value],
        "reason": ["この日に廃棄した資料の鍵が残っている"],
        "do_by": [str(today + timedelta(days=kept))],
    }
    if not any(typed_of(entry)["named"] == plan["named"] for entry in _planned(session)):
        enter(session, by, DISPOSALS, DisposalPlan.of_service(plan))


def _planned(session: Session) -> list[RegisterEntry]:
    """The entries that nobody has begun to carry out."""
    first = DISPOSALS.first_state.value
    query = select(RegisterEntry).where(RegisterEntry.register == DISPOSALS.key, RegisterEntry.state == first)
    return [entry for entry in session.scalars(query) if entry.is_intact]
