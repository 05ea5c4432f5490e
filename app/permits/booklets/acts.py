"""Acts on booklets: ask for one, hand it out, note that it was received, void it. The worker binds it elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.codes import is_borne
from app.audit.notes import By, Detail, event
from app.audit.vocabulary import Event, EventKind
from app.jobs.acts import enqueue
from app.materials.pages.marks import issue_code
from app.permits.booklets.jobs import BOOKLET, BookletJob
from app.permits.booklets.models import Booklet
from app.permits.booklets.wording import BookletWording
from app.permits.errors import BookletNotReady, BookletOutdated, CopyGoneOut, FetchedTooOften, PermitUsedUp
from app.permits.models import Permit
from app.permits.queries import is_usable
from app.permits.reserves.queries import copy_of, is_at_hand
from app.permits.subjects import about_permit
from app.seals import change_all

MOST_FETCHES = 10
"""How often one issue may be fetched again after a broken connection; after that the chair has to grant once more."""

_OPEN = ("asked", "ready", "leaving")


def open_booklets(session: Session, permit_id: str) -> Sequence[Booklet]:
    """The permit's booklets that may still be handed out, the newest first; an altered one may not."""
    query = select(Booklet).where(Booklet.permit_id == permit_id, Booklet.state.in_(_OPEN))
    return [each for each in session.scalars(query.order_by(Booklet.asked_at.desc(), Booklet.id)) if each.is_intact]


def is_for(booklet: Booklet, session_id: str) -> bool:
    """True when this session may fetch the booklet: once its bytes have begun to leave, only the same session may."""
    return booklet.state != "leaving" or booklet.session_id == session_id


def own_leaving(session: Session, permit_id: str, session_id: str) -> Booklet | None:
    """The booklet that this session has begun to fetch and not received whole; its use is counted already."""
    query = select(Booklet).where(Booklet.permit_id == permit_id, Booklet.state == "leaving")
    own = session.scalars(query.where(Booklet.session_id == session_id))
    return next((each for each in own if each.is_intact), None)


def want(session: Session, permit: Permit, session_id: str, said: BookletWording) -> Booklet:
    """The booklet for this session to fetch: an open one, or a new one with a job that binds it.

    `said`: the wording that it must have; one bound with another wording is voided, and so is one with notes where none
    are asked for, or without, unless its bytes have begun to leave: its use is counted. The caller has locked the
    permit. Raises PermitUsedUp when there is none and no use is left, CopyGoneOut.
    """
    for booklet in open_booklets(session, permit.id):
        digest = replace(said, has_notes=booklet.has_notes).digest
        is_another = booklet.state != "leaving" and booklet.has_notes != said.has_notes
        is_outdated = is_another or (booklet.state != "asked" and booklet.made_for != digest)
        if is_outdated or _is_code_gone(session, booklet):
            end(booklet)
        elif is_for(booklet, session_id):
            return booklet
    if not is_usable(permit):
        raise PermitUsedUp
    if not is_at_hand(copy_of(session, permit)):
        raise CopyGoneOut
    made = Booklet(permit_id=permit.id, issue_code=issue_code(), has_notes=said.has_notes, asked_at=clock.now())
    session.add(made)
    session.flush()
    enqueue(session, BOOKLET, BookletJob(made.id))
    return made


def hand_out(session: Session, by: By, permit: Permit, booklet_id: str, said: BookletWording) -> Event:
    """Allow a booklet's bytes to be sent: write the record (returned), and the first time count a use of the permit.

    The caller has decided in this unit and locked the permit, and sends nothing before the commit. Raises
    BookletNotReady, BookletOutdated, CopyGoneOut, PermitUsedUp, FetchedTooOften.
    """
    booklet = session.get(Booklet, booklet_id, with_for_update=True, populate_existing=True)
    session_id = by.session_id or ""
    is_whole = booklet is not None and booklet.is_intact and booklet.state in {"ready", "leaving"}
    if booklet is None or not is_whole or not is_for(booklet, session_id):
        raise BookletNotReady
    said = replace(said, has_notes=booklet.has_notes)
    if booklet.made_for != said.digest or _is_code_gone(session, booklet):
        raise BookletOutdated
    if booklet.state == "ready" and not is_at_hand(copy_of(session, permit, locked=True)):
        raise CopyGoneOut
    booklet.fetches += 1
    if booklet.state == "leaving":
        if booklet.fetches > MOST_FETCHES:
            raise FetchedTooOften
        detail: Detail = {"code": booklet.issue_code, "sha256": booklet.sha256, "fetch": booklet.fetches}
        issued = event(by, EventKind.PERMIT_SENT_AGAIN, about_permit(permit), level=said.level, **detail)
    else:
        burn(session, permit.id)
        booklet.state, booklet.session_id = "leaving", session_id
        about = about_permit(permit, booklet.issue_code)
        notes: Detail = {"notes": True} if booklet.has_notes else {}
        issued = event(by, EventKind.PERMIT_ISSUED, about, level=said.level, sha256=booklet.sha256, **notes)
    record(session, issued)
    return issued


def _is_code_gone(session: Session, booklet: Booklet) -> bool:
    """Whether another record bears the code of a booklet that nobody has been handed yet: it needs another."""
    return booklet.state == "ready" and is_borne(session, [booklet.issue_code])


def burn(session: Session, permit_id: str) -> None:
    """Count one use of a permit. Raises PermitUsedUp when none is left, it has lapsed or was revoked.

    The row is locked and checked, so that of two requests for the last use one succeeds.
    """
    permit = session.get(Permit, permit_id, with_for_update={"key_share": True}, populate_existing=True)
    if permit is None or not is_usable(permit):
        raise PermitUsedUp
    permit.uses += 1
    session.flush()


def note_taken(session: Session, booklet_id: str) -> None:
    """Note that the last byte was sent: nobody gets this issue again, and its key is destroyed."""
    leaving = select(Booklet).where(Booklet.id == booklet_id, Booklet.state == "leaving")
    change_all(session, leaving, state="taken", sealed_key=None)


def end(booklet: Booklet) -> None:
    """Void a booklet: nobody gets it any more, and its key is destroyed, so that its bytes cannot be decrypted."""
    booklet.state, booklet.sealed_key = "over", None


def end_with_notes(session: Session, person_id: str, version_id: str) -> None:
    """Void what is bound with the notes of a person on a version: they have changed, and nobody has been handed it yet.

    What is being bound is locked and left: when it is done, its notes are compared with those of that moment.
    """
    query = select(Booklet).join(Permit, Permit.id == Booklet.permit_id).where(Booklet.has_notes)
    query = query.where(Permit.person_id == person_id, Permit.version_id == version_id)
    query = query.where(Booklet.state.in_(("asked", "ready"))).with_for_update(of=Booklet)
    for booklet in session.scalars(query.execution_options(populate_existing=True)).all():
        if booklet.is_intact and booklet.state == "ready":
            end(booklet)


def end_all(session: Session, permit_id: str) -> None:
    """Void all booklets of a permit that is revoked, whichever have a key. An altered one is left as evidence."""
    may_open = or_(Booklet.state.in_(_OPEN), Booklet.sealed_key.is_not(None))
    for booklet in session.scalars(select(Booklet).where(Booklet.permit_id == permit_id, may_open)).all():
        if booklet.is_intact:
            end(booklet)
