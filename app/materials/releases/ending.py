"""Ends a release: by one person's act, or together with an act that excludes it, like withdrawal or a higher label."""

from sqlalchemy.orm import Session

from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.errors import NotReleased
from app.materials.models import Material, Version
from app.materials.releases.proposals import RELEASE
from app.materials.subjects import about_paper
from app.proposals import acts as proposals
from app.proposals.queries import open_row


def end_release(material: Material) -> bool:
    """Close a paper to residents. True when a version of it was released. The caller writes the record."""
    was_released = material.released_version_id is not None
    material.released_version_id = material.released_at = material.released_by = None
    return was_released


def close_what_waits(session: Session, material: Material) -> None:
    """Close a waiting release that the paper's new state excludes, so that no later act makes it valid again."""
    row = open_row(session, RELEASE, material.id)
    if row is not None:
        proposals.close_if_over(session, RELEASE, row)


def end(session: Session, by: By, material: Material) -> None:
    """Close a paper to residents at once; its readers keep it. Raises NotReleased."""
    version = session.get(Version, material.released_version_id) if material.released_version_id else None
    if not end_release(material):
        raise NotReleased
    about = about_paper(material, version)
    note(session, by, EventKind.MATERIAL_CHANGED, about, what="released", **{"from": "yes", "to": "no"})
