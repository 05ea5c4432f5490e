"""From a request's cookie to the person and their roles: one query for each request from where the key was proven last.

Nothing is cached, so that ending a session, an office or a device takes effect on the next request. A second query asks
which rules the person has still to acknowledge. For deputies and administrators one more asks what the chair has
delegated to them, for deputies another whether there is a chair. Where the settings name trusted zones, two ask from
outside of them whether a notice of take-out is in force, and whether this network was checked. For a personal device
that the chair has not approved further ones ask whether a sitting goes on. From any other place
of the session one more asks whether the key was ever proven there (see `sessions.places`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial

from sqlalchemy import ColumnElement, String, bindparam, or_, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from app import clock
from app.access.facts import ANONYMOUS, Actor, DeviceKind
from app.access.remits.remit import LIMITED, Remit
from app.access.roles import Role
from app.auth.devices.models import STOPPED
from app.auth.devices.standing import is_back
from app.auth.factors.strength import PHISHING_RESISTANT
from app.auth.presence.queries import FoundSession, device_kind, in_office, of_sessions
from app.auth.sessions import acts as sessions
from app.auth.sessions import places, words
from app.auth.sessions.checks import has_checked
from app.auth.sessions.models import SessionRow
from app.auth.sessions.places import PlaceStanding
from app.driver.prepared import Prepared
from app.halts.marking import marks_now
from app.halts.queries import depth_now
from app.members import delegation
from app.members.models import Office, Person
from app.members.people import lock_person
from app.rulebook.owing import stops
from app.services import Services
from app.settings import SessionLimits
from app.standards.queries import in_force
from app.web.addresses import is_in, network_of
from app.web.call import Identity, Renewal, Viewer

SittingIsOn = Callable[[Session, str, Collection[Role]], bool]
"""Given a person's id and the offices they hold now, whether they attend a sitting now; true while nobody can tell.
This module may not import meetings, so `main` passes it in.
"""

HasNotice = Callable[[Session, str], bool]
"""Given a person's id, whether a notice that they take their tablet out is in force now. Passed in likewise."""

# Activity is written at most once a minute, which spares most requests a write.
_TOUCH_AFTER = timedelta(seconds=60)
# A proof from further in the future than this was made before the clock was set back: its age is not known.
_CLOCK_SET_BACK = timedelta(seconds=60)
_LABEL_ORDER = (
    Role.CHAIR,
    Role.DEPUTY,
    Role.ADMINISTRATOR,
    Role.CLERK,
    Role.EXECUTIVE,
    Role.INVESTIGATOR,
    Role.AUDITOR,
    Role.ADVISER,
    Role.CONTRACTOR,
    Role.MEMBER,
    Role.ACTING_CHAIR,
)
_NEEDS_RENEWAL = Actor(person_id=None, roles=ANONYMOUS.roles, needs_renewal=True)

ANONYMOUS_LABEL = next(iter(ANONYMOUS.roles)).words


def _query(which: ColumnElement[bool]) -> Prepared:
    return Prepared(of_sessions().where(which, SessionRow.ended_at.is_(None), Person.state == "active"))


def _found(session: Session, query: Prepared, wanted: dict[str, str]) -> list[FoundSession]:
    return [FoundSession._make(row) for row in query.rows(session.connection(), wanted)]


def _never(_session: Session, _person_id: str, _roles: Collection[Role]) -> bool:
    return False


def _none(_session: Session, _person_id: str) -> bool:
    return False


