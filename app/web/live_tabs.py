"""The open sockets of this process, and the sweep over them. Knows no domain.

`Watch` says which of them may stay, and what is new.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import anyio
import anyio.to_thread

from app.errors import AppError, DatabaseUnavailable
from app.web.call import Call

log = logging.getLogger("gijo.live")

TABS_A_SESSION = 8
"""One more tab falls back to asking by HTTP."""
SWEEP_SECONDS = 1.0
_BLIND_SWEEPS = 10


class TooManyTabs(AppError):
    """Only the script hears of it, and asks by HTTP instead."""

    status, code = 429, "L429"
    sentence = "同じ端末でひらいている画面が多すぎます。使わない画面を閉じてください。"


@dataclass(frozen=True)
class Finding:
    """What a sweep found about one tab: why it may not stay, or what is new for it."""

    ending: AppError | None = None
    topics: frozenset[str] = frozenset()


@dataclass(eq=False)
class Tab:
    """One socket. `holder`: what `Watch` knows it by. `topics`: what it asked for once and hears of from then on.

    What waits to be told is a set, so that a slow reader costs no memory.
    """

    session_id: str
    holder: Any
    topics: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    ending: AppError | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, topics: frozenset[str]) -> None:
        """The tab asks, and wants to hear of it from now on."""
        self.topics |= topics
        self.tell(topics)

    def tell(self, topics: frozenset[str]) -> None:
        """Something is new."""
        self.pending |= topics
        self.wake.set()

    def end(self, error: AppError) -> None:
        """Close it, saying why; the first reason stays."""
        self.ending = self.ending or error
        self.wake.set()


class Watch(Protocol):
    """What the sweep asks a domain."""

    def holder(self, call: Call) -> Any:
        """What a tab just admitted is known by; called before its first question is answered, in the same unit."""

    def look(self, tabs: Sequence[tuple[Any, frozenset[str]]]) -> list[Finding]:
        """One finding for each holder with its topics, in order. In a thread; never two at once."""

    def rest(self) -> None:
        """Nobody listens any more; what is new until somebody does need not be told."""


class Tabs:
    """Joins, leaves, and one sweep a second while anybody is there: without a socket it costs nothing."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._open: set[Tab] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self._limiter = anyio.CapacityLimiter(1)

    def join(self, tab: Tab) -> None:
        """Raises TooManyTabs. It must leave, whatever happens."""
        if sum(one.session_id == tab.session_id for one in self._open) >= TABS_A_SESSION:
            raise TooManyTabs
        self._open.add(tab)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().create_task(self._sweep())

    def leave(self, tab: Tab) -> None:
        """The last one ends the sweep."""
        self._open.discard(tab)
        if not self._open and self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
            self._watch.rest()

    async def _sweep(self) -> None:
        """A socket that cannot be looked after is closed: it would show what nobody may see any more."""
        failures = 0
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            tabs = [tab for tab in self._open if tab.ending is None]
            asked = [(tab.holder, frozenset(tab.topics)) for tab in tabs]
            try:
                found = await anyio.to_thread.run_sync(
                    self._watch.look, asked, limiter=self._limiter, abandon_on_cancel=True
                )
            except Exception:
                failures += 1
                if failures == 1:
                    log.exception("the sweep over open sockets failed")
                if failures >= _BLIND_SWEEPS:
                    found = [Finding(DatabaseUnavailable()) for _ in tabs]
                else:
                    continue
            else:
                failures = 0
            for tab, finding in zip(tabs, found, strict=True):
                _note(tab, finding)


def _note(tab: Tab, finding: Finding) -> None:
    if finding.ending is not None:
        tab.end(finding.ending)
    elif finding.topics:
        tab.tell(finding.topics)
