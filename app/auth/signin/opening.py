"""The last step of every way of signing in: may this person come in at all, and opening the session.

Checks no factor; the callers have done so.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.facts import Actor, DeviceKind
from app.access.stops.halting import HaltDepth
from app.audit.notes import By, Told, note
from app.audit.vocabulary import EventKind
from app.auth.alarms import raising as alarms
from app.auth.alarms.raising import AlarmSource
from app.auth.attempts.errors import AllStopped, NotAdmitted, PasskeyNeeded
from app.auth.devices import admission as devices_signin
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.strength import PHISHING_RESISTANT
from app.auth.sessions import acts as sessions
from app.auth.sessions import browsers
from app.auth.sessions.claims import falls_short
from app.auth.signin.password_step import Visitor
from app.halts.queries import depth_now, may_stop
from app.members.people import offices_now, remits_now, standing_of
from app.services import Services
from app.standards.queries import in_force
from app.web.addresses import is_in


@dataclass(frozen=True)
class ProvenPerson:
    """A person whose factors were right. `nonce`: what the device had to sign; `factors`: one of `factors.strength`.

    `next_path`: where the person was going, still unchecked.
    """

    person_id: str
    nonce: str
    factors: str
    next_path: str


@dataclass(frozen=True)
class Opened:
    """The result of signing in: tokens for the two cookies, where to go on, and what the device counts as.

    `is_old`: the browser is older than the council lets in, from now or from a day to come.
    """

    session_token: str
    known_token: str
    next_path: str
    device: DeviceKind
    is_old: bool = False


def not_admitted(session: Session, person_id: str, factors: str) -> NotAdmitted | PasskeyNeeded | AllStopped | None:
    """Why a person with the right factors may not sign in; None: they may.

    They are suspended, hold no office, need a passkey, or all is stopped but for those who may lift that.
    """
    state = standing_of(session, person_id)
    if state != "active":
        return NotAdmitted(cause="suspended")
    if not offices_now(session, person_id):
        return NotAdmitted(cause="not_in_office")
    if factors not in PHISHING_RESISTANT and needs_passkey(session, person_id):
        return PasskeyNeeded(cause="role_needs_passkey")
    if depth_now(session) is HaltDepth.ALL and not may_stop(session, person_id):
        return AllStopped(cause="all_stopped")
    return None


def open_signed_in(session: Session, services: Services, visitor: Visitor, entry: ProvenPerson) -> Opened:
    """Open the session in the caller's unit, with its record; the browser's former session ends.

    Raises an alarm when the person is signed in elsewhere. The caller has locked the person. The device is locked here,
    before any session: one order for all, so that no two sign-ins wait for each other.
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
    elsewhere = sessions.open_sessions(session, person_id)
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
    who = Actor(person_id, frozenset(), remits=remits_now(session, person_id))
    by = By(who, opened.row.id, visitor.address)
    if elsewhere:
        _tell_both(session, by, visitor, elsewhere[0].id)
    device_words, others = device.kind.value, len(elsewhere)
    zones = in_force(session).trusted_zones
    zone: dict[str, Told] = {"zone": "inside" if is_in(visitor.address, zones) else "outside"} if zones else {}
    note(session, by, EventKind.SIGN_IN, factors=entry.factors, device=device_words, open_elsewhere=others, **zone)
    is_old = falls_short(visitor.browser, in_force(session).oldest_browsers) is not None
    return Opened(opened.token, known_token, entry.next_path, device.kind, is_old)


def _tell_both(session: Session, by: By, visitor: Visitor, other_id: str) -> None:
    """Raise the alarm that names the session just opened and the newest of those that were open before."""
    alarms.raise_alarm(
        session,
        "second_place",
        person_id=by.person_id,
        session_id=by.session_id,
        address=visitor.address,
        source=AlarmSource(visitor.browser, other_id),
    )


def _end_former(session: Session, visitor: Visitor) -> None:
    if visitor.former_session is None:
        return
    session_id, person_id = visitor.former_session
    if sessions.end_session(session, session_id, "replaced"):
        by = By.person(person_id, session_id, visitor.address)
        note(session, by, EventKind.SESSION_ENDED, because="replaced")
