"""The main menu per role: where the frame's links lead. Data only; what a link opens is decided at the gate."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.actions import Action
from app.access.facts import Actor
from app.access.roles import SECRETARIAT, Role


class Place(StrEnum):
    """Where a screen belongs in the main menu: a column of its row."""

    HOME = "home"
    PERMITS = "permits"
    DECIDE = "decide"
    ACCOUNT = "account"
    PREPARE = "prepare"
    MATERIALS = "materials"
    PEOPLE = "people"
    CONNECTIONS = "connections"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Item:
    """One destination of the menu, and the place whose screens it leads to."""

    place: Place
    href: str
    label: str
    icon: str


_HOME = Item(Place.HOME, "/", "ホーム", "home")
_PERMITS = Item(Place.PERMITS, "/permits", "許可", "check")
_DECIDE = Item(Place.DECIDE, "/permits/decide", "決裁", "check")
_ACCOUNT = Item(Place.ACCOUNT, "/account", "自分の端末", "tablet")
_PREPARE = Item(Place.PREPARE, "/prepare", "会議", "calendar")
_MATERIALS = Item(Place.MATERIALS, "/prepare/materials", "資料", "file")
_PEOPLE = Item(Place.PEOPLE, "/admin/people", "議員と端末", "people")
_CONNECTIONS = Item(Place.CONNECTIONS, "/admin/connections", "会議中の接続", "bell")
_LEDGER = Item(Place.LEDGER, "/ledger", "記録", "history")


def navigation(actor: Actor, place: Place | None) -> list[dict[str, object]]:
    """The menu of a person, with the present place marked where the menu has it."""
    return [
        {"href": item.href, "label": item.label, "icon": item.icon, "current": item.place is place}
        for item in items_for(actor)
    ]


def items_for(actor: Actor) -> list[Item]:
    """What the menu of a person offers."""
    if actor.holds(*SECRETARIAT):
        items = [_PREPARE, _MATERIALS, _PERMITS]
        if not actor.holds(Role.ADMINISTRATOR):
            return [*items, _ACCOUNT]
        desk = [_DECIDE] if Action.PERMIT_DESK in actor.delegated_duties else []
        return [*items, *desk, _PEOPLE, _CONNECTIONS, _LEDGER, _ACCOUNT]
    if actor.holds(Role.CHAIR):
        return [_HOME, _DECIDE, _PEOPLE, _LEDGER, _ACCOUNT]
    if Action.PERMIT_DESK in actor.delegated_duties:
        return [_HOME, _PERMITS, _DECIDE, _ACCOUNT]
    if actor.holds(Role.INVESTIGATOR):
        return [_LEDGER, _ACCOUNT]
    return [_HOME, _PERMITS, _ACCOUNT]
