"""Removes files that failed and that nobody could ever read, and destroys papers at the end of their time.

What was published is withdrawn, never removed; what is destroyed leaves its row, its records and its hashes.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.acts import withdraw
from app.materials.errors import NotRemovable, PaperRead
from app.materials.labels.returning import KINDS
from app.materials.labels.shown import was_sent_out
from app.materials.models import (
    Material,
    PageRow,
    PublicFile,
    Reader,
    ReadingPosition,
    RecognisedPage,
    RemadePage,
    Remaking,
    Replacement,
    Version,
)
from app.materials.releases.proposals import RELEASE
from app.materials.replacements.jobs import clear_away
from app.materials.subjects import about_paper
from app.proposals import acts as proposals
from app.proposals.kinds import AnyProposalKind
from app.proposals.queries import open_row

LetGo = Callable[[Session, str], None]
"""A function of a domain that refers to papers, as the agenda does: deletes the domain's rows of a paper, by its id."""


_ABOUT_A_PAPER: tuple[AnyProposalKind, ...] = (*KINDS, RELEASE)


Holds = Callable[[Session, str], bool]
"""Whether a hold (6-5(3)) stands on a paper, by its id. Registers are above this folder and hand it over."""

_OF_A_VERSION = (PageRow, RemadePage, Remaking, RecognisedPage, ReadingPosition, PublicFile)
"""The rows of a version that go with it."""


def remove_failed(session: Session, by: By, material: Material, let_go: Sequence[LetGo]) -> list[str]:
    """Remove files that failed or never came whole, and the paper too when no file is left.

    Returns the ids of the removed versions. Their data keys are deleted with the rows, so that their objects cannot be
    decrypted any more, and a worker deletes them. `let_go` runs before a paper's row is deleted.
    Raises NotRemovable.
    """
    versions = session.scalars(select(Version).where(Version.material_id == material.id)).all()
    gone = [version for version in versions if _is_removable(version)]
    is_whole_paper = len(gone) == len(versions) and material.published_at is None
    if not gone or (material.current_version_id is None and not is_whole_paper):
        raise NotRemovable
    for version in gone:
        for model in (PageRow, ReadingPosition):
            session.execute(delete(model).where(model.version_id == version.id))
        session.delete(version)
    session.flush()
    if is_whole_paper:
        _remove_paper(session, material, let_go)
    what = "removed" if is_whole_paper else "failed version removed"
    numbers = " ".join(str(version.number) for version in gone)
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), what=what, versions=numbers)
    return _have_cleared(session, gone)


def remove_unread(session: Session, by: By, material: Material, let_go: Sequence[LetGo]) -> list[str]:
    """Remove a paper that was put in by mistake, with all its files. Returns the ids of the versions.

    Only while nobody outside the secretariat was sent anything of it. The caller has locked the paper. A worker deletes
    the objects, which cannot be decrypted any more. Raises NotRemovable with a sentence, also from `let_go`.
    """
    if was_sent_out(session, [material]):
        raise PaperRead
    versions = session.scalars(select(Version).where(Version.material_id == material.id)).all()
    for replacement in session.scalars(select(Replacement).where(Replacement.material_id == material.id)).all():
        session.delete(replacement)
    session.flush()
    for version in versions:
        for model in _OF_A_VERSION:
            session.execute(delete(model).where(model.version_id == version.id))
        session.delete(version)
    session.flush()
    about, numbers = about_paper(material), " ".join(str(version.number) for version in versions)
    _remove_paper(session, material, let_go)
    note(session, by, EventKind.MATERIAL_CHANGED, about, what="taken out", versions=numbers)
    return _have_cleared(session, versions)


def shred(session: Session, by: By, material: Material) -> Sequence[Version]:
    """Destroy all versions of a paper, which stays as a row, withdrawn. Returns the versions.

    Their data keys are emptied, so that their objects cannot be decrypted any more, pages, words and copies in a backup
    of the store included; a worker deletes them. Proposals about the paper end. The caller has locked the paper, has
    asked whether a hold stands, and writes the record.
    """
    for kind in _ABOUT_A_PAPER:
        if (waiting := open_row(session, kind, material.id)) is not None:
            proposals.refuse_by_act(session, by, kind, waiting, "資料を廃棄したため")
    if material.withdrawn_at is None:
        withdraw(session, by, material, "廃棄")
    versions = session.scalars(select(Version).where(Version.material_id == material.id).order_by(Version.number)).all()
    for version in versions:
        version.state, version.sealed_key = "discarded", None
        for model in _OF_A_VERSION:
            session.execute(delete(model).where(model.version_id == version.id))
    session.flush()
    _have_cleared(session, versions)
    return versions


def _have_cleared(session: Session, versions: Sequence[Version]) -> list[str]:
    """Have a worker delete the objects of versions whose keys are gone, also what another worker puts meanwhile."""
    for version in versions:
        clear_away(session, version.id)
    return [version.id for version in versions]


def _is_removable(version: Version) -> bool:
    """True for a version that may be removed. When its file is still arriving, that upload finds no row and fails."""
    return version.state in {"failed", "receiving"}


def _remove_paper(session: Session, material: Material, let_go: Sequence[LetGo]) -> None:
    for forget in let_go:
        forget(session, material.id)
    session.execute(delete(Reader).where(Reader.material_id == material.id))
    for kind in _ABOUT_A_PAPER:
        proposals.forget(session, kind, material.id)
    session.delete(material)
    session.flush()
