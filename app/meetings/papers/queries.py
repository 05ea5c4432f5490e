"""The papers of a meeting as the secretariat meets them: material, versions, label in waiting, readers, state line."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, Version
from app.meetings.models import Attachment
from app.meetings.papers.audience import Audience, audiences
from app.meetings.papers.words import StateLine, state_line
from app.proposals.kinds import Proposed
from app.proposals.queries import open_about


@dataclass(frozen=True)
class PreparedPaper:
    """One row of the preparation screen. `latest` is the newest version, `current` the one that readers get."""

    material: Material
    attachment: Attachment | None
    latest: Version | None
    current: Version | None
    pending: Proposed[LabelChange] | None
    audience: Audience
    is_first: bool = False
    is_last: bool = False

    @property
    def state(self) -> StateLine:
        return state_line(self.material, self.latest, self.pending)

    @property
    def pages(self) -> int | None:
        """Pages of what readers get, else of what is being converted."""
        version = self.current or self.latest
        return version.pages if version else None

    @property
    def is_ready(self) -> bool:
        """True when readers could get it: converted, and not withdrawn."""
        return self.current is not None and self.current.state == "ready" and self.material.withdrawn_at is None


def papers_of(session: Session, meeting_id: str) -> list[PreparedPaper]:
    """All papers of a meeting, ordered by their place under each item."""
    rows = session.execute(
        select(Material, Attachment)
        .join(Attachment, Attachment.material_id == Material.id)
        .where(Attachment.meeting_id == meeting_id)
        .order_by(Attachment.position, Material.id)
    ).all()
    return _papers(session, [(material, attachment) for material, attachment in rows])


def paper_of(session: Session, material: Material) -> PreparedPaper:
    """One paper, with its place when it is attached."""
    return _papers(session, [(material, session.get(Attachment, material.id))])[0]


def papers_in(session: Session, materials: Sequence[Material]) -> list[PreparedPaper]:
    """The given papers, with their places, in the given order."""
    ids = [material.id for material in materials]
    places = {
        place.material_id: place for place in session.scalars(select(Attachment).where(Attachment.material_id.in_(ids)))
    }
    return _papers(session, [(material, places.get(material.id)) for material in materials])


def _papers(session: Session, rows: Sequence[tuple[Material, Attachment | None]]) -> list[PreparedPaper]:
    ids = [material.id for material, _ in rows]
    versions = _versions(session, ids)
    pending = open_about(session, LABEL_CHANGE, ids)
    readers = audiences(session, ids)
    last_of = {attachment.agenda_item_id: material.id for material, attachment in rows if attachment}
    seen: set[str | None] = set()
    papers: list[PreparedPaper] = []
    for material, attachment in rows:
        own = versions.get(material.id, [])
        place = attachment.agenda_item_id if attachment else None
        papers.append(
            PreparedPaper(
                material=material,
                attachment=attachment,
                latest=own[-1] if own else None,
                current=next((each for each in own if each.id == material.current_version_id), None),
                pending=pending.get(material.id),
                audience=readers[material.id],
                is_first=place not in seen,
                is_last=last_of.get(place) == material.id,
            )
        )
        seen.add(place)
    return papers


def _versions(session: Session, ids: Sequence[str]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    query = select(Version).where(Version.material_id.in_(ids)).order_by(Version.number)
    for version in session.scalars(query):
        found.setdefault(version.material_id, []).append(version)
    return found