@dataclass(frozen=True)
class Identification:
    """The function by which the gate learns who sends a request. `sitting_is_on`: for personal devices only.

    `has_notice`: where the settings name trusted zones, for requests from outside of them only.
    """

    sitting_is_on: SittingIsOn = _never
    has_notice: HasNotice = _none

    def __call__(
        self, services: Services, session: Session, request: Request, address: str, *, is_background: bool = False
    ) -> Identity:
        """Who sends this request: a person in office with an open session within its time limits, else nobody.

        While the session's device has to prove its key first, the answer is nobody, with `needs_renewal`.
        `is_background`: a script of the page asks by itself, so that the request does not count as activity. `address`:
        the peer's, as `web.addresses` found it. A request that may come from a copied cookie has `suspicion` set.
        Whether the council is stopped is read with it, and so decided by at every decision.
        """
        return _as_halted(session, self._who(services, session, request, address, is_background=is_background))

    def _who(
        self, services: Services, session: Session, request: Request, address: str, *, is_background: bool
    ) -> Identity:
        token = request.cookies.get(services.settings.cookie_name)
        # No cookie of ours is that long; a longer one is not worth a query.
        if not token or len(token) > 100:
            return Identity()
        moment = clock.now()
        hashed = sessions.token_hash(services.session_key, token)
        found = _found(session, self._by_token, {"token_hash": hashed})
        # Only the present cookie and the one before are kept. Older ones name their session themselves, under our seal.
        if not found and (left_by := sessions.session_of(services.session_key, token)):
            found = _found(session, self._by_id, {"session_id": left_by})
            if not found and sessions.was_given_up(session, left_by, sessions.ON_ITS_WAY):
                return Identity(session_id=left_by, suspicion="cookie_replayed")
        held = in_office(session, found, moment)
        if not held or sessions.has_lapsed(in_force(session).sessions, held[0].created_at, held[0].seen_at):
            return Identity()
        first = held[0]
        if is_taken_away(first):
            return Identity()
        browser = request.headers.get("user-agent", "")
        limits = in_force(session).sessions
        standing = _standing(limits, first, token, hashed, address=address, browser=browser)
        if standing is not None:
            return standing
        if _is_due_for_touch(first, hashed, is_background=is_background):
            _noted(services, session, partial(sessions.touch, session_id=first.id, is_background=is_background))
        place = _place(services, session, first, hashed, address=address, browser=browser)
        identity = self._identity(session, held, address, _proof_age_seconds(first, hashed))
        return _at(place, limits, first, identity)

    def again(self, session: Session, former: Identity, address: str) -> Identity:
        """The identity of a request again, for an act whose effect comes later than its request; anonymous if it ended.

        Found by the session's id: its cookie may have been renewed meanwhile. An anonymous visitor stays anonymous.
        """
        return _as_halted(session, self._who_again(session, former, address))

    def _who_again(self, session: Session, former: Identity, address: str) -> Identity:
        person_id = former.actor.person_id
        if person_id is None:
            return former
        found = _found(session, self._by_id, {"session_id": former.session_id})
        held = in_office(session, found, clock.now())
        if not held or sessions.has_lapsed(in_force(session).sessions, held[0].created_at, held[0].seen_at):
            return Identity()
        first, limits = held[0], in_force(session).sessions
        if is_taken_away(first):
            return Identity()
        if first.device_id is not None and proof_is_due(limits, first.renewed_at):
            return _unproven(limits, first)
        return self._identity(session, held, address, former.actor.proof_age_seconds)

    def hold(self, session: Session, identity: Identity) -> None:
        """Lock person, session and offices until the writing unit ends, so that none of them is ended meanwhile.

        On SQLite the unit is the only writer in any case.
        """
        person_id = identity.actor.person_id
        if person_id is None:
            return
        lock_person(session, person_id)
        session.execute(select(Office.id).where(Office.person_id == person_id).with_for_update(read=True))
        session.execute(select(SessionRow.id).where(SessionRow.id == identity.session_id).with_for_update())

    # Both built once: to put a statement together for each request costs more than to run it.

    @cached_property
    def _by_token(self) -> Prepared:
        token_hash = bindparam("token_hash", type_=String)
        return _query(or_(SessionRow.token_hash == token_hash, SessionRow.former_token_hash == token_hash))

    @cached_property
    def _by_id(self) -> Prepared:
        """For a cookie that the session has left behind more than one renewal ago."""
        return _query(SessionRow.id == bindparam("session_id", type_=String))

    def _in_sitting(self, session: Session, held: Sequence[FoundSession]) -> bool:
        """Whether a sitting closes the session's device: asked of a personal one that the chair has not approved."""
        first = held[0]
        if first.device_kind != DeviceKind.PERSONAL.value or first.chair_approved_at is not None:
            return False
        return self.sitting_is_on(session, first.person_id, {Role(row.role) for row in held})

    def _identity(
        self, session: Session, held: Sequence[FoundSession], address: str, proof_age: int | None
    ) -> Identity:
        identity = _identity(session, held, address, proof_age)
        if in_force(session).handling.zones_are_configured and not identity.actor.in_trusted_zone:
            has_notice = self.has_notice(session, held[0].person_id)
            is_checked = has_checked(session, held[0].id, address)
            outside = replace(identity.actor, has_notice=has_notice, has_checked_network=is_checked)
            identity = replace(identity, actor=outside)
        if not self._in_sitting(session, held):
            return identity
        return replace(identity, actor=replace(identity.actor, device_allowed_in_sitting=False))


