"""From a cookie to an actor: one query a request, nothing cached, so that ending takes effect on the next request."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request

from app import clock
from app.access.facts import ANONYMOUS, Actor, Device
from app.access.roles import Role
from app.auth import sessions, words
from app.auth.models import SessionRow
from app.members.models import Office, Person
from app.web.addresses import is_in
from app.web.call import Identity, Viewer

_TOUCH_AFTER = timedelta(seconds=60)

_QUERY = (
    select(
        SessionRow.id,
        SessionRow.person_id,
        SessionRow.device,
        SessionRow.created_at,
        SessionRow.seen_at,
        SessionRow.strong_at,
        SessionRow.previous_sign_in_at,
        Person.login,
        Person.name,
        Person.title,
        Person.seat_number,
        Person.has_accommodation,
        Office.role,
        Office.starts_at,
        Office.ends_at,
    )
    .join(Person, Person.id == SessionRow.person_id)
    .join(Office, Office.person_id == Person.id)
    .where(SessionRow.ended_at.is_(None), Person.state == "active")
)

_LABEL_ORDER = (Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.CLERK, Role.EXECUTIVE, Role.INVESTIGATOR, Role.MEMBER)


def identify(services: Any, session: Session, request: Request, address: str) -> Identity:
    """Who sends this request: anonymous without a session that is open, within its limits, of a person in office."""
    token = request.cookies.get(services.settings.cookie_name)
    if not token or len(token) > 100:
        return Identity()
    found = session.execute(
        _QUERY.where(SessionRow.token_hash == sessions.token_hash(services.session_key, token))
    ).all()
    moment = clock.now()
    held = [row for row in found if row.starts_at <= moment and (row.ends_at is None or row.ends_at > moment)]
    if not held or sessions.has_lapsed(services.settings, held[0].created_at, held[0].seen_at):
        return Identity()
    if moment - held[0].seen_at > _TOUCH_AFTER:
        _touch(services, session, held[0].id)
    return _identity(services, held, address)


def _touch(services: Any, session: Session, session_id: str) -> None:
    """Note activity, in the request's own unit when that writes: a second writer would wait for the first for ever."""
    if session.get_bind().get_execution_options().get("gijo_write", False):
        sessions.touch(session, session_id)
        return
    with services.database.write() as unit:
        sessions.touch(unit, session_id)


def _identity(services: Any, held: Sequence[Any], address: str) -> Identity:
    first = held[0]
    roles = frozenset(Role(row.role) for row in held)
    age = clock.now() - first.strong_at
    actor = Actor(
        person_id=first.person_id,
        roles=roles,
        device=Device(first.device),
        in_trusted_zone=is_in(address, services.settings.trusted_zones),
        strong_age_seconds=max(0, int(age.total_seconds())),
        has_accommodation=first.has_accommodation,
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
    return Identity(actor, viewer)


ANONYMOUS_LABEL = next(iter(ANONYMOUS.roles)).words
