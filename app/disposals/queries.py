"""What would be destroyed with a paper, and what stands in the way of its disposal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.levels import Confidentiality
from app.access.remits.remit import Remit
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.rows.missed import is_any_missing
from app.disposals.errors import CopiesLeft, MeetingToCome, RecordsInDoubt, StillPermitted, UnderInquiry
from app.disposals.keeping import Keeping, keeping_of
from app.errors import AppError
from app.materials.errors import PaperDisposed, PaperHeld, StillConverting
from app.materials.models import UNDER_WAY, DisposedPaper, Material, Version
from app.materials.queries import level_of, versions_of
from app.meetings.models import Attachment, Meeting
from app.meetings.papers.audience import audiences
from app.members.models import Office
from app.notes.models import NotedPage
from app.permits.booklets.models import Booklet
from app.permits.models import Permit
from app.permits.queries import ListedPermit, is_open, listed_where
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import copy_of
from app.permits.reserves.states import CopyState
from app.registers.holds import holds_paper

_GONE = frozenset({"failed", "discarded"})
_LEFT = frozenset({CopyState.KEPT, CopyState.OUT, CopyState.BACK})


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
        kept = [self.level.value, self.keeping.words, self.readers, self.meeting, str(self.note_writers)]
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
        [version for version in versions if version.state not in _GONE],
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
    levels = [level_of(version, material) for version in versions if version.state not in _GONE]
    return max([material.level, *levels], key=lambda level: level.rank)


def hindrance(session: Session, material: Material) -> AppError | None:
    """The first thing that stands in the way of disposing of a paper now; None when nothing does."""
    for error, stands in _HINDRANCES:
        if stands(session, material):
            return error()
    return None


def _is_disposed(session: Session, material: Material) -> bool:
    return session.get(DisposedPaper, material.id) is not None


def _is_in_doubt(session: Session, material: Material) -> bool:
    """True when what would stand in the way could have been altered, or taken away."""
    if not material.is_intact or is_any_missing(session, (Permit, PaperCopy, Office, DisposedPaper)):
        return True
    permits = session.scalars(select(Permit).where(Permit.material_id == material.id)).all()
    booklets = session.scalars(select(Booklet).where(Booklet.permit_id.in_([permit.id for permit in permits])))
    investigators = session.scalars(select(Office).where(Office.role == Role.INVESTIGATOR.value))
    return not all(row.is_intact for row in (*permits, *booklets, *investigators))


def _is_held(session: Session, material: Material) -> bool:
    return holds_paper(session, material.id)


def _is_arriving(session: Session, material: Material) -> bool:
    under_way = exists().where(Version.material_id == material.id, Version.state.in_(UNDER_WAY))
    return bool(session.scalar(select(under_way & Version.sealed_key.is_not(None)).select_from(Version).limit(1)))


def _is_permitted(session: Session, material: Material) -> bool:
    return any(map(is_open, session.scalars(select(Permit).where(Permit.material_id == material.id)).all()))


def _has_copies(session: Session, material: Material) -> bool:
    """Whether a numbered copy is on paper yet; of one that was lost nothing can be destroyed."""
    permits = session.scalars(select(Permit).where(Permit.material_id == material.id, Permit.uses > 0)).all()
    copies = [copy for permit in permits if (copy := copy_of(session, permit)) is not None]
    return any(CopyState(copy.state) in _LEFT or not copy.is_intact for copy in copies)


def _is_inquired_into(session: Session, material: Material) -> bool:
    """Whether somebody that a running inquiry is about has a record with this paper in the time that it looks into."""
    offices = session.scalars(select(Office).where(Office.role == Role.INVESTIGATOR.value)).all()
    for remit in (Remit.read(office.remit) for office in offices if office.runs_at(clock.now())):
        query = select(LedgerRecord.seq).where(LedgerRecord.material_id == material.id)
        query = query.where(LedgerRecord.actor_id.in_(sorted(remit.people)))
        if remit.since is not None:
            query = query.where(LedgerRecord.at >= remit.since)
        if remit.until is not None:
            query = query.where(LedgerRecord.at < remit.until)
        if session.execute(query.limit(1)).first() is not None:
            return True
    return False


def _is_before_its_meeting(session: Session, material: Material) -> bool:
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    is_off = meeting is None or meeting.is_cancelled
    return not is_off and meeting is not None and clock.jst(meeting.starts_at).date() >= days.today()


_HINDRANCES: tuple[tuple[Callable[[], AppError], Callable[[Session, Material], bool]], ...] = (
    (PaperDisposed, _is_disposed),
    (RecordsInDoubt, _is_in_doubt),
    (PaperHeld, _is_held),
    (UnderInquiry, _is_inquired_into),
    (StillConverting, _is_arriving),
    (StillPermitted, _is_permitted),
    (CopiesLeft, _has_copies),
    (MeetingToCome, _is_before_its_meeting),
)
"""What stands in the way, in the order in which it is told: the error that says so, and whether it does."""
