"""Destroys a paper with everything that was made from it, and writes down what is left: a line that proves what it was.

Whoever holds an older backup of database and keys together could still open an older backup of the store: so such
backups get an entry of their own, with a day. See `docs/decisions/0064-end-of-a-paper.md`.
"""

from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.disposals.certificate import certify
from app.disposals.entries import plan_backups
from app.disposals.queries import WholePaper
from app.materials.errors import PaperHeld
from app.materials.models import DisposedPaper
from app.materials.removal import shred
from app.materials.subjects import about_paper
from app.notes import acts as notes
from app.permits.booklets import acts as booklets
from app.permits.reserves.volumes.acts import end_volumes_with
from app.registers.holds import holds_paper


def destroy(session: Session, by: By, paper: WholePaper, *, asked_by: str, reason: str) -> DisposedPaper:
    """Destroy all versions of a paper and all notes on it, void its permits' PDFs, and keep what is left of it.

    `by` confirms what `asked_by` has asked for. The caller has locked the paper. Raises the error of what stands in the
    way: a hold, an inquiry, a permit, a paper copy, a meeting to come.
    """
    if holds_paper(session, paper.material.id):  # locked: a new hold waits until this unit ends
        raise PaperHeld
    if paper.hindrance is not None:
        raise paper.hindrance
    material, lines = paper.material, "\n".join(paper.version_lines)
    for listed in paper.permits:
        booklets.end_all(session, listed.permit.id)
        end_volumes_with(session, listed.permit)
    notes.let_go(session, material.id)
    shred(session, by, material)
    left = DisposedPaper(
        material_id=material.id,
        at=clock.now(),
        asked_by=asked_by,
        decided_by=by.person_id,
        level=paper.level.value,
        reason=reason,
        kept_until=paper.keeping.words,
        is_due=paper.keeping.is_over,
        versions=lines,
        entry=certify(session, by, paper, asked_by, reason),
    )
    session.add(left)
    session.flush()
    plan_backups(session, by)
    detail: Detail = {"asked_by": asked_by, "level": left.level, "reason": reason, "due": left.is_due}
    kept: Detail = {"kept_until": left.kept_until, "versions": lines, "entry": left.entry}
    writers: Detail = {"note_writers": paper.note_writers}
    note(session, by, EventKind.MATERIAL_DISPOSED, about_paper(material), **detail, **kept, **writers)
    return left
