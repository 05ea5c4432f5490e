"""The open tabs of this process: told at once what is published, and looked after once a second. Knows no domain.

`Watch` says which of them may stay. The ledger's end says what is new when nothing was published, or heard.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session

from app.audit import news
from app.audit.news import LedgerNews
from app.db import Database
from app.errors import AppError, DatabaseUnavailable
from app.push.exchange import Exchange
from app.push.publications import Publication
from app.web.call import Call
from app.web.live.tabs import Holder, Tab
from app.web.live.topics import Topics

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
    """What a sweep found about one tab: why it may not stay, or what it has to be told without having asked."""

    ending: AppError | None = None
    topics: frozenset[str] = frozenset()


class Watch(Protocol[Holder]):
    """What the sweep asks a domain."""

    def holder(self, call: Call) -> Holder:
        """What a tab just admitted is known by; called before its first question is answered, in the same unit."""

    def look(self, session: Session, holders: Sequence[Holder]) -> list[Finding]:
        """One finding for each, in order. In a thread; never two at once."""


@dataclass(frozen=True)
class _Look:
    """One sweep: a finding for each tab, and what came into the ledger after `since`, where the last look ended."""

    findings: list[Finding]
    since: int
    publications: list[Publication]


class Hub(Generic[Holder]):
    """Joins, leaves, what is told, and one sweep a second while anybody is there: without a socket it costs nothing."""

    def __init__(self, topics: Topics, watch: Watch[Holder], exchange: Exchange, database: Database) -> None:
        self._topics, self._watch = topics, watch
        self._exchange, self._database = exchange, database
        self.kinds = topics.kinds
        self.told = 0
        """Grows with whatever is told, so that a tab knows whether it may have missed something before it joined."""
        self._open: set[Tab[Holder]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._limiter = anyio.CapacityLimiter(1)
        self._end: int | None = None
        exchange.register(self)

    def join(self, tab: Tab[Holder], *, told_before: int) -> None:
        """`told_before`: `told` before it was admitted. Raises TooManyTabs. It must leave, whatever happens."""
        if sum(one.session_id == tab.session_id for one in self._open) >= TABS_A_SESSION:
            raise TooManyTabs
        self._open.add(tab)
        if self.told != told_before:
            tab.tell(tab.topics - self._topics.recorded)
        if self._sweeping is None:
            self._loop = asyncio.get_running_loop()
            self._sweeping = self._loop.create_task(self._sweep())
            self._exchange.listen(self)

    def leave(self, tab: Tab[Holder]) -> None:
        """The last one ends the sweep, and the line to other processes."""
        self._open.discard(tab)
        if not self._open and self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = self._loop = self._end = None
            self._exchange.rest(self)

    def publications_of(self, record: LedgerNews) -> Iterator[Publication]:
        return self._topics.publications_of(record)

    def hear(self, publications: Sequence[Publication]) -> None:
        self.told += 1
        self._on_loop(lambda: self._hear(publications))

    def missed(self) -> None:
        """What the ledger holds the sweep finds; the rest is told once more."""
        self._on_loop(self._tell_unrecorded)

    def _on_loop(self, act: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it was closed just now: its tabs are gone
                loop.call_soon_threadsafe(act)

    def _hear(self, publications: Sequence[Publication]) -> None:
        for tab in self._open:
            tab.hear(publications)

    def _tell_unrecorded(self) -> None:
        for tab in self._open:
            tab.tell(tab.topics - self._topics.recorded)

    async def _sweep(self) -> None:
        """A socket that cannot be looked after is closed: it would show what nobody may see any more."""
        failures = 0
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            tabs = [tab for tab in self._open if tab.ending is None]
            holders = [tab.holder for tab in tabs]
            try:
                found = await anyio.to_thread.run_sync(
                    self._look, holders, limiter=self._limiter, abandon_on_cancel=True
                )
            except Exception:
                failures += 1
                if failures == 1:
                    log.exception("the sweep over open sockets failed")
                if failures >= _BLIND_SWEEPS:
                    for tab in tabs:
                        tab.end(DatabaseUnavailable())
            else:
                failures = 0
                for tab, finding in zip(tabs, found.findings, strict=True):
                    self._note(tab, finding, found)

    def _look(self, holders: Sequence[Holder]) -> _Look:
        """One reading unit: every tab's session, and the news. The first look after a rest finds none itself."""
        with self._database.read() as session:
            findings = self._watch.look(session, holders)
            end = news.head(session)
            before, self._end = self._end, end
            since = end if before is None else before
            records = news.between(session, since, end, self.kinds) if since < end else []
        return _Look(findings, since, [told for one in records for told in self.publications_of(one)])

    def _note(self, tab: Tab[Holder], finding: Finding, found: _Look) -> None:
        """A tab that the last look came before, or went past, may have missed anything up to there."""
        if finding.ending is not None:
            tab.end(finding.ending)
            return
        tab.tell(finding.topics)
        if not tab.is_caught_up:
            tab.is_caught_up = True
            tab.tell(tab.topics & self._topics.recorded, seq=found.since)
        tab.hear(found.publications)
