"""The main menu per role: where the frame's links lead. Data only; what a link opens is decided at the gate."""

from dataclasses import dataclass
from typing import Any

from app.access.actions import Action
from app.access.facts import Actor
from app.access.roles import SECRETARIAT, Role


@dataclass(frozen=True)
class Item:
    """One destination; `prefixes` are the paths under which it is the current one."""

    href: str
    label: str
    icon: str
    prefixes: tuple[str, ...]


_HOME = Item("/", "ホーム", "home", ("/meetings", "/papers"))
_PERMITS = Item("/permits", "許可", "check", ("/permits",))
_ACCOUNT = Item("/account", "自分の端末", "tablet", ("/account",))
_DECIDE = Item("/permits/decide", "決裁", "check", ("/permits/decide",))
_LEDGER = Item("/ledger", "記録", "history", ("/ledger",))
_PEOPLE = Item(
    "/admin/people",
    "議員と端末",
    "people",
    ("/admin/people", "/admin/groups", "/admin/delegations", "/admin/devices", "/admin/resets"),
)
_CONNECTIONS = Item("/admin/connections", "会議中の接続", "bell", ("/admin/connections",))
_PREPARE = Item("/prepare", "会議", "calendar", ("/prepare",))
_MATERIALS = Item("/prepare/materials", "資料", "file", ("/prepare/materials",))


def navigation(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The menu of a person, with the present place marked (the longest matching prefix)."""
    items = _items(actor)
    current = max(items, key=lambda item: _match(item, path)) if items else None
    return [
        {
            "href": item.href,
            "label": item.label,
            "icon": item.icon,
            "current": item is current and _match(item, path) > 0,
        }
        for item in items
    ]


def _items(actor: Actor) -> list[Item]:
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


def _match(item: Item, path: str) -> int:
    if path == item.href:
        return len(path) + 1
    return max((len(prefix) for prefix in item.prefixes if path == prefix or path.startswith(f"{prefix}/")), default=0)
