"""Acts on paper copies: numbering them, counting them out and back in, alarms about those that did not come back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database
from app.halts.queries import must_not_be_frozen
from app.permits.errors import CopyElsewhere, CopyHeld, CopyNotReady
from app.permits.models import Permit
from app.permits.queries import is_running, is_usable
from app.permits.reserves.destroyed import Destroying, enter_copy
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import permits_of
from app.permits.reserves.sittings import due_back, meeting_of
from app.permits.reserves.states import CopyState


def number_copies(session: Session, made: Sequence[Permit]) -> None:
    """Make one copy for each person of an application, numbered in their order."""
    people = dict.fromkeys(permit.person_id for permit in made)
    application = made[0].application or ""
    for number, person_id in enumerate(people, 1):
        session.add(PaperCopy(application=application, person_id=person_id, number=number))


def move(
    session: Session, by: By, copy: PaperCopy, to: CopyState, *, seen: str, destroying: Destroying | None = None
) -> None:
    """Count a copy out, back in, as lost (the offices are told at once), or as destroyed.

    As destroyed it is written into the register of disposals, for a second person to confirm; back from there only
    when that person did not. The caller has locked it. `seen`: its state on the screen. Raises CopyElsewhere when it
    has another state by now, or cannot be destroyed yet; CopyNotReady when it was not printed, or its permit has ended;
    CopyHeld when it is to be destroyed while it is held.
    """
    now = CopyState(copy.state)
    if seen != now.value or to not in now.leads_to or not copy.is_intact:
        raise CopyElsewhere(cause=f"a copy that is {now} was to be {to}")
    if now is CopyState.GONE and (destroying is None or not destroying.book.is_dropped(session, copy)):
        raise CopyElsewhere(cause="the register says that it is destroyed")
    parts = permits_of(session, copy)
    if to is CopyState.OUT:
        must_not_be_frozen(session, by)
    if to is CopyState.OUT and not is_ready_to_go(parts):
        raise CopyNotReady
    copy.entry = _destroy(session, by, copy, parts, destroying) if to is CopyState.GONE else None
    copy.state, copy.moved_at, copy.moved_by = to.value, clock.now(), by.person_id
    told: Detail = {"copy": copy.number, "person": copy.person_id, "former": now.value, "now": to.value}
    told |= {} if copy.entry is None else {"entry": copy.entry}
    permit = parts[0].number if parts else ""
    note(session, by, EventKind.PERMIT_COPY_MOVED, permit=permit, **told)
    if to is CopyState.LOST:
        lost = f"紙の予備 第{copy.number}部（{permit}）がなくなった"
        raise_alarm(session, AlarmKind.INCIDENT, person_id=None, address=by.address or "", detail=lost)


def _destroy(session: Session, by: By, copy: PaperCopy, parts: Sequence[Permit], destroying: Destroying | None) -> int:
    if destroying is None or not is_only_paper(parts):
        raise CopyElsewhere(cause="not printed, or to be printed yet")
    if destroying.is_held:
        raise CopyHeld
    return enter_copy(session, by, destroying.book, copy, parts)


def is_ready_to_go(parts: Sequence[Permit]) -> bool:
    """Whether a copy with these permits was printed, and all that was printed may still be with its person.

    What could not be bound any more, as its permit had ended before, is not in it.
    """
    printed = [each for each in parts if each.uses]
    return (
        bool(printed) and all(map(is_running, printed)) and not any(is_usable(each) for each in parts if not each.uses)
    )


def is_only_paper(parts: Sequence[Permit]) -> bool:
    """Whether a copy with these permits was printed, and nothing of it can be printed any more."""
    return any(each.uses for each in parts) and not any(map(is_usable, parts))


def tell_copies_out(database: Database) -> None:
    """Raise one alarm for each copy that is out after the day to count it back. Called by the worker now and then."""
    raise_once(database, AlarmKind.OVERDUE, _late)


def _late(session: Session) -> list[ToTell]:
    out = session.scalars(select(PaperCopy).where(PaperCopy.state == CopyState.OUT.value).order_by(PaperCopy.id)).all()
    late = [(copy, parts) for copy in out if (parts := permits_of(session, copy)) and _is_late(session, copy, parts)]
    return [
        ToTell(f"紙の予備 第{copy.number}部（{parts[0].number}）が、戻す日を過ぎても戻っていない")
        for copy, parts in late
    ]


def _is_late(session: Session, copy: PaperCopy, parts: Sequence[Permit]) -> bool:
    """Whether the day to count it back is over, or its permits have ended before that day."""
    ends = due_back(parts, meeting_of(session, parts).meeting, copy.moved_at) if copy.moved_at is not None else None
    return ends is None or ends <= clock.now() or not any(map(is_running, parts))
