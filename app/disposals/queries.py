"""What would be destroyed with a paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.disposals.keeping import Keeping, keeping_of
from app.disposals.obstacles.hindrances import hindrance
from app.errors import AppError
from app.materials.models import Material, Version
from app.materials.queries import level_of, versions_of
from app.meetings.models import Attachment, Meeting
from app.meetings.papers.audience import audiences
from app.members.people import as_if_present
from app.notes.models import NotedPage
from app.permits.models import Permit
from app.permits.queries import ListedPermit, listed_where

_GONE = frozenset({"failed", "discarded"})


def _is_left(version: Version) -> bool:
    """Whether there is anything of a version to be destroyed: also of one that only says that it is gone."""
    return version.state not in _GONE or version.sealed_key is not None


@dataclass(frozen=True)
class WholePaper:
    """All that two persons look at before a paper is destroyed. `meeting`: its title, "" without one.

    `level`: the highest one at which any version is handled. `handed_out`: permits by which something of it has left,
    which disposal does not call back. `note_writers`: how many people have notes on it, which nobody reads.
    `hindrance`: why it cannot be disposed of now; None when it can.
    """

    material: Material
    level: Confidentiality
    versions: Sequence[Version]
    readers: str
    meeting: str
    keeping: Keeping
    permits: Sequence[ListedPermit]
    note_writers: int
    hindrance: AppError | None

    @property
    def handed_out(self) -> list[ListedPermit]:
        return [each for each in self.permits if each.permit.uses]

    @property
    def version_lines(self) -> list[str]:
        """A line for each version, with what proves which file it was."""
        return [f"{one.number} {one.pages or 0} {one.size_bytes} {one.sha256 or '-'}" for one in self.versions]

    @property
    def words(self) -> list[str]:
        """Everything that is shown of it, for the mark to which a second person's word is bound."""
        permits = [f"{each.permit.number} {each.state_words} {each.permit.uses}" for each in self.permits]
        time, writers = [self.keeping.words, self.keeping.origin], str(self.note_writers)
        kept = [self.level.value, *time, self.readers, self.meeting, writers]
        files = [one.file_name for one in self.versions]
        return [self.material.title, *kept, *self.version_lines, *files, *permits]


def whole_paper(session: Session, material: Material) -> WholePaper:
    """A paper with all that ends with it."""
    versions = versions_of(session, material.id)[::-1]
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    return WholePaper(
        material,
        highest_level(material, versions),
        list(filter(_is_left, versions)),
        audiences(session, [material.id])[material.id].words,
        "" if meeting is None else meeting.title,
        keeping_of(session, material),
        listed_where(session, Permit.material_id == material.id),
        _note_writers(session, material),
        hindrance(session, material),
    )


def _note_writers(session: Session, material: Material) -> int:
    query = select(func.count(NotedPage.person_id.distinct())).where(NotedPage.material_id == material.id)
    return session.scalar(query) or 0


def highest_level(material: Material, versions: Sequence[Version]) -> Confidentiality:
    """The highest level at which the paper or any version that is left of it is handled."""
    levels = [level_of(version, material) for version in filter(_is_left, versions)]
    return max([material.level, *levels], key=lambda level: level.rank)


def may_still_ask(session: Session, person_id: str) -> bool:
    """Whether somebody who has asked for a disposal is of the secretariat still."""
    return as_if_present(session, person_id).holds(*SECRETARIAT)


def may_ask_for(session: Session, person_id: str, material: Material) -> bool:
    """Whether somebody of the secretariat may ask for this paper's disposal as it is handled now: of 3A not a clerk."""
    is_3a = material.level is Confidentiality.C3A
    return not is_3a or as_if_present(session, person_id).holds(Role.ADMINISTRATOR)