identify = Identification()
"""The same without the question about sittings, for tools that only ask whose cookie it is."""


def _as_halted(session: Session, identity: Identity) -> Identity:
    """The identity with what is stopped or closed at this moment, for visitors too."""
    halt, marks = depth_now(session), marks_now(session)
    if halt is identity.actor.halt and marks is identity.actor.marks:
        return identity
    return replace(identity, actor=replace(identity.actor, halt=halt, marks=marks))


def _is_copy(row: FoundSession, made_at: datetime | None) -> bool:
    """Whether a cookie that was replaced cannot be on its way any more.

    Unless the browser has used the newer one, the answer that brought it may have been lost. A screen of level 3
    changes it more than once a minute: there a cookie is too old that was made before a renewal of a minute ago.
    """
    if not row.is_confirmed or row.renewed_at is None:
        return False
    moment = clock.now()
    if moment - row.renewed_at > sessions.ON_ITS_WAY:
        return True
    settled = row.settled_at
    if settled is None or made_at is None or moment - settled <= sessions.ON_ITS_WAY:
        return False
    return made_at + timedelta(seconds=1) < settled  # it is made to the second


def _standing(
    limits: SessionLimits, row: FoundSession, token: str, hashed: str, *, address: str, browser: str
) -> Identity | None:
    """None when the cookie is the present one and the device's proof is fresh; else the identity to answer with.

    `hashed`: the hash of the cookie `token`; `browser`: the request's User-Agent. Address and User-Agent that both
    differ from those of the last renewal are taken for a copied cookie; one alone changes often (see `_place`).
    """
    suspicion = ""
    if not sessions.is_present_cookie(row, hashed):
        suspicion = "cookie_replayed" if _is_copy(row, sessions.made_at(token)) else ""
    elif browser[:200] != row.browser and network_of(address) != network_of(row.address):
        suspicion = "second_browser"
    elif row.device_id is None or not proof_is_due(limits, row.renewed_at):
        return None
    if row.device_id is None:
        return Identity(suspicion=suspicion, session_id=row.id)
    return _unproven(limits, row, suspicion)


def _unproven(limits: SessionLimits, row: FoundSession, suspicion: str = "") -> Identity:
    """Nobody, until the device has proven its key."""
    renewal = Renewal(row.renewal_nonce, 0, limits.renew_seconds)
    return Identity(_NEEDS_RENEWAL, session_id=row.id, suspicion=suspicion, renewal=renewal)


def _place(
    services: Services, session: Session, row: FoundSession, hashed: str, *, address: str, browser: str
) -> PlaceStanding:
    """How the place of the request stands; one that is new is noted. A session without a device can prove nothing."""
    if row.device_id is None:
        return PlaceStanding.PROVEN
    is_left_behind = row.is_confirmed and hashed != row.token_hash
    standing, is_new = places.standing_of(session, row, address, browser, is_left_behind=is_left_behind)
    if is_new:
        _noted(services, session, partial(places.meet, session_id=row.id, address=address, browser=browser))
    return standing


