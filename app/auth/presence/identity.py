"""From a cookie to an actor: one query a request, nothing cached, so that ending takes effect on the next request.

Deputies and administrators cost a second small one: what the chair has delegated to them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, Select, String, bindparam, case, false, or_
from sqlalchemy.orm import Session
from starlette.requests import Request

from app import clock
from app.access.facts import ANONYMOUS, Actor, DeviceKind
from app.access.roles import Role
from app.auth.attempts.limits import network_of
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.factors.strength import PHISHING_RESISTANT
from app.auth.presence.queries import FoundSession, device_kind, in_office, of_sessions
from app.auth.sessions import acts as sessions
from app.auth.sessions import words
from app.auth.sessions.models import SessionRow
from app.members import delegation
from app.members.models import Person
from app.services import Services
from app.settings import Settings
from app.web.addresses import is_in
from app.web.call import Identity, Renewal, Viewer

SittingIsOn = Callable[[ColumnElement[str]], ColumnElement[bool]]
"""EXISTS of a sitting that a person attends now; meetings are above this module, so `main` brings it."""

_TOUCH_AFTER = timedelta(seconds=60)
_REPLAY_AFTER = timedelta(seconds=60)
_CLOCK_SET_BACK = timedelta(seconds=60)
_LABEL_ORDER = (Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.CLERK, Role.EXECUTIVE, Role.INVESTIGATOR, Role.MEMBER)
_NEEDS_RENEWAL = Actor(person_id=None, roles=ANONYMOUS.roles, needs_renewal=True)

ANONYMOUS_LABEL = next(iter(ANONYMOUS.roles)).words


def _query(sitting: ColumnElement[bool], which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    return of_sessions(sitting).where(which, SessionRow.ended_at.is_(None), Person.state == "active")


def _found(session: Session, query: Select[*tuple[object, ...]], wanted: dict[str, str]) -> list[FoundSession]:
    """Below the ORM, whose own work costs more than the question."""
    return [FoundSession._make(row) for row in session.connection().execute(query, wanted)]


def _never(_person_id: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


@dataclass(frozen=True)
class Identification:
    """`identify` of the gate. `sitting_is_on`: asked for personal devices only."""

    sitting_is_on: SittingIsOn = _never

    def __call__(
        self, services: Services, session: Session, request: Request, address: str, *, is_background: bool = False
    ) -> Identity:
        """Who sends this request: anonymous without a session that is open, within its limits, of a person in office.

        A session whose device has to prove itself first is nobody's until it has. `is_background`: a script asks by
        itself, which is no sign that a person is there.
        """
        token = request.cookies.get(services.settings.cookie_name)
        if not token or len(token) > 100:
            return Identity()
        moment = clock.now()
        hashed = sessions.token_hash(services.session_key, token)
        found = _found(session, self._by_token, {"token_hash": hashed})
        if not found and (left_by := sessions.session_of(services.session_key, token)):
            found = _found(session, self._by_id, {"session_id": left_by})
            if not found and sessions.was_given_up(session, left_by, _REPLAY_AFTER):
                return Identity(session_id=left_by, suspicion="cookie_replayed")
        held = in_office(found, moment)
        if not held or sessions.has_lapsed(services.settings, held[0].created_at, held[0].seen_at):
            return Identity()
        first = held[0]
        if first.device_state in devices.STOPPED:
            return Identity()
        browser = request.headers.get("user-agent", "")
        standing = _standing(services.settings, first, hashed, address=address, browser=browser)
        if standing is not None:
            return standing
        if _is_due_for_touch(first, hashed, is_background=is_background):
            _touch(services, session, first.id, is_background=is_background)
        return _identity(services, session, held, address)

    # Both built once: to put a statement together for each request costs more than to run it.

    @cached_property
    def _by_token(self) -> Select[*tuple[object, ...]]:
        token_hash = bindparam("token_hash", type_=String)
        return _query(
            self._in_sitting, or_(SessionRow.token_hash == token_hash, SessionRow.former_token_hash == token_hash)
        )

    @cached_property
    def _by_id(self) -> Select[*tuple[object, ...]]:
        """For a cookie that the session has left behind more than one renewal ago."""
        return _query(self._in_sitting, SessionRow.id == bindparam("session_id", type_=String))

    @property
    def _in_sitting(self) -> ColumnElement[bool]:
        asked = self.sitting_is_on(SessionRow.person_id.expression)
        return case((Device.kind == DeviceKind.PERSONAL.value, asked), else_=false())


identify = Identification()
"""Without sittings: for tools that ask who holds a cookie."""


def _standing(settings: Settings, row: FoundSession, hashed: str, *, address: str, browser: str) -> Identity | None:
    """None when the cookie is the present one and the device's proof is fresh; else what the request is instead."""
    moment = clock.now()
    suspicion = ""
    if not sessions.is_present_cookie(row, hashed):
        is_copy = row.is_confirmed and row.renewed_at is not None and moment - row.renewed_at > _REPLAY_AFTER
        suspicion = "cookie_replayed" if is_copy else ""
    elif browser[:200] != row.browser and network_of(address) != network_of(row.address):
        suspicion = "second_browser"
    elif row.device_id is None or not proof_is_due(settings, row.renewed_at):
        return None
    if row.device_id is None:
        return Identity(suspicion=suspicion, session_id=row.id)
    return Identity(_NEEDS_RENEWAL, session_id=row.id, suspicion=suspicion, renewal=Renewal(row.renewal_nonce, 0))


