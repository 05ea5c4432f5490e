"""Finds paper copies, with the permits by which they are printed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from app.permits.kinds import PermitKind
from app.permits.models import Permit
from app.permits.queries import ListedPermit, listed_where
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.states import CopyState


@dataclass(frozen=True)
class ListedCopy:
    """A copy with what belongs to it, a permit for each paper."""

    copy: PaperCopy
    parts: tuple[ListedPermit, ...]


def permits_of(session: Session, copy: PaperCopy) -> Sequence[Permit]:
    """The permits of a copy, in the order of their numbers."""
    own = (Permit.application == copy.application, Permit.person_id == copy.person_id)
    return session.scalars(select(Permit).where(*own).order_by(Permit.id)).all()


def copy_of(session: Session, permit: Permit, *, locked: bool = False) -> PaperCopy | None:
    """The copy that a permit's pages belong to; None for a permit of another kind. `locked`: until the unit ends."""
    if permit.kind is not PermitKind.RESERVE:
        return None
    own = (PaperCopy.application == permit.application, PaperCopy.person_id == permit.person_id)
    query = select(PaperCopy).where(*own)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def is_counted(session: Session, permit: Permit) -> bool:
    """False for a permit of a paper copy whose row is missing or was altered: nobody would count what is printed."""
    copy = copy_of(session, permit)
    return permit.kind is not PermitKind.RESERVE or (copy is not None and copy.is_intact)


def is_at_hand(copy: PaperCopy | None) -> bool:
    """False for a copy that was handed out or came to its end: what were printed now with its number, nobody would
    count. `copy`: None for what is no copy.
    """
    return copy is None or copy.state == CopyState.KEPT


def sets(session: Session, application: str | None = None) -> list[list[ListedCopy]]:
    """All sets whose application was not withdrawn, the newest first, each in the order of its copies.

    `application`: of this one alone.
    """
    is_one = Permit.application == application if application is not None else true()
    found = listed_where(session, and_(Permit.purpose == PermitKind.RESERVE.value, is_one))
    parts: dict[tuple[str, str], list[ListedPermit]] = {}
    for listed in found:
        if listed.permit.state != "withdrawn":
            parts.setdefault((listed.permit.application or "", listed.permit.person_id), []).append(listed)
    grouped: dict[str, list[ListedCopy]] = {}
    every = select(PaperCopy).order_by(PaperCopy.application.desc(), PaperCopy.number)
    for copy in session.scalars(every if application is None else every.where(PaperCopy.application == application)):
        if own := parts.get((copy.application, copy.person_id)):
            grouped.setdefault(copy.application, []).append(ListedCopy(copy, tuple(own)))
    return sorted(grouped.values(), key=lambda copies: copies[0].parts[0].permit.asked_at, reverse=True)


def reason_of(copies: Sequence[ListedCopy]) -> str:
    """Why the set was asked for; the words for altered rows as soon as one of its permits was altered."""
    permits = [part.permit for each in copies for part in each.parts]
    return next((permit.doubt for permit in permits if permit.doubt), permits[0].reason)


def counts_of(copies: Sequence[ListedCopy]) -> list[tuple[str, int]]:
    """How many copies are where, in words; altered ones last, if there are any."""
    counted = Counter(each.copy.doubt or CopyState(each.copy.state).words for each in copies)
    known = [(state.words, counted[state.words]) for state in CopyState]
    return [*known, *((words, number) for words, number in counted.items() if words not in dict(known))]
