"""Whether a paper is a matter of an inquiry that runs (7-2(2))."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.remits.remit import Remit
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.materials.models import Material
from app.members.models import Office


def is_inquired_into(session: Session, material: Material) -> bool:
    """Whether somebody that a running inquiry is about has a record with this paper in the time that it looks into.

    An inquiry whose row was altered counts as one into everything.
    """
    for office in session.scalars(select(Office).where(Office.role == Role.INVESTIGATOR.value)):
        if not office.is_intact:
            return True
        if office.runs_at(clock.now()) and _has_records(session, material, Remit.read(office.remit)):
            return True
    return False


def _has_records(session: Session, material: Material, remit: Remit) -> bool:
    query = select(LedgerRecord.seq).where(LedgerRecord.material_id == material.id)
    query = query.where(LedgerRecord.actor_id.in_(sorted(remit.people)))
    if remit.since is not None:
        query = query.where(LedgerRecord.at >= remit.since)
    if remit.until is not None:
        query = query.where(LedgerRecord.at < remit.until)
    return session.execute(query.limit(1)).first() is not None
