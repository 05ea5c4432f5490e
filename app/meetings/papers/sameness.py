"""Finds files that were put into a meeting twice. The secretariat sees it beside the later one before publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.materials.models import Material, Version
from app.materials.visible import withheld_titles, withheld_versions
from app.meetings.papers.queries import PreparedPaper

_WITH_A_FILE = ("queued", "converting", "ready")


@dataclass(frozen=True)
class SameFile:
    """The paper and the number of its version that already have the same bytes."""

    material: Material
    number: int


def same_files(session: Session, actor: Actor, papers: Sequence[PreparedPaper]) -> dict[str, SameFile]:
    """Paper id → the same file, for papers of a meeting whose newest file is a copy and was never published.

    Papers and versions that this person may not know of are left out, both as copies and as originals.
    """
    materials = {paper.material.id: paper.material for paper in papers}
    known = _known(session, actor, materials)
    found = {}
    for paper in papers:
        newest = paper.latest
        if newest is None or newest not in known or newest.id == paper.material.released_version_id:
            continue
        if paper.material.was_published and newest == paper.current:
            continue
        if (first := next(each for each in known if each.sha256 == newest.sha256)) != newest:
            found[paper.material.id] = SameFile(materials[first.material_id], first.number)
    return found


def _known(session: Session, actor: Actor, materials: Mapping[str, Material]) -> list[Version]:
    """All versions of these papers that have a file and that this person may know, the oldest first."""
    query = select(Version).where(
        Version.material_id.in_(materials), Version.state.in_(_WITH_A_FILE), Version.sha256 != ""
    )
    versions = session.scalars(query.order_by(Version.created_at, Version.id)).all()
    secret = withheld_versions(session, actor, versions, materials)
    hidden = withheld_titles(session, actor, materials.values())
    return [each for each in versions if each.id not in secret and each.material_id not in hidden]
