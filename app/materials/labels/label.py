"""Puts a label into force. It is kept in one column, by which pages and copies are handled from the same commit on."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality, Marks, effective
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.halts.queries import must_not_be_frozen
from app.materials.acts import REASON_LIMIT
from app.materials.models import Material, Reader
from app.materials.readers import clerks_among
from app.materials.releases.ending import close_what_waits, end_release
from app.materials.replacements.kept import keep_before_lowering, keep_before_undoing
from app.materials.subjects import about_paper


def apply_label(session: Session, by: By, material: Material, label: Confidentiality | None, reason: str) -> None:
    """Set a paper's label; ends a release to residents that the new label does not allow.

    A lowering is for the version that readers get: the others keep the level.
    """
    if effective(label).rank < material.level.rank:
        keep_before_lowering(session, material)
    _apply(session, by, material, label, reason)


def undo_label(
    session: Session,
    by: By,
    material: Material,
    former: Confidentiality | None,
    seen: Collection[str],
    *,
    reason: str = "",
) -> None:
    """Set the label again that a paper had until a raise, which was refused or taken back.

    `seen`: ids of the files that this is decided about. Raises LabelHeldByFile when readers get another one.
    """
    keep_before_undoing(session, material, seen)
    _apply(session, by, material, former, reason)


def _apply(session: Session, by: By, material: Material, label: Confidentiality | None, reason: str) -> None:
    former = material.confidentiality
    if effective(label).rank < material.level.rank:
        must_not_be_frozen(session, by)
    if effective(label).rank > material.level.rank:
        material.shut_at = clock.now()
    material.confidentiality = None if label is None else label.value
    ends_release = label is not Confidentiality.C1 and end_release(material)
    close_what_waits(session, material)
    detail: Detail = {"from": former, "to": material.confidentiality, "reason": reason.strip()[:REASON_LIMIT]}
    note(session, by, EventKind.MATERIAL_LABELLED, about_paper(material), **detail, release_ended=ends_release)


def apply_marks(session: Session, by: By, material: Material, marks: Marks, reason: str) -> None:
    """Set whose information a paper is, its 完全性 and 可用性."""
    former = material.marks
    if marks.is_less_than(former):  # Label and file could then be changed by one person.
        must_not_be_frozen(session, by)
    material.owner, material.integrity = marks.source.value, marks.integrity.value
    material.availability = marks.availability.value
    detail: Detail = {"from": former.text, "to": marks.text, "reason": reason.strip()[:REASON_LIMIT]}
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what="marks", **detail)


def keep_named_readers(session: Session, by: By, material: Material) -> None:
    """Remove groups and clerks from the readers of a paper that becomes 3A.

    A clerk who is to read it has to be named again. Removed readers do not come back when the label is lowered.
    """
    groups = select(Reader).where(Reader.material_id == material.id, Reader.group_id.is_not(None))
    found, clerks = session.scalars(groups).all(), remove_clerks(session, material)
    for reader in found:
        session.delete(reader)
    if found or clerks:
        removed: Detail = {"removed_groups": len(found), "removed_clerks": clerks}
        note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what="readers", because="3A", **removed)


def keep_clerks_out(session: Session, by: By, material: Material) -> None:
    """Remove only the clerks from the readers, as soon as 3A is proposed: a clerk may have named them."""
    if clerks := remove_clerks(session, material):
        removed: Detail = {"removed_groups": 0, "removed_clerks": clerks}
        note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what="readers", because="3A", **removed)


def remove_clerks(session: Session, material: Material) -> int:
    """Take every clerk out of the readers, whoever named them. Returns how many."""
    named = session.scalars(
        select(Reader).where(Reader.material_id == material.id, Reader.person_id.is_not(None))
    ).all()
    clerks = clerks_among(session, [reader.person_id or "" for reader in named])
    gone = [reader for reader in named if reader.person_id in clerks]
    for reader in gone:
        session.delete(reader)
    return len(gone)