def _at(place: PlaceStanding, limits: SessionLimits, row: FoundSession, identity: Identity) -> Identity:
    """The identity at this place: nobody where the key was not proven yet. An honest tablet does it within seconds."""
    if place is PlaceStanding.PROVEN:
        return identity
    return _unproven(limits, row, "second_browser" if place is PlaceStanding.COPY else "unproven_place")


def _proof_age_seconds(row: FoundSession, hashed: str) -> int | None:
    """The age of the proof for a request with this cookie; None with one that was replaced and not just now.

    Of a session without a device the age is not asked: its device is an unknown one, to which nothing is shown.
    """
    if row.renewed_at is None or row.device_id is None:
        return 0
    age = clock.now() - row.renewed_at
    if hashed != row.token_hash and age > places.TIME_TO_CHANGE:
        return None
    return max(0, int(age.total_seconds()))


def is_taken_away(row: FoundSession) -> bool:
    """True when the session's device was stopped, or is a spare whose time is over."""
    return row.device_state in STOPPED or is_back(row.device_kind, row.device_until, row.created_at)


def proof_is_due(limits: SessionLimits, renewed_at: datetime | None) -> bool:
    """True when a device has to prove its key before anything is shown to it. `renewed_at`: its last proof, if any."""
    if renewed_at is None:
        return True
    age = clock.now() - renewed_at
    return age > timedelta(seconds=limits.renew_seconds + limits.renew_grace_seconds) or age < -_CLOCK_SET_BACK


def _is_due_for_touch(row: FoundSession, hashed: str, *, is_background: bool) -> bool:
    is_first_use = not row.is_confirmed and row.token_hash == hashed
    return is_first_use or (not is_background and clock.now() - row.seen_at > _TOUCH_AFTER)


def _noted(services: Services, session: Session, write: Callable[[Session], None]) -> None:
    """Write something about the session: in the request's own unit when that one writes, else in a short one.

    SQLite has one writer at a time: a second writing unit would wait for this request to end, which waits for it.
    """
    if session.get_bind().get_execution_options().get("gijo_write", False):
        write(session)
        return
    with services.database.write() as unit:
        write(unit)


def _identity(session: Session, held: Sequence[FoundSession], address: str, proof_age_seconds: int | None) -> Identity:
    first, standards = held[0], in_force(session)
    roles = frozenset(Role(row.role) for row in held)
    age = clock.now() - first.strong_at
    kind = device_kind(first)
    carried = delegation.carried_by(session, first.person_id, roles)
    actor = Actor(
        person_id=first.person_id,
        roles=roles,
        device=kind,
        in_trusted_zone=is_in(address, standards.trusted_zones),
        strong_age_seconds=None if clock.is_ahead(first.strong_at) else max(0, int(age.total_seconds())),
        has_accommodation=first.has_accommodation,
        is_phishing_resistant=first.strong_with in PHISHING_RESISTANT,
        delegated_duties=carried.actions,
        acting_for=carried.acting_for,
        acts_because=carried.because,
        proof_age_seconds=proof_age_seconds,
        reads_by_name=standards.administrators_read_by_name and Role.ADMINISTRATOR in roles,
        remits=tuple((Role(row.role), Remit.read(row.office_remit)) for row in held if row.role in LIMITED),
        owes_rules=stops(session, first.person_id, roles, kind, first.created_at),
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
        began_at=first.created_at,
        last_signin=words.last_sign_in(first.previous_sign_in_at),
    )
    return Identity(actor, viewer, session_id=first.id, renewal=_renewal(standards.sessions, first))


def _renewal(limits: SessionLimits, row: FoundSession) -> Renewal | None:
    if row.device_id is None or row.renewed_at is None:
        return None
    every = limits.renew_seconds
    age = int((clock.now() - row.renewed_at).total_seconds())
    return Renewal(row.renewal_nonce, 0 if wants_proof(row) else max(0, every - age), every)


def wants_proof(row: FoundSession) -> bool:
    """Whether the session's screens are asked for a proof now: its cookie came from where none was ever made."""
    return row.elsewhere_at is not None
