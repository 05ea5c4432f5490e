"""The main menu for each role. Data only: whether a link's screen may be opened is decided at the gate."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.actions import Action
from app.access.facts import Actor
from app.access.remits.remit import LIMITED, OF_LEDGER
from app.access.roles import READERS, SECRETARIAT, Role


class Place(StrEnum):
    """The place of a screen in the main menu; each row of the route table names its own."""

    HOME = "home"
    PERMITS = "permits"
    DECIDE = "decide"
    ACCOUNT = "account"
    PREPARE = "prepare"
    MATERIALS = "materials"
    PEOPLE = "people"
    CONNECTIONS = "connections"
    LEDGER = "ledger"
    REGISTERS = "registers"
    OFFICES = "offices"
    RULES = "rules"


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
_OFFICES = Item(Place.OFFICES, "/admin/offices", "役職の申し出", "key")
_REGISTERS = Item(Place.REGISTERS, "/registers", "台帳", "list")
_RULES = Item(Place.RULES, "/rules", "規程", "note")
_LEDGER = Item(Place.LEDGER, "/ledger", "記録", "history")


def navigation(actor: Actor, place: Place | None) -> list[dict[str, object]]:
    """The menu of a person for the template; `current` is True for the item of the place that is shown."""
    return [
        {
            "href": item.href,
            "label": item.label,
            "icon": item.icon,
            "place": item.place.value,
            "current": item.place is place,
        }
        for item in items_for(actor)
    ]


def items_for(actor: Actor) -> list[Item]:
    """The menu's items for the roles and delegated duties of a person."""
    if actor.holds(*SECRETARIAT):
        items = [_PREPARE, _MATERIALS, _PERMITS]
        if not actor.holds(Role.ADMINISTRATOR):
            return [*items, _REGISTERS, _RULES, _ACCOUNT]
        desk = [_DECIDE] if Action.PERMIT_DESK in actor.delegated_duties else []
        return [*items, *desk, _PEOPLE, _OFFICES, _CONNECTIONS, _REGISTERS, _RULES, _LEDGER, _ACCOUNT]
    if actor.holds(Role.CHAIR):
        return [_HOME, _DECIDE, _PEOPLE, _OFFICES, _CONNECTIONS, _REGISTERS, _RULES, _LEDGER, _ACCOUNT]
    offices = [_OFFICES] if actor.holds(Role.DEPUTY) else []
    if actor.holds(*LIMITED) and not actor.holds(*READERS):
        return _of_a_matter(actor)
    desk = [_DECIDE] if Action.PERMIT_DESK in actor.delegated_duties else []
    ledger = [_LEDGER] if actor.holds(*OF_LEDGER) else []
    board = [_CONNECTIONS] if Action.CONNECTIONS_READ in actor.delegated_duties else []
    return [_HOME, _PERMITS, *desk, *offices, *board, _REGISTERS, _RULES, *ledger, _ACCOUNT]


def _of_a_matter(actor: Actor) -> list[Item]:
    """Those of somebody whose office is for a matter alone."""
    ledger = [_LEDGER] if actor.holds(*OF_LEDGER) else []
    registers = [_REGISTERS] if actor.lent_registers or actor.holds(Role.ADVISER, Role.CONTRACTOR) else []
    home = [_HOME] if actor.holds(Role.CONTRACTOR) else []
    return [*home, *ledger, *registers, _RULES, _ACCOUNT]
