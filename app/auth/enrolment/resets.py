"""Resets: somebody lost their factors; one person asks, a second one confirms, and then a letter can be printed."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.factors.errors import ResetNotOpen
from app.auth.factors.models import FactorReset, RecoveryCode, SecurityKey, TotpKey
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser, PendingSignIn
from app.db import rows_changed

ASKED, CONFIRMED, REFUSED = "asked", "confirmed", "refused"


def waiting(session: Session) -> list[FactorReset]:
    """Resets that a second person has to look at, oldest first."""
    rows = session.scalars(select(FactorReset).where(FactorReset.state == ASKED).order_by(FactorReset.asked_at))
    return list(rows)


def of_person(session: Session, person_id: str) -> FactorReset | None:
    """The reset of a person that is asked for or confirmed."""
    return session.scalars(
        select(FactorReset)
        .where(FactorReset.person_id == person_id, FactorReset.state.in_((ASKED, CONFIRMED)))
        .order_by(FactorReset.asked_at.desc())
    ).first()


def ask(session: Session, by: By, person_id: str, reason: str) -> FactorReset:
    """Ask for a reset. Nothing of the person's changes yet. Raises ResetNotOpen when one is under way."""
    if of_person(session, person_id) is not None:
        raise ResetNotOpen("この人のリセットは、もう申し出られています。")
    row = FactorReset(person_id=person_id, reason=reason.strip()[:200], asked_by=by.person_id, asked_at=clock.now())
    session.add(row)
    session.flush()
    note(session, by, EventKind.RESET_ASKED, reset=row.id, reason=row.reason, **{"for": person_id})
    return row


def decide(session: Session, by: By, reset_id: str, *, confirms: bool) -> None:
    """The second person's word, once. Confirmed: what was lost opens nothing from this moment. Raises ResetNotOpen."""
    state = CONFIRMED if confirms else REFUSED
    changed = rows_changed(
        session,
        update(FactorReset)
        .where(FactorReset.id == reset_id, FactorReset.state == ASKED, FactorReset.asked_by != by.person_id)
        .values(state=state, decided_by=by.person_id, decided_at=clock.now()),
    )
    if not changed:
        raise ResetNotOpen
    person_id = session.scalars(select(FactorReset.person_id).where(FactorReset.id == reset_id)).one()
    note(session, by, EventKind.RESET_DECIDED, reset=reset_id, outcome=state, **{"for": person_id})
    if confirms:
        _void(session, person_id)
        alarms.raise_alarm(session, "factor_changed", person_id=person_id, address=by.address or "", detail="reset")


def _void(session: Session, person_id: str) -> None:
    """Everything but the password's row goes: without a second factor it opens nothing."""
    moment = clock.now()
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id))
    session.execute(
        update(SecurityKey)
        .where(SecurityKey.person_id == person_id, SecurityKey.disabled_at.is_(None))
        .values(disabled_at=moment)
    )
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(PendingSignIn).where(PendingSignIn.person_id == person_id))
    session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    sessions.end_all_sessions(session, person_id, "factors_reset")
