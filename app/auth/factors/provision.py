"""Give a person a password or an authenticator. The caller decides who may do this and how it is handed over."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.attempts import limits as attempts
from app.auth.factors import hashing, passwords, totp
from app.auth.factors.models import Password, TotpKey
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser
from app.db import new_id
from app.members.models import Person
from app.services import Services

PEPPER = "password pepper"


def set_password(session: Session, services: Services, person_id: str, password: str) -> None:
    """Give a person this password in place of any former one. Raises PasswordRefused, HashingBusy.

    The person's sessions, what is under way and known browsers end, and the counters of failures start at zero.
    The password is hashed while the caller's unit is open, which holds up other writers: only for founding and the
    command line.
    """
    login = session.scalars(select(Person.login).where(Person.id == person_id)).one()
    council = services.settings.council
    accepted = passwords.accept_new(password, login=login, forbidden=(council.name, council.short))
    store_hash(session, person_id, hashing.hash_password(services.keyring.derive(PEPPER), accepted))
    attempts.reset(session, person_id)
    sessions.end_all_sessions(session, person_id, "new_password")
    session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))


def store_hash(session: Session, person_id: str, argon2: str) -> None:
    """Keep a person's password hash, which the caller made while no unit was open (hashing takes long)."""
    row = session.get(Password, person_id)
    if row is not None and not row.is_intact:
        session.delete(row)  # what was put there by SQL gives way to what its owner chose
        session.flush()
        row = None
    if row is None:
        session.add(Password(person_id=person_id, argon2=argon2, changed_at=clock.now()))
    else:
        row.argon2, row.changed_at = argon2, clock.now()


def add_totp(session: Session, services: Services, person_id: str) -> str:
    """A new authenticator of a person, usable at once; returns its secret in base32, to be shown this once."""
    secret, row_id = totp.new_secret(), new_id()
    session.add(
        TotpKey(
            id=row_id,
            person_id=person_id,
            sealed_secret=services.keyring.wrap(secret.encode(), sealing_context(row_id)),
            last_step=0,
            confirmed_at=clock.now(),
        )
    )
    return secret


def sealing_context(totp_row_id: str) -> str:
    """The text bound into a sealed TOTP secret: a secret copied from another row of the table does not open."""
    return f"totp:{totp_row_id}"
