"""Asking for the disposal of a paper, and the papers whose time is over, with the alarms about them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.audit.notes import By
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.disposals.keeping import is_all_for_ever, keeping_of
from app.disposals.obstacles.hindrances import hindrance
from app.disposals.obstacles.telling import told_to
from app.disposals.proposals import DISPOSAL, Disposal
from app.disposals.retention.acts import let_go_keeping
from app.materials.disposed import disposed_papers
from app.materials.models import Material
from app.proposals import acts as proposals
from app.proposals.kinds import Proposed


def ask(session: Session, by: By, material: Material, reason: str) -> Proposed[Disposal]:
    """Ask a second person to confirm the disposal of a paper. The caller has locked it.

    Raises what stands in the way of it now, and DisposalOpen.
    """
    if (error := hindrance(session, material)) is not None:
        raise told_to(by.actor, error)
    is_due = keeping_of(session, material).is_over
    return proposals.ask(session, by, DISPOSAL, material.id, Disposal(is_due), reason=reason)


def let_go(session: Session, material_id: str) -> None:
    """Forget what was asked for about a paper that is taken out; the records of it stay."""
    proposals.forget(session, DISPOSAL, material_id)
    let_go_keeping(session, material_id)


def due_papers(session: Session) -> Sequence[Material]:
    """The papers whose time is over and that are not disposed of, the oldest first."""
    if is_all_for_ever(session):
        return ()
    disposed = {left.material_id for left in disposed_papers(session)}
    found = session.scalars(select(Material).order_by(Material.created_at, Material.id))
    left = (material for material in found if material.id not in disposed)
    return [material for material in left if keeping_of(session, material).is_over]


def tell_due(database: Database) -> None:
    """Raise one alarm for each day with which the time of papers was over. Called by the worker now and then."""
    raise_once(database, AlarmKind.OVERDUE, _over)


def _over(session: Session) -> list[ToTell]:
    last_days = {keeping_of(session, material).last_day for material in due_papers(session)}
    return [
        ToTell(f"{days.day_words(day)}に保存期間の終わった資料がある（「台帳」の「廃棄」）")
        for day in sorted(day for day in last_days if day is not None)
    ]
