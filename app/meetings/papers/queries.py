"""The papers of a meeting for the secretariat: material, versions, proposed label, readers, state line."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.access.levels import Confidentiality
from app.materials.labels.acts import label_mark
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE, LabelChange, MarksChange
from app.materials.models import Material, Version
from app.materials.queries import level_of
from app.materials.replacements.queries import Succession, replacements_of, succession
from app.materials.visible import shown_titles
from app.meetings.models import Attachment
from app.meetings.papers.audience import Audience, audiences
from app.meetings.papers.words import StateLine, state_line
from app.proposals.kinds import Proposed
from app.proposals.queries import open_about
from app.web.forms.merging import mark


@dataclass(frozen=True)
class PreparedPaper:
    """One row of the preparation screen. `latest`: the version whose state counts; `current`: the one that readers get.

    `title`: as the person who looks at it may see it.
    """

    material: Material
    title: str
    attachment: Attachment | None
    versions: Succession
    pending: Proposed[LabelChange] | None
    pending_marks: Proposed[MarksChange] | None
    audience: Audience
    is_first: bool = False
    is_last: bool = False

    @property
    def latest(self) -> Version | None:
        return self.versions.newest

    @property
    def current(self) -> Version | None:
        return self.versions.current

    @property
    def level_to_go_back(self) -> Confidentiality | None:
        """The level to which the label must be raised before the former version can be put back; None for no need."""
        former = self.versions.former
        level = self.material.level if former is None else level_of(former, self.material)
        return level if level.rank > self.material.level.rank else None

    @property
    def state(self) -> StateLine:
        return state_line(
            self.material,
            self.latest,
            self.pending,
            prepared=self.versions.prepared,
            are_marks_asked=self.pending_marks is not None,
        )

    @property
    def pages(self) -> int | None:
        """Number of pages of the version that readers get, else of the one that is being converted."""
        version = self.current or self.latest
        return version.pages if version else None

    @property
    def mark(self) -> str:
        """The mark of all that publication makes visible: title, place, files, label, and each reader.

        It covers the newest file and the one that readers get, since the check is about both. A first file has the same
        mark before and after its conversion.
        """
        readable = self.current or self.latest
        return mark(
            self.material.id,
            self.title,
            (self.attachment.agenda_item_id or "") if self.attachment else "",
            self.material.confidentiality or "",
            readable.id if readable else "",
            self.latest.id if self.latest else "",
            str(self.material.withdrawn_at),
            [f"{group.id} {person_id}" for group in self.audience.groups for person_id in group.person_ids],
            [group.id for group in self.audience.groups],
            [person.id for person in self.audience.able],
        )

    @property
    def label_mark(self) -> str:
        """The mark that the form of its label carries."""
        return label_mark(self.material, self.versions)

    @property
    def is_ready(self) -> bool:
        """True when it can be read once published: a version is converted, and the paper is not withdrawn."""
        return self.current is not None and self.current.state == "ready" and self.material.withdrawn_at is None


def papers_of(session: Session, actor: Actor, meeting_id: str) -> list[PreparedPaper]:
    """All papers of a meeting, ordered by their place under each item."""
    rows = session.execute(
        select(Material, Attachment)
        .join(Attachment, Attachment.material_id == Material.id)
        .where(Attachment.meeting_id == meeting_id)
        .order_by(Attachment.position, Material.id)
    ).all()
    return _papers(session, actor, [(material, attachment) for material, attachment in rows])


def paper_of(session: Session, actor: Actor, material: Material) -> PreparedPaper:
    """One paper, with its place when it is attached."""
    return _papers(session, actor, [(material, session.get(Attachment, material.id))])[0]


def papers_in(session: Session, actor: Actor, materials: Sequence[Material]) -> list[PreparedPaper]:
    """The given papers, with their places, in the given order."""
    ids = [material.id for material in materials]
    places = {
        place.material_id: place for place in session.scalars(select(Attachment).where(Attachment.material_id.in_(ids)))
    }
    return _papers(session, actor, [(material, places.get(material.id)) for material in materials])


def _papers(session: Session, actor: Actor, rows: Sequence[tuple[Material, Attachment | None]]) -> list[PreparedPaper]:
    ids = [material.id for material, _ in rows]
    versions, replaced = _versions(session, ids), replacements_of(session, ids)
    pending = open_about(session, LABEL_CHANGE, ids)
    pending_marks = open_about(session, MARKS_CHANGE, ids)
    readers = audiences(session, ids)
    titles = shown_titles(session, actor, [material for material, _ in rows])
    last_of = {attachment.agenda_item_id: material.id for material, attachment in rows if attachment}
    seen: set[str | None] = set()
    papers: list[PreparedPaper] = []
    for material, attachment in rows:
        own, rows_of_it = versions.get(material.id, []), replaced.get(material.id, [])
        place = attachment.agenda_item_id if attachment else None
        papers.append(
            PreparedPaper(
                material=material,
                title=titles[material.id],
                attachment=attachment,
                versions=succession(own, material.current_version_id, rows_of_it),
                pending=pending.get(material.id),
                pending_marks=pending_marks.get(material.id),
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
