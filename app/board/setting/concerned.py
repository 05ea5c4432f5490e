"""Names the people whom a change of a value affects now, from their devices, factors and open connections."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.devices.models import Device, DeviceState
from app.auth.factors import acts as factors
from app.auth.sessions.claims import falls_short
from app.auth.sessions.models import SessionRow
from app.board.setting.change import StandardChange
from app.members.models import Person
from app.members.people import offices_now
from app.standards.browsers import minimums_of
from app.standards.queries import in_force
from app.standards.values import zones_of
from app.web.addresses import is_in

_MOST_NAMES = 8


def concerned(session: Session, change: StandardChange) -> list[str]:
    """Sentences that name the people affected by the change; empty for values of which the tables cannot tell."""
    if change.key.startswith("devices_"):
        return [_named("承認された個人の端末を使っている人", _with_personal(session))]
    if change.key == "trusted_zones":
        return [_named("いまの接続で、場所の扱いが変わる人", _elsewhere(session, change))]
    if change.key == "passkey_roles":
        return [_named("パスキーがなく、サインインできなくなる人", _without_passkey(session, change))]
    if change.key == "oldest_browsers":
        return [_named("いまのブラウザーのままでは、その日から使えなくなる人", _with_old_browsers(session, change))]
    return []


def bound(session: Session, change: StandardChange) -> list[str]:
    """Those of the sentences that a second person's word is bound to: not of open connections, which come and go."""
    return [] if change.key == "trusted_zones" else concerned(session, change)


def _named(what: str, people: Iterator[str]) -> str:
    names = sorted(set(people))
    if not names:
        return f"{what}は、いまいません。"
    more = f" ほか {len(names) - _MOST_NAMES} 人" if len(names) > _MOST_NAMES else ""
    return f"{what}　{'、'.join(names[:_MOST_NAMES])}{more}"


def _with_personal(session: Session) -> Iterator[str]:
    held = select(Device, Person).join(Person, Person.id == Device.person_id).where(Person.state == "active")
    for device, person in session.execute(held):
        if devices.kind_of(devices.standing_of(device), person.id) is DeviceKind.PERSONAL:
            yield person.display_name


def _elsewhere(session: Session, change: StandardChange) -> Iterator[str]:
    before, after = zones_of(change.former), zones_of(change.value)
    since = clock.now() - timedelta(seconds=in_force(session).sessions.idle_seconds)
    rows = select(SessionRow.address, Person).join(Person, Person.id == SessionRow.person_id)
    for address, person in session.execute(rows.where(SessionRow.ended_at.is_(None), SessionRow.seen_at > since)):
        if (not before or is_in(address, before)) != (not after or is_in(address, after)):
            yield person.display_name


def _with_old_browsers(session: Session, change: StandardChange) -> Iterator[str]:
    """By what the browsers of their devices said at the last sign-in."""
    asked = minimums_of(change.value)
    held = select(Device, Person).join(Person, Person.id == Device.person_id)
    for device, person in session.execute(held.where(Device.state == DeviceState.APPROVED, Person.state == "active")):
        if falls_short(device.browser, asked) is not None:
            yield person.display_name


def _without_passkey(session: Session, change: StandardChange) -> Iterator[str]:
    new = set(change.value.split()) - set(change.former.split())
    for person in session.scalars(select(Person).where(Person.state == "active")).all():
        bound = not new.isdisjoint(role.value for role in offices_now(session, person.id))
        if bound and not factors.of(session, person.id).keys:
            yield person.display_name
