"""The last step of every way of signing in: who may come in at all, and the session that opens. Checks no factor."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import DeviceKind
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.attempts.errors import NotAdmitted, PasskeyNeeded
from app.auth.devices import admission as devices_signin
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.strength import PHISHING_RESISTANT
from app.auth.sessions import acts as sessions
from app.auth.sessions import browsers
from app.auth.signin.password_step import Visitor
from app.members.models import Person
from app.members.people import offices_now
from app.services import Services
from app.settings import Settings


@dataclass(frozen=True)
class ProvenPerson:
    """A person whose factors were right. `nonce`: what the device's claim signs; `factors`: one of `strength`."""

    person_id: str
    nonce: str
    factors: str
    next_path: str


@dataclass(frozen=True)
class Opened:
    """A person is signed in: what the browser is to keep, where it goes on, and what its device counts as."""

    session_token: str
    known_token: str
    next_path: str
    device: DeviceKind


def not_admitted(
    session: Session, settings: Settings, person_id: str, factors: str
) -> NotAdmitted | PasskeyNeeded | None:
    """Why somebody with the right factors may not come in; None: come in."""
    state = session.scalars(select(Person.state).where(Person.id == person_id)).one()
    if state != "active":
        return NotAdmitted(cause="suspended")
    if not offices_now(session, person_id):
        return NotAdmitted(cause="not_in_office")
    if factors not in PHISHING_RESISTANT and needs_passkey(session, settings, person_id):
        return PasskeyNeeded(cause="role_needs_passkey")
    return None


def open_signed_in(session: Session, services: Services, visitor: Visitor, entry: ProvenPerson) -> Opened:
    """Open the session in the caller's unit; the browser's former session ends with it.

    The caller has locked the person; the device is locked before any session, for everybody alike.
    """
    person_id = entry.person_id
    device = devices_signin.present(
        session,
        services.settings,
        visitor.claim,
        entry.nonce,
        person_id=person_id,
        address=visitor.address,
        browser=visitor.browser,
    )
    _end_former(session, visitor)
    elsewhere = sessions.open_elsewhere(session, services.settings, person_id)
    opened = sessions.open_session(
        session,
        services.session_key,
        person_id=person_id,
        device=device.kind,
        device_id=device.device_id,
        strong_with=entry.factors,
        address=visitor.address,
        browser=visitor.browser,
    )
    known_token = browsers.remember(session, services.session_key, visitor.known_token, person_id)
    by = By.person(person_id, opened.row.id, visitor.address)
    if elsewhere:
        alarms.raise_alarm(
            session, "second_place", person_id=person_id, session_id=opened.row.id, address=visitor.address
        )
    note(session, by, EventKind.SIGN_IN, factors=entry.factors, device=device.kind.value, open_elsewhere=elsewhere)
    return Opened(opened.token, known_token, entry.next_path, device.kind)


def _end_former(session: Session, visitor: Visitor) -> None:
    if visitor.former_session is None:
        return
    session_id, person_id = visitor.former_session
    if sessions.end_session(session, session_id, "replaced"):
        by = By.person(person_id, session_id, visitor.address)
        note(session, by, EventKind.SESSION_ENDED, because="replaced")
