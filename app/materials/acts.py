"""Changes to a paper that exists: its name, release to residents, withdrawal, restoring. Each leaves a record."""

from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.materials.errors import NotReleasable, NotWithdrawn, WithdrawnAlready
from app.materials.models import Material
from app.materials.subjects import about_paper

TITLE_LIMIT = 200
REASON_LIMIT = 200


def tidy_title(untrusted_title: str) -> str:
    """A title with one blank for each run of blanks and of characters that nobody sees."""
    return " ".join("".join(c if c.isprintable() else " " for c in untrusted_title).split())


def clean_title(untrusted_title: str) -> str:
    """A title to keep, tidied. Raises BadInput."""
    title = tidy_title(untrusted_title)
    if not title or len(title) > TITLE_LIMIT:
        raise BadInput(fields={"title": f"資料名を 1〜{TITLE_LIMIT} 文字で入力してください。"})
    return title


def rename(session: Session, by: By, material: Material, title: str) -> None:
    """Give a paper another name."""
    former = material.title
    if title == former:
        return
    material.title = title
    _record(session, by, material, EventKind.MATERIAL_CHANGED, what="title", former=former, now=title)


def release(session: Session, by: By, material: Material) -> None:
    """Open a level-1 paper to residents, by an act of its own with time and person (6-1(14)③). Raises NotReleasable."""
    is_open = material.published_at is not None and material.withdrawn_at is None
    if material.label is not Confidentiality.C1 or not is_open:
        raise NotReleasable
    if material.is_released:
        return
    material.released_at, material.released_by = clock.now(), by.person_id
    _record(session, by, material, EventKind.MATERIAL_RELEASED, what="released", former="no", now="yes")


def withdraw(session: Session, by: By, material: Material, reason: str) -> None:
    """Close a paper to its readers at once; their next page is refused. Ends a release to residents too.

    Raises WithdrawnAlready.
    """
    if material.withdrawn_at is not None:
        raise WithdrawnAlready
    material.withdrawn_at, material.withdrawn_reason = clock.now(), reason
    material.released_at = material.released_by = None
    _record(
        session, by, material, EventKind.MATERIAL_WITHDRAWN, what="withdrawn", former="no", now="yes", reason=reason
    )


def restore(session: Session, by: By, material: Material) -> None:
    """Open a withdrawn paper to its readers again; to residents only by a new release. Raises NotWithdrawn."""
    if material.withdrawn_at is None:
        raise NotWithdrawn
    material.withdrawn_at, material.withdrawn_reason = None, ""
    _record(session, by, material, EventKind.MATERIAL_CHANGED, what="withdrawn", former="yes", now="no")


def _record(
    session: Session,
    by: By,
    material: Material,
    kind: EventKind,
    *,
    what: str,
    former: str,
    now: str,
    reason: str = "",
) -> None:
    why = {"reason": reason} if reason else {}
    note(session, by, kind, about_paper(material), what=what, **{"from": former, "to": now}, **why)
