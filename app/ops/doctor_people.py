"""The doctor's findings about people: those without a passkey whose office signs in with passkeys only."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.factors import acts as factors
from app.db import Database
from app.members import acting
from app.members.models import Person
from app.members.people import offices_now
from app.settings import Settings
from app.standards.queries import StandardsReader, in_force


@dataclass(frozen=True)
class WithoutPasskey:
    """People who cannot sign in by their office's rule. `locked_out`: have other factors. `not_enrolled`: none."""

    locked_out: list[str]
    not_enrolled: list[str]


def without_passkey(settings: Settings) -> WithoutPasskey:
    """People in an office that signs in with passkeys only, without one, as sentences name them."""
    found = WithoutPasskey([], [])
    with closing(Database(settings.database_url)) as database:
        StandardsReader(settings).install(database.unit_info)
        with database.read() as session:
            for person in _bound(session, in_force(session).passkey_required_roles):
                held = factors.of(session, person.id)
                if not held.keys:
                    names = found.locked_out if held.is_enrolled else found.not_enrolled
                    names.append(f"{person.display_name}（ID {person.login}）")
    return found


def who_must_be_named(settings: Settings) -> list[str]:
    """Which offices somebody must be named for, as sentences say it; none while nobody has been registered."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        is_founded = session.scalar(select(Person.id).limit(1)) is not None
        return acting.who_must_be_named(session) if is_founded else []


def trusts_networks(settings: Settings) -> bool:
    """Whether the council has named trusted networks, to which the handling table can bind papers."""
    with closing(Database(settings.database_url)) as database:
        StandardsReader(settings).install(database.unit_info)
        with database.read() as session:
            return in_force(session).handling.zones_are_configured


def _bound(session: Session, roles: frozenset[str]) -> Iterator[Person]:
    people = session.scalars(select(Person).where(Person.state == "active").order_by(Person.login)) if roles else ()
    for person in tuple(people):
        if not roles.isdisjoint(role.value for role in offices_now(session, person.id)):
            yield person
