"""Taking away a file that never became a paper anybody could read. What was published is withdrawn, never removed."""

from collections.abc import Callable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.errors import NotRemovable
from app.materials.labels.proposals import LABEL_CHANGE
from app.materials.models import Material, PageRow, Reader, ReadingPosition, Version
from app.materials.subjects import about_paper
from app.proposals import acts as proposals

LetGo = Callable[[Session, str], None]
"""What a higher domain that points at papers (an agenda) does first, in the same unit of work: (session, paper id)."""


def remove_failed(session: Session, by: By, material: Material, let_go: Sequence[LetGo]) -> list[str]:
    """Remove files that failed or never came whole, and the paper too when nothing is left; ids of what is noise now.

    `let_go`: everybody who may point at the paper.
    Their data keys go with the rows; the caller deletes the objects after the commit. Raises NotRemovable.
    """
    versions = session.scalars(select(Version).where(Version.material_id == material.id)).all()
    gone = [version for version in versions if _is_removable(version)]
    is_whole_paper = len(gone) == len(versions) and material.published_at is None
    if not gone or (material.current_version_id is None and not is_whole_paper):
        raise NotRemovable
    for version in gone:
        session.execute(delete(PageRow).where(PageRow.version_id == version.id))
        session.execute(delete(ReadingPosition).where(ReadingPosition.version_id == version.id))
        session.delete(version)
    session.flush()
    if is_whole_paper:
        _remove_paper(session, material, let_go)
    what = "removed" if is_whole_paper else "failed version removed"
    numbers = " ".join(str(version.number) for version in gone)
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what=what, versions=numbers)
    return [version.id for version in gone]


def _is_removable(version: Version) -> bool:
    """A file that is still arriving finds its version gone, and leaves nothing."""
    return version.state in {"failed", "receiving"}


def _remove_paper(session: Session, material: Material, let_go: Sequence[LetGo]) -> None:
    for forget in let_go:
        forget(session, material.id)
    session.execute(delete(Reader).where(Reader.material_id == material.id))
    proposals.forget(session, LABEL_CHANGE, material.id)
    session.delete(material)
    session.flush()
