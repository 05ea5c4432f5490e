"""The sign-in in progress, after the password and before the second factor (code, key or recovery code)."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.attempts.errors import PendingLapsed
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import PendingSignIn
from app.db import rows_changed
from app.members.models import Person
from app.services import Services

TRIES_A_SIGN_IN = 5


@dataclass(frozen=True)
class Pending:
    """Whose sign-in it is. `id` is also the nonce that the device's key signs. `next_path`: where to go after it."""

    id: str
    person_id: str
    login: str
    next_path: str


def read(session: Session, services: Services, token: str) -> Pending:
    """The sign-in that a cookie's token belongs to. Raises PendingLapsed when there is none, or it is too late."""
    hashed = sessions.token_hash(services.session_key, token)
    found = session.execute(
        select(PendingSignIn, Person.login)
        .join(Person, Person.id == PendingSignIn.person_id)
        .where(PendingSignIn.token_hash == hashed)
    ).one_or_none()
    if found is None:
        raise PendingLapsed(cause="no sign-in in progress")
    row, login = found[0], found[1]
    is_over = row.expires_at <= clock.now() or clock.is_ahead(row.created_at) or not row.is_intact
    if is_over or row.failures >= TRIES_A_SIGN_IN:
        raise PendingLapsed(next_path=row.next_path, cause="too late")
    return Pending(row.id, row.person_id, login, row.next_path)


def count_failure(session: Session, pending: Pending) -> bool:
    """Count a wrong second factor of this sign-in; True when no tries are left."""
    session.execute(
        update(PendingSignIn).where(PendingSignIn.id == pending.id).values(failures=PendingSignIn.failures + 1)
    )
    failures = session.scalar(select(PendingSignIn.failures).where(PendingSignIn.id == pending.id))
    return failures is None or failures >= TRIES_A_SIGN_IN


def burn(session: Session, pending: Pending) -> None:
    """Use the sign-in up, when its session opens. Raises PendingLapsed when another request has done so before."""
    burned = rows_changed(session, delete(PendingSignIn).where(PendingSignIn.id == pending.id))
    if not burned:
        raise PendingLapsed(next_path=pending.next_path, cause="completed elsewhere")
