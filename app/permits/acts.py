"""Acts on permits, from asking to revoking; each with its ledger record. Using one up is in `booklets.acts`."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.halts.queries import must_not_be_frozen
from app.materials.queries import Paper
from app.numbers import lock_series
from app.permits import queries
from app.permits.booklets import acts as booklets
from app.permits.errors import AskedAlready, DecidedBefore, NothingToGrant
from app.permits.grounds import Grounds
from app.permits.models import Permit
from app.permits.reserves.volumes.acts import end_volumes_with
from app.permits.subjects import about_permit


def ask(session: Session, by: By, paper: Paper, *, purpose: str, reason: str, until: datetime) -> Permit:
    """Ask for a permit for the paper's present version. Raises AskedAlready while a request of this person waits."""
    version_id = paper.version_id or ""
    number = next_number(session, lambda: queries.asked_already(session, by.person_id, version_id))
    moment = clock.now()
    permit = Permit(
        number=number,
        person_id=by.person_id,
        material_id=paper.material_id,
        version_id=version_id,
        purpose=purpose,
        reason=reason,
        wanted_until=until,
        asked_at=moment,
    )
    session.add(permit)
    session.flush()
    note(session, by, EventKind.PERMIT_ASKED, about_permit(permit), purpose=purpose, reason=reason)
    return permit


def next_number(session: Session, is_asked_already: Callable[[], bool]) -> str:
    """「令和8年 第3号」. Raises AskedAlready."""
    moment = clock.now()
    if is_asked_already():  # before the year's series of numbers is begun
        raise AskedAlready
    # From here on requests come one after the other, so that of two sent at once the second sees the first.
    series = lock_series(session, f"permit:{clock.jst(moment).year}")
    if is_asked_already():
        raise AskedAlready
    series.last += 1
    return f"{clock.era_year_text(moment)} 第{series.last}号"


def withdraw(session: Session, by: By, permit: Permit) -> None:
    """The asker takes the request back, or ends the emergency they began, with all that they applied for together.

    An emergency that is ended keeps its state: the chair still decides about it, and no other is begun before that.
    The caller has locked the papers. Raises DecidedBefore when it waits no more, and does not run.
    """
    parts = queries.together(session, permit, locked=True)
    waiting, running = [each for each in parts if each.state == "asked"], list(filter(queries.can_be_ended, parts))
    if permit not in [*waiting, *running]:
        raise DecidedBefore(cause=f"withdrawal of a permit that is {permit.state}")
    for each in waiting:
        each.state = "withdrawn"
    for each in running:
        each.expires_at = clock.now()
    for each in [*waiting, *running]:
        note(session, by, EventKind.PERMIT_WITHDRAWN, about_permit(each))


def grant(
    session: Session, by: By, permit: Permit, grounds: Grounds, *, until: datetime, max_uses: int, reason: str
) -> None:
    """Grant a request until a moment and for a number of uses; `reason`: what the holder is told.

    `grounds`: of this permit, in this unit. Raises NothingToGrant where what is asked for could not be handed out now.
    """
    if grounds.hindrance is not None:
        raise NothingToGrant(grounds.hindrance.heading, grounds.hindrance.advice)
    must_not_be_frozen(session, by)
    permit.expires_at, permit.max_uses = until, max_uses
    level = grounds.level.value
    _decide(session, by, permit, "granted", reason, until=clock.stamp_text(until), max_uses=max_uses, level=level)


def confirm(session: Session, by: By, permit: Permit, grounds: Grounds, *, reason: str) -> None:
    """The chair confirms what was begun in an emergency. What is over by then is not brought back by it."""
    must_not_be_frozen(session, by)
    if not queries.is_running(permit) or grounds.hindrance is not None:
        permit.expires_at = min(permit.lapses_at or clock.now(), clock.now())
    until = clock.stamp_text(permit.expires_at or clock.now())
    _decide(session, by, permit, "granted", reason, until=until, max_uses=permit.max_uses, level=grounds.level.value)


def refuse(session: Session, by: By, permit: Permit, *, reason: str) -> None:
    """Refuse a request; `reason`: what the person who asked is told."""
    _decide(session, by, permit, "refused", reason)


def revoke(session: Session, by: By, permit: Permit, *, reason: str) -> None:
    """Revoke a granted permit and void a PDF that waits to be fetched. Records of uses so far stay."""
    booklets.end_all(session, permit.id)
    end_volumes_with(session, permit)
    _decide(session, by, permit, "revoked", reason)


def _decide(session: Session, by: By, permit: Permit, state: str, reason: str, **detail: str | int) -> None:
    permit.state, permit.decision_reason = state, reason
    permit.decided_at, permit.decided_by = clock.now(), by.person_id
    note(session, by, EventKind.PERMIT_DECIDED, about_permit(permit), decision=state, reason=reason, **detail)
