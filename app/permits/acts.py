"""The four acts of a permit's life: ask, decide, revoke, burn a use. Each is in the ledger with its change."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind
from app.db import rows_changed
from app.materials.queries import Paper
from app.permits import queries
from app.permits.errors import AskedAlready, PermitUsedUp
from app.permits.models import Permit, PermitNumber
from app.web.call import Call


def _event(call: Call, kind: EventKind, permit: Permit, **detail: str | int | None) -> Event:
    return Event(
        kind,
        actor_id=call.viewer.person_id,
        session_id=call.viewer.session_id,
        address=call.address,
        material_id=permit.material_id,
        version_id=permit.version_id,
        detail={"permit": permit.number, **detail},
    )


def ask(call: Call, paper: Paper, *, purpose: str, reason: str, until: datetime) -> Permit:
    """A new request for the paper's present version. Raises AskedAlready while one waits."""
    session = call.session
    version_id = paper.version_id or ""
    moment = clock.now()
    numbers = _locked_numbers(session, clock.jst(moment).year)  # asking comes one after the other from here on
    if queries.asked_already(session, call.viewer.person_id, version_id):
        raise AskedAlready
    numbers.last += 1
    permit = Permit(
        number=f"{clock.era_year_text(moment)} 第{numbers.last}号",
        person_id=call.viewer.person_id,
        material_id=paper.material_id,
        version_id=version_id,
        purpose=purpose,
        reason=reason,
        wanted_until=until,
        asked_at=moment,
    )
    session.add(permit)
    session.flush()
    record(session, _event(call, EventKind.PERMIT_ASKED, permit, purpose=purpose, reason=reason))
    return permit


def _locked_numbers(session: Session, year: int) -> PermitNumber:
    """The year's running number, locked until the end of the unit; the first to ask in a year puts it there."""
    query = select(PermitNumber).where(PermitNumber.year == year).with_for_update()
    row = session.scalars(query).first()
    if row is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(PermitNumber(year=year, last=0))
        row = session.scalars(query).one()
    return row


def grant(call: Call, permit: Permit, *, until: datetime, max_uses: int, reason: str) -> None:
    """The chair's yes: until when, how many times, and what the holder is told."""
    permit.expires_at, permit.max_uses = until, max_uses
    _decide(call, permit, "granted", reason, until=clock.stamp_text(until), max_uses=max_uses)


def refuse(call: Call, permit: Permit, *, reason: str) -> None:
    """The chair's no, with its reason."""
    _decide(call, permit, "refused", reason)


def revoke(call: Call, permit: Permit, *, reason: str) -> None:
    """Take a granted permit back; uses that were made stay on record."""
    _decide(call, permit, "revoked", reason)


def _decide(call: Call, permit: Permit, state: str, reason: str, **detail: str | int) -> None:
    permit.state, permit.decision_reason = state, reason
    permit.decided_at, permit.decided_by = clock.now(), call.viewer.person_id
    record(call.session, _event(call, EventKind.PERMIT_DECIDED, permit, decision=state, reason=reason, **detail))


def burn(session: Session, permit_id: str) -> None:
    """Use one of the permit's uses up, or raise PermitUsedUp: of two at once for the last one, one wins."""
    changed = rows_changed(
        session,
        update(Permit)
        .where(
            Permit.id == permit_id,
            Permit.state == "granted",
            Permit.expires_at > clock.now(),
            Permit.uses < Permit.max_uses,
        )
        .values(uses=Permit.uses + 1),
    )
    if changed != 1:
        raise PermitUsedUp
