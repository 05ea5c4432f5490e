"""Whether anything of a paper was sent to anybody, by the ledger, whose record is durable before the first byte."""

from collections.abc import Iterable

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.access.roles import SECRETARIAT
from app.audit.models import LedgerRecord
from app.audit.notes import By
from app.audit.vocabulary import PAPER_ISSUED, EventKind
from app.materials.models import Material
from app.members.models import Office

_SHOWN = (*PAPER_ISSUED, EventKind.PERMIT_ISSUED, EventKind.MATERIAL_RELEASED)
"""The records which show that a part of a paper was sent to somebody, or that residents could open it."""
_IS_SHOWN = LedgerRecord.kind.in_([kind.value for kind in _SHOWN])


def was_sent_out(session: Session, materials: Iterable[Material]) -> bool:
    """True when anything of these papers was sent to somebody outside the secretariat, or opened to residents.

    A person is outside who held none of its offices at the moment of the record. Offices that they hold now, or that
    were entered later for that time, do not count.
    """
    known = list(materials)
    if any(material.released_version_id is not None for material in known):
        return True
    of_papers = LedgerRecord.material_id.in_([material.id for material in known])
    was_of_the_secretariat = exists().where(
        Office.person_id == LedgerRecord.actor_id,
        Office.role.in_([role.value for role in SECRETARIAT]),
        Office.gave_at(LedgerRecord.at),
    )
    query = select(LedgerRecord.seq).where(
        of_papers,
        _IS_SHOWN,
        or_(LedgerRecord.kind == EventKind.MATERIAL_RELEASED.value, ~was_of_the_secretariat),
    )
    return session.execute(query.limit(1)).first() is not None


def was_shown_to_others(session: Session, by: By, material: Material) -> bool:
    """True when a part of the paper was sent to somebody other than the person who acts, or opened to residents."""
    to_others = or_(
        LedgerRecord.actor_id.is_(None),
        LedgerRecord.actor_id != by.person_id,
        LedgerRecord.kind == EventKind.MATERIAL_RELEASED.value,
    )
    query = select(LedgerRecord.seq).where(LedgerRecord.material_id == material.id, _IS_SHOWN, to_others)
    return session.execute(query.limit(1)).first() is not None
