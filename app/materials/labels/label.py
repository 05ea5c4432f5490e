"""A label takes effect. It stands in one place, so everything derived from a paper follows in the same commit."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.materials.acts import REASON_LIMIT
from app.materials.models import Material, Reader
from app.materials.subjects import about_paper


def apply_label(session: Session, by: By, material: Material, label: Confidentiality | None, reason: str) -> None:
    """Set it, and with it the end of a release to residents that it does not allow."""
    former = material.confidentiality
    material.confidentiality = None if label is None else label.value
    ends_release = material.is_released and label is not Confidentiality.C1
    if ends_release:
        material.released_at = material.released_by = None
    detail: Detail = {"from": former, "to": material.confidentiality, "reason": reason.strip()[:REASON_LIMIT]}
    note(session, by, EventKind.MATERIAL_LABELLED, about_paper(material), **detail, release_ended=ends_release)


def keep_named_readers(session: Session, by: By, material: Material) -> None:
    """3A is for named persons: groups that were readers are readers no more, also after a later lowering."""
    groups = session.scalars(
        select(Reader).where(Reader.material_id == material.id, Reader.group_id.is_not(None))
    ).all()
    for reader in groups:
        session.delete(reader)
    if groups:
        about = about_paper(material)
        note(session, by, EventKind.MATERIAL_CHANGED, about, what="readers", removed_groups=len(groups), because="3A")
