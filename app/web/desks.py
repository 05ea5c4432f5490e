"""Desks: the screens on which work waits for a decision, and how much of it waits for the viewer.

Each domain declares its desks; `DESKS` in `app/routes.py` lists them. The menu of every screen shows the counts, and
the topic `desks` of the live channel keeps them up to date. Knows no domain.

Most of the time nothing waits. So one statement asks all desks at once whether anything could wait, and only the desks
that say yes are counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, select

from app import clock
from app.access.actions import Action
from app.access.decisions import Denied
from app.audit.vocabulary import OF_OFFICES, EventKind
from app.db import UtcDateTime
from app.web.call import Call
from app.web.live.topics import Topic
from app.web.navigation import Place, items_for

NOW = bindparam("now", type_=UtcDateTime())
"""The present moment in `Desk.may_wait`."""


@dataclass(frozen=True)
class Desk:
    """One desk.

    `name`: unique. `label`, `href`: what waits there, and its screen. `action`: whoever may do it has this desk.
    `places`: the count stands at the first of these places that is in the person's menu. `count`: how many things this
    person may decide now, if need be after a fresh sign-in; called only for somebody who has the desk. `records`: the
    kinds of ledger records after which the count may be another, besides `OF_OFFICES`, after which any may.
    `may_wait`: a condition in SQL that is false when the count would be 0 for everybody; it may hold although nothing
    waits for this person. `:now` in it is the present moment (`NOW`).
    """

    name: str
    label: str
    href: str
    places: tuple[Place, ...]
    action: Action
    count: Callable[[Call], int]
    records: frozenset[EventKind]
    may_wait: ColumnElement[bool]


@dataclass(frozen=True)
class DeskCount:
    """One desk as one person's screens show it."""

    name: str
    label: str
    href: str
    place: Place
    count: int


class Desks:
    """All desks. Raises ValueError when two have the same name."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        if len({desk.name for desk in desks}) != len(desks):
            raise ValueError(f"desks with one name: {[desk.name for desk in desks]}")
        self.all = tuple(desks)
        self._asks: Select[*tuple[bool, ...]] = select(*(desk.may_wait.label(desk.name) for desk in self.all))

    def of(self, call: Call) -> list[DeskCount]:
        """The viewer's desks with their counts, in the order of the list; empty for visitors."""
        if call.identity.viewer is None:
            return []
        menu = {item.place for item in items_for(call.actor)}
        placed = [(desk, next((place for place in desk.places if place in menu), None)) for desk in self.all]
        own = [(desk, place) for desk, place in placed if place is not None and call.judge(desk.action).is_allowed]
        waiting = self._waiting(call) if own else frozenset()
        return [
            DeskCount(desk.name, desk.label, desk.href, place, _count(call, desk) if desk.name in waiting else 0)
            for desk, place in own
        ]

    def _waiting(self, call: Call) -> frozenset[str]:
        """The names of the desks where something may wait for somebody."""
        found = call.session.execute(self._asks, {NOW.key: clock.now()}).one()
        return frozenset(desk.name for desk, may_wait in zip(self.all, found, strict=True) if may_wait)

    def topic(self) -> Topic:
        """The topic by which open screens get the count of each of the person's desks."""
        records = OF_OFFICES.union(*(desk.records for desk in self.all))
        return Topic("desks", Action.LIVE_LISTEN, self._told, records=records)

    def _told(self, call: Call) -> Iterable[dict[str, str | int]]:
        return [{"name": one.name, "place": one.place.value, "count": one.count} for one in self.of(call)]


def _count(call: Call, desk: Desk) -> int:
    """The desk's count; 0 when a row was altered on which its decisions depend, so that nobody may decide there."""
    try:
        return desk.count(call)
    except Denied:
        return 0
