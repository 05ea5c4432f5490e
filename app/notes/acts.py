"""Keeps what a person wrote, and destroys notes unread. Their destruction is recorded, what they say never."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, RecordSubject, note
from app.audit.rows.missed import is_any_missing
from app.audit.vocabulary import EventKind
from app.db import rows_changed
from app.materials.models import Version
from app.materials.queries import Paper
from app.members.models import Office
from app.members.offices import offices_of
from app.members.subjects import about_person
from app.notes.errors import PageFullOfNotes, PaperFullOfNotes
from app.notes.marks import PageOfNotes
from app.notes.merging import NoteChanges, merged
from app.notes.models import NotedPage, NoteKey, NoteShare
from app.notes.queries import size_of
from app.notes.sealing import opened, own_key_locked, sealed
from app.notes.sharing.acts import end_all, end_those_over
from app.permits.booklets.acts import end_with_notes
from storage.keyring import Keyring

_MOST_PAGE_BYTES = 512 * 1024
_MOST_PAPER_BYTES = 16 * 1024 * 1024
_AT_ONCE = 500


def keep(
    session: Session, keyring: Keyring, person_id: str, paper: Paper, page: int, changes: NoteChanges
) -> tuple[int, int]:
    """Join these changes with what is kept of the page. Returns its counter before and after; equal: nothing changed.

    Raises NoteDamaged, PageFullOfNotes, PaperFullOfNotes.
    """
    key = own_key_locked(session, keyring, person_id)
    row = session.get(NotedPage, (person_id, paper.version_id, page), populate_existing=True)
    before = row.counter if row else 0
    present = opened(row, key) if row else PageOfNotes({})
    after = merged(present, changes, before + 1)
    if after is present:
        return before, before
    if row is None:
        row = NotedPage(
            person_id=person_id, version_id=paper.version_id, page=page, material_id=paper.material_id, size_bytes=0
        )
    former_bytes = row.size_bytes
    sealed(row, key, after, clock.now())
    if row.size_bytes > max(former_bytes, _MOST_PAGE_BYTES):
        raise PageFullOfNotes
    row.counter = before + 1
    session.add(row)
    session.flush()
    if row.size_bytes > former_bytes and size_of(session, person_id, paper.material_id) > _MOST_PAPER_BYTES:
        raise PaperFullOfNotes
    end_with_notes(session, person_id, row.version_id)
    return before, row.counter


def let_go(session: Session, material_id: str) -> None:
    """Destroy all notes on a paper that is taken out, whoever wrote them."""
    end_all(session, session.scalars(select(NoteShare).where(NoteShare.material_id == material_id)), "paper_gone")
    if pages := rows_changed(session, delete(NotedPage).where(NotedPage.material_id == material_id)):
        note(session, SYSTEM, EventKind.NOTES_DESTROYED, RecordSubject(material_id), because="paper_gone", pages=pages)


def destroy_of_papers(session: Session, holds: Callable[[Session, str], bool]) -> int:
    """Destroy unread the notes on versions that are gone, or whose key is. Returns on how many pages there were any.

    Sharings that have ended by themselves go before, whatever holds: they show nothing, and the ledger tells of them.

    `holds`: whether a hold stands on a paper, by its id: what was disposed of beside the service keeps its notes.
    """
    end_those_over(session)
    is_there = select(Version.id).where(Version.id == NotedPage.version_id, Version.sealed_key.is_not(None))
    found = select(NotedPage.material_id).where(~is_there.exists()).distinct().limit(_AT_ONCE)
    destroyed = 0
    for material_id in session.scalars(found).all():
        if holds(session, material_id):
            continue
        pages = rows_changed(session, delete(NotedPage).where(NotedPage.material_id == material_id, ~is_there.exists()))
        note(session, SYSTEM, EventKind.NOTES_DESTROYED, RecordSubject(material_id), because="paper_gone", pages=pages)
        destroyed += pages
    return destroyed


def destroy_of_people(session: Session, days_after_office: int) -> int:
    """Destroy key and notes of everybody who has held no office for so many days. Returns of how many people.

    While an office of somebody was altered beside the service, their notes stay; while one is missing, everybody's do.
    """
    if is_any_missing(session, (Office,)):
        return 0
    over = [
        each for each in session.scalars(select(NoteKey.person_id)).all() if _is_over(session, each, days_after_office)
    ]
    for person_id in over:
        pages = rows_changed(session, delete(NotedPage).where(NotedPage.person_id == person_id))
        session.execute(delete(NoteKey).where(NoteKey.person_id == person_id))
        end_all(session, session.scalars(select(NoteShare).where(NoteShare.owner_id == person_id)), "out_of_office")
        note(session, SYSTEM, EventKind.NOTES_DESTROYED, about_person(person_id), because="out_of_office", pages=pages)
    return len(over)


def _is_over(session: Session, person_id: str, days: int) -> bool:
    latest = clock.now() - timedelta(days=days)
    held = offices_of(session, person_id)
    if not held:  # no act deletes an office: rows are missing, and nobody has found it yet
        return False
    return all(office.is_intact and office.ends_at is not None and office.ends_at <= latest for office in held)
