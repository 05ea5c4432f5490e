"""The four acts of a permit's life: ask, decide, revoke, burn a use. Each is in the ledger with its change."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.db import rows_changed
from app.materials.queries import Paper
from app.numbers import lock_series
from app.permits import queries
from app.permits.errors import AskedAlready, PermitUsedUp
from app.permits.models import Permit
from app.permits.subjects import about_permit


def ask(session: Session, by: By, paper: Paper, *, purpose: str, reason: str, until: datetime) -> Permit:
    """A new request for the paper's present version. Raises AskedAlready while one waits."""
    version_id = paper.version_id or ""
    moment = clock.now()
    if queries.asked_already(session, by.person_id, version_id):  # before the year's series of numbers is begun
        raise AskedAlready
    series = lock_series(session, f"permit:{clock.jst(moment).year}")  # asking comes one after the other from here on
    if queries.asked_already(session, by.person_id, version_id):
        raise AskedAlready
    series.last += 1
    permit = Permit(
        number=f"{clock.era_year_text(moment)} 第{series.last}号",
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


def grant(session: Session, by: By, permit: Permit, *, until: datetime, max_uses: int, reason: str) -> None:
    """The chair's yes: until when, how many times, and what the holder is told."""
    permit.expires_at, permit.max_uses = until, max_uses
    _decide(session, by, permit, "granted", reason, until=clock.stamp_text(until), max_uses=max_uses)


def refuse(session: Session, by: By, permit: Permit, *, reason: str) -> None:
    """The chair's no, with its reason."""
    _decide(session, by, permit, "refused", reason)


def revoke(session: Session, by: By, permit: Permit, *, reason: str) -> None:
    """Take a granted permit back; uses that were made stay on record."""
    _decide(session, by, permit, "revoked", reason)


def _decide(session: Session, by: By, permit: Permit, state: str, reason: str, **detail: str | int) -> None:
    permit.state, permit.decision_reason = state, reason
    permit.decided_at, permit.decided_by = clock.now(), by.person_id
    note(session, by, EventKind.PERMIT_DECIDED, about_permit(permit), decision=state, reason=reason, **detail)


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
