"""Destroys a paper with everything that was made from it, and writes down what is left: a line that proves what it was.

Whoever holds an older backup of database and keys together could still open an older backup of the store: see
`docs/decisions/0064-end-of-a-paper.md`.
"""

from hashlib import sha256

from sqlalchemy.orm import Session

from app import clock, days
from app.access.levels import Confidentiality
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.disposals.queries import WholePaper
from app.materials.models import DisposedPaper, Material
from app.materials.removal import shred
from app.materials.subjects import about_paper
from app.materials.visible import WITHHELD_TITLE
from app.notes import acts as notes
from app.permits.booklets import acts as booklets
from app.permits.reserves.volumes.acts import end_volumes_with
from app.registers.acts import correct, enter, move
from app.registers.kept.assets.disposals import DISPOSALS, DisposalForm, DisposalMethod, DisposalPlan, DisposedThing

_TITLE_CHARACTERS = 80


def named(material: Material) -> str:
    """A paper as registers and alarms name it, which also clerks read: of 3A without its title."""
    is_3a = material.level is Confidentiality.C3A
    return WITHHELD_TITLE if is_3a else f"「{material.title[:_TITLE_CHARACTERS]}」"


def destroy(session: Session, by: By, paper: WholePaper, *, asked_by: str, reason: str) -> DisposedPaper:
    """Destroy all versions of a paper and all notes on it, void its permits' PDFs, and keep what is left of it.

    `by` confirms what `asked_by` has asked for. The caller has locked the paper. Raises the error of what stands in the
    way: a hold, an inquiry, a permit, a paper copy, a meeting to come.
    """
    if paper.hindrance is not None:  # holds among others
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
        entry=_certify(session, by, paper, asked_by, reason),
    )
    session.add(left)
    session.flush()
    note(
        session,
        by,
        EventKind.MATERIAL_DISPOSED,
        about_paper(material),
        asked_by=asked_by,
        level=left.level,
        reason=reason,
        due=left.is_due,
        kept_until=left.kept_until,
        versions=lines,
        entry=left.entry,
        note_writers=paper.note_writers,
    )
    return left


def _certify(session: Session, by: By, paper: WholePaper, asked_by: str, reason: str) -> int:
    """Write the disposal into its register, by whoever asked and checked by the second person; the entry's number."""
    asker, today = By.person(asked_by), str(days.today())
    whole = paper.versions[-1].sha256 if len(paper.versions) == 1 else _digest(paper.version_lines)
    level = Confidentiality.C3A if paper.level is Confidentiality.C3A else paper.level
    title = WITHHELD_TITLE if level is Confidentiality.C3A else named(paper.material)
    plan = {
        "thing": [DisposedThing.DOCUMENT.value],
        "named": [f"{title} {len(paper.versions)} 版のすべて"],
        "level": [level.value],
        "reason": [reason],
        "do_by": [today],
    }
    done = {"method": [DisposalMethod.KEY.value], "done_on": [today], "done_by": [f"議場が行った。SHA-256 {whole}"]}
    entry = enter(session, asker, DISPOSALS, DisposalPlan.of_service(plan))
    correct(session, asker, DISPOSALS, entry, DisposalForm.of_service(plan | done), seen=entry.changes)
    for who, to in ((asker, "done"), (by, "checked")):
        move(session, who, DISPOSALS, entry, to, seen=entry.changes, among=frozenset({to}))
    return entry.number


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
