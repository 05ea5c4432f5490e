"""The acts on a replacement. Only sending out and putting back, each with a reason, change what readers get."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.levels import Integrity
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.materials.errors import (
    FormerLevelHigher,
    NoFormerVersion,
    ReplacementGone,
    ReplacementLevelHigher,
    StillReleased,
)
from app.materials.models import (
    Material,
    PageRow,
    ReadingPosition,
    RecognisedPage,
    RemadePage,
    Remaking,
    Replacement,
    Version,
)
from app.materials.queries import level_of
from app.materials.releases.ending import close_what_waits, end_release
from app.materials.replacements.errors import ReplacementNotAsShown, SentOutByAnother
from app.materials.replacements.jobs import clear_away
from app.materials.replacements.kept import keep
from app.materials.replacements.queries import leaving_open, succession_of
from app.materials.replacements.shown import mark_of
from app.materials.subjects import about_paper


def send_out(
    session: Session, by: By, material: Material, version_id: str, reason: str, *, shown: str, former_open: bool = False
) -> None:
    """Give readers the version that was looked at. The caller has locked the paper.

    `shown`: the mark of the screen. `former_open`: they may look at the version of before, too, if they can now.
    Raises ReplacementGone, ReplacementNotAsShown, ReplacementLevelHigher when the label was lowered after the file had
    been registered, and SentOutByAnother when the same person brought the file of a paper of 完全性2.
    """
    versions = succession_of(session, material)
    if versions.current is None or versions.prepared is None or versions.prepared.id != version_id:
        raise ReplacementGone
    _must_be_as_shown(session, material, shown)
    if level_of(versions.prepared, material).rank > material.level.rank:
        raise ReplacementLevelHigher
    _must_be_anothers(by, material, versions.prepared)
    is_read = material.published_at is not None and material.withdrawn_at is None
    leaves = former_open and is_read  # what nobody can read now is opened to nobody by leaving it open
    _exchange(session, by, material, versions.current, versions.prepared, "replaced", reason, former_open=leaves)


def put_back(session: Session, by: By, material: Material, version_id: str, reason: str, *, shown: str) -> None:
    """Give readers their former version again. The caller has locked the paper.

    Raises NoFormerVersion when the former one is another by now, StillReleased while the present one is released,
    FormerLevelHigher when the label was lowered for the present one only, and the others as `send_out` does.
    """
    versions = succession_of(session, material)
    if versions.current is None or versions.former is None or versions.former.id != version_id:
        raise NoFormerVersion
    if material.is_released:
        raise StillReleased
    _must_be_as_shown(session, material, shown)
    if level_of(versions.former, material).rank > material.level.rank:
        raise FormerLevelHigher
    _must_be_anothers(by, material, versions.former)
    _exchange(session, by, material, versions.current, versions.former, "put back", reason)


def close_former(session: Session, by: By, material: Material) -> None:
    """Show readers no former version any more. The caller has locked the paper. Raises NoFormerVersion."""
    row = leaving_open(session, material.id, material.current_version_id)
    if row is None:
        raise NoFormerVersion
    row.former_open = False
    former = session.get_one(Version, row.former_id)
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material, former), what="former closed")


def _must_be_as_shown(session: Session, material: Material, shown: str) -> None:
    if shown != mark_of(session, material):
        raise ReplacementNotAsShown


def _must_be_anothers(by: By, material: Material, coming: Version) -> None:
    """Raise SentOutByAnother when the person who brought the file of a paper of 完全性2 would give it to readers."""
    if material.marks.integrity is Integrity.I2 and coming.created_by == by.person_id:
        raise SentOutByAnother


def discard(session: Session, by: By, material: Material, version_id: str) -> None:
    """Discard a replacement that was never sent out; its bytes cannot be decrypted any more. Raises ReplacementGone."""
    prepared = succession_of(session, material).prepared
    if prepared is None or prepared.id != version_id:
        raise ReplacementGone
    throw_away(session, by, material, prepared)


def throw_away(session: Session, by: By, material: Material, version: Version) -> None:
    """Delete key, pages and reading places of a version that readers never got, and have the worker clear the store."""
    version.state, version.sealed_key = "discarded", None
    for model in (PageRow, RemadePage, Remaking, RecognisedPage, ReadingPosition):
        session.execute(delete(model).where(model.version_id == version.id))
    clear_away(session, version.id)
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material, version), what="discarded")


def take_place(session: Session, material: Material, former: Version, version: Version) -> None:
    """Make the next file of a paper that nobody could read yet the current one. Noted as replaced by its uploader."""
    _keep(session, material, former, version, version.created_by)


def _exchange(
    session: Session,
    by: By,
    material: Material,
    former: Version,
    version: Version,
    what: str,
    reason: str,
    *,
    former_open: bool = False,
) -> None:
    ends_release = material.is_released
    _keep(session, material, former, version, by.person_id, reason, former_open=former_open)
    close_what_waits(session, material)
    about = about_paper(material, version)
    ended: Detail = {"release_ended": True} if ends_release else {}
    if former_open:
        ended["former_open"] = True
    note(session, by, EventKind.MATERIAL_REPLACED, about, what=what, former=former.number, reason=reason, **ended)
    if ends_release:
        tell(session, by, Action.MATERIAL_REPLACE, f"「{material.title[:80]}」の住民への公開の終わり（差し替え）")


def _keep(
    session: Session,
    material: Material,
    former: Version,
    version: Version,
    by_id: str,
    reason: str = "",
    *,
    former_open: bool = False,
) -> None:
    session.add(
        Replacement(
            material_id=material.id,
            version_id=version.id,
            former_id=former.id,
            at=clock.now(),
            by_id=by_id,
            reason=reason,
            former_open=former_open,
        )
    )
    if version.id == material.released_version_id:
        end_release(material)  # it ended when this version was replaced: coming back is not being opened again
    keep(former, material.level)
    material.current_version_id, version.kept_level = version.id, None
    session.flush()