def proof_is_due(settings: Settings, renewed_at: datetime | None) -> bool:
    """True when a device has to prove its key before anything is shown to it."""
    if renewed_at is None:
        return True
    limits = settings.sessions
    age = clock.now() - renewed_at
    return age > timedelta(seconds=limits.renew_seconds + limits.renew_grace_seconds) or age < -_CLOCK_SET_BACK


def _is_due_for_touch(row: FoundSession, hashed: str, *, is_background: bool) -> bool:
    is_first_use = not row.is_confirmed and row.token_hash == hashed
    return is_first_use or (not is_background and clock.now() - row.seen_at > _TOUCH_AFTER)


def _touch(services: Services, session: Session, session_id: str, *, is_background: bool) -> None:
    """Note activity, in the request's own unit when that writes: a second writer would wait for the first for ever."""
    if session.get_bind().get_execution_options().get("gijo_write", False):
        sessions.touch(session, session_id, is_background=is_background)
        return
    with services.database.write() as unit:
        sessions.touch(unit, session_id, is_background=is_background)


def _identity(services: Services, session: Session, held: Sequence[FoundSession], address: str) -> Identity:
    first, settings = held[0], services.settings
    roles = frozenset(Role(row.role) for row in held)
    age = clock.now() - first.strong_at
    kind = device_kind(first)
    carried = delegation.carried_by(session, first.person_id, roles)
    actor = Actor(
        person_id=first.person_id,
        roles=roles,
        device=kind,
        in_trusted_zone=is_in(address, settings.trusted_zones),
        strong_age_seconds=max(0, int(age.total_seconds())),
        has_accommodation=first.has_accommodation,
        device_allowed_in_sitting=not first.in_sitting or first.chair_approved_at is not None,
        is_phishing_resistant=first.strong_with in PHISHING_RESISTANT,
        delegated_duties=carried.actions,
        acting_for=carried.acting_for,
    )
    label = next((role.words for role in _LABEL_ORDER if role in roles), ANONYMOUS_LABEL)
    viewer = Viewer(
        person_id=first.person_id,
        session_id=first.id,
        login=first.login,
        name=first.name,
        title=first.title,
        seat_number=first.seat_number,
        role_label=label,
        last_signin=words.last_sign_in(first.previous_sign_in_at),
    )
    return Identity(actor, viewer, session_id=first.id, renewal=_renewal(settings, first))


def _renewal(settings: Settings, row: FoundSession) -> Renewal | None:
    if row.device_id is None or row.renewed_at is None:
        return None
    age = int((clock.now() - row.renewed_at).total_seconds())
    return Renewal(row.renewal_nonce, max(0, settings.sessions.renew_seconds - age))
