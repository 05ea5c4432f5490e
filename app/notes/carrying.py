"""Takes a person's notes along when a paper is replaced: to the page on which the same stands, not to the same number.

Done for the person themselves, at their own request, so that their notes are opened for nobody else. A note whose page
was taken out stays where it is, and is listed with the page it was on: nothing is dropped. So does a note on a version
that has kept a higher level than the paper has now: it says what that version says, and opens where that would.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.materials.alignment.comparing import alignment_of
from app.materials.models import Material, ReadingPosition, Version
from app.materials.queries import Paper, level_of
from app.notes.errors import NoteDamaged
from app.notes.marks import PageOfNotes
from app.notes.merging import NoteChanges, Taking, merged
from app.notes.models import NotedPage
from app.notes.sealing import opened, own_key_locked, sealed
from app.notes.sharing.acts import take_along
from app.permits.booklets.acts import end_with_notes
from app.vault.objects import Vault
from storage.keyring import Keyring
from viewer.alignment.versions import Alignment, PageChange

_OF_NO_STATE = -1
"""The state of a mark that comes from another version: a text that stands on the later page already stays beside it."""

MayRead = Callable[[Version], bool]
"""Whether the person may use here and now what is kept of a former version."""


def left_behind(session: Session, person_id: str, paper: Paper, may_read: MayRead) -> list[tuple[NotedPage, Version]]:
    """The person's notes on other versions of the paper than this one, by version and page, that may be opened now."""
    query = (
        select(NotedPage, Version)
        .join(Version, Version.id == NotedPage.version_id)
        .where(NotedPage.person_id == person_id, Version.material_id == paper.material_id)
        .where(NotedPage.version_id != paper.version_id)
        .order_by(Version.number, NotedPage.page)
    )
    found = [(row, version) for row, version in session.execute(query)]
    readable = {version.id for version in {version for _, version in found} if may_read(version)}
    return [(row, version) for row, version in found if version.id in readable]


def opened_before(session: Session, person_id: str, paper: Paper, may_read: MayRead) -> list[Version]:
    """The versions that the person had open before this one: notes on them may wait on a tablet. Of others none hears.

    Only beside the version that readers get.
    """
    query = (
        select(Version)
        .join(ReadingPosition, ReadingPosition.version_id == Version.id)
        .where(ReadingPosition.person_id == person_id, Version.material_id == paper.material_id)
        .where(Version.id != paper.version_id, Version.state == "ready", Version.sealed_key.is_not(None))
        .order_by(Version.number)
    )
    found = session.scalars(query).all() if paper.is_current else ()
    return [version for version in found if may_read(version)]


def alignments(session: Session, vault: Vault, person_id: str, paper: Paper, may_read: MayRead) -> dict[str, Alignment]:
    """What became of the pages of each version from which notes may come, by its id.

    Of a version whose pages are not known yet nothing is told: its notes wait. Only for the version that readers get.
    """
    later = session.get(Version, paper.version_id) if paper.is_current else None
    if later is None:
        return {}
    material = session.get_one(Material, paper.material_id)
    former = {version for _, version in left_behind(session, person_id, paper, may_read)}
    lower = [version for version in former if level_of(version, material).rank <= paper.level.rank]
    found = {version.id: alignment_of(vault, version, later) for version in sorted(lower, key=lambda each: each.number)}
    return {each: alignment for each, alignment in found.items() if alignment is not None}


def carry(
    session: Session,
    keyring: Keyring,
    person_id: str,
    paper: Paper,
    became: Mapping[str, Alignment],
    may_read: MayRead,
) -> list[NotedPage]:
    """Move the notes whose page stands in this version too. Returns those that found no page.

    Damaged ones stay where they are, and keep nobody from the others. Raises NoteDamaged when the key is.
    """
    key = own_key_locked(session, keyring, person_id)
    take_along(session, person_id, paper, became)
    placeless = []
    for row, _ in left_behind(session, person_id, paper, may_read):
        alignment = became.get(row.version_id)
        page = alignment.later_page(row.page) if alignment else None
        is_moved = False
        if alignment is not None and page is not None:
            has_changed = alignment.changes[page - 1] is PageChange.CHANGED
            with suppress(NoteDamaged):
                _move(session, key, row, paper, page, has_changed=has_changed)
                is_moved = True
        if not is_moved:
            placeless.append(row)
    end_with_notes(session, person_id, paper.version_id or "")
    return placeless


def _move(session: Session, key: bytes, row: NotedPage, paper: Paper, page: int, *, has_changed: bool) -> None:
    """Put the notes of a row beside what stands on its later page already."""
    brought = opened(row, key)
    target = session.get(NotedPage, (row.person_id, paper.version_id, page), populate_existing=True)
    present = opened(target, key) if target else PageOfNotes({})
    if target is None:
        target = NotedPage(
            person_id=row.person_id, version_id=paper.version_id, page=page, material_id=paper.material_id, counter=0
        )
    target.counter += 1
    put = [replace(mark, since=_OF_NO_STATE) for mark in brought.marks.values()]
    taken = [Taking(mark_id, 0) for mark_id in brought.gone]
    joined = merged(present, NoteChanges(put, taken), target.counter)
    changed_here = (row.page, row.version_id) if has_changed else (0, "")
    signs = (changed_here, (brought.was, brought.was_of), (present.was, present.was_of))
    was, was_of = next((sign for sign in signs if sign[0]), (0, ""))
    sealed(target, key, PageOfNotes(joined.marks, joined.gone, was, was_of), clock.now())
    session.add(target)
    session.delete(row)
    session.flush()
