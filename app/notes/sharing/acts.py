"""Sharing one's notes and taking that back; what has ended goes. The record says that and with whom, never what."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, By, Detail, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.materials.disposed import disposed_papers
from app.materials.queries import Paper
from app.members.models import Group, Person
from app.notes.models import NoteShare
from app.notes.sealing import own_key_locked
from app.notes.sharing.standing import audience_of, is_in_doubt, shares_of, shares_to_take_back, standing
from app.push.publications import publish
from storage.keyring import Keyring
from viewer.alignment.versions import Alignment

TOPIC = "notes"
"""The name of the topic that tells open readers of shared notes."""


def share(
    session: Session,
    keyring: Keyring,
    by: By,
    paper: Paper,
    page: int,
    people: Sequence[Person],
    groups: Sequence[Group],
) -> None:
    """Show the owner's notes on a page of the paper, or on all of it (`page` 0), to these people and groups.

    What is shared with somebody already stays as it is. Two acts of one person come one after the other.
    """
    owner_id = by.person_id
    own_key_locked(session, keyring, owner_id)
    known = {_of(row) for row in shares_to_take_back(session, owner_id, paper.material_id)}
    version_id, moment = paper.version_id or "", clock.now()
    made = [
        NoteShare(
            owner_id=owner_id,
            material_id=paper.material_id,
            version_id=version_id,
            page=page,
            person_id=each.id if isinstance(each, Person) else None,
            group_id=each.id if isinstance(each, Group) else None,
            shared_at=moment,
        )
        for each in (*people, *groups)
    ]
    fresh = [row for row in made if _of(row) not in known]
    session.add_all(fresh)
    session.flush()
    for row in fresh:
        _note(session, by, EventKind.NOTES_SHARED, row)
    announce(session, fresh)


def withdraw(session: Session, by: By, share_id: str) -> str:
    """Take back one's own sharing at once. Returns the id of its paper, "" when there is no such sharing any more.

    An altered one is left as evidence: it shows nothing, and whose it was is not known.
    """
    row = session.get(NoteShare, share_id, with_for_update=True, populate_existing=True)
    if row is None or row.owner_id != by.person_id or not row.is_intact:
        return ""
    announce(session, [row])
    _note(session, by, EventKind.NOTES_UNSHARED, row, because="withdrawn")
    session.delete(row)
    session.flush()
    return row.material_id


def end_all(session: Session, rows: Iterable[NoteShare], because: str) -> int:
    """Delete sharings that show nothing any more, each with its record, which says whose. Returns how many."""
    ended = list(rows)
    for row in ended:
        _note(session, SYSTEM, EventKind.NOTES_UNSHARED, row, because=because, holder=row.owner_id)
        session.delete(row)
    session.flush()
    return len(ended)


def end_those_over(session: Session) -> int:
    """Delete the sharings that have ended by themselves. An altered one is left as evidence: it shows nothing."""
    if is_in_doubt(session):
        return 0
    rows = session.scalars(select(NoteShare)).all()
    disposed = {paper.material_id for paper in disposed_papers(session)} if rows else set()
    left = {row.id for row in standing(session, rows) if row.material_id not in disposed}
    return end_all(session, [row for row in rows if row.is_intact and row.id not in left], "over")


def take_along(session: Session, owner_id: str, paper: Paper, became: Mapping[str, Alignment]) -> None:
    """Let what a person shares of pages of former versions be of the pages of this one on which the same stands.

    `became`: what became of each version's pages, by its id. Shown it is there already; so it outlasts that version.
    """
    query = select(NoteShare).where(NoteShare.owner_id == owner_id, NoteShare.material_id == paper.material_id)
    for row in session.scalars(query.where(NoteShare.page > 0, NoteShare.version_id.in_(became))).all():
        later = became[row.version_id].later
        page = later[row.page - 1] if row.page <= len(later) else None
        if row.is_intact and page is not None:
            row.version_id, row.page = paper.version_id or "", page
    session.flush()


def announce(session: Session, rows: Sequence[NoteShare]) -> None:
    """Tell the open readers of their owner, and of those to whom they show something, that there is news."""
    for row in rows:
        for person_id in {row.owner_id, *audience_of(session, [row])}:
            publish(session, TOPIC, news_key(person_id, row.material_id))


def announce_written(session: Session, owner_id: str, paper: Paper, page: int) -> None:
    """The same when somebody has written on a page that they share; of other pages nobody hears."""
    found = shares_of(session, owner_id, paper.material_id)
    here = (0, page)
    announce(session, [row for row in found if row.page in here or row.version_id != paper.version_id])


def news_key(person_id: str, material_id: str) -> str:
    """The key by which a person hears of notes that are shared with them on a paper."""
    return f"{person_id}/{material_id}"


def _of(row: NoteShare) -> tuple[str, int, str | None, str | None]:
    return (row.version_id if row.page else "", row.page, row.person_id, row.group_id)


def _note(session: Session, by: By, kind: EventKind, row: NoteShare, **detail: str) -> None:
    whom: Detail = {"person": row.person_id} if row.person_id else {}
    if row.group_id and (group := session.get(Group, row.group_id)) is not None:
        whom = {"group": group.id, "name": group.name}
    note(session, by, kind, RecordSubject(row.material_id, detail=whom), **detail)
