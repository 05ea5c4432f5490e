"""The hub holds the open tabs of this process, passes news on to them, and checks them once a second (the sweep).

`Watch` decides which of them may stay open. News comes by publications, and a second time by the sweep's look at the
ledger's end, for what was recorded without a publication or whose publication was lost. Knows no domain.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
"""Open sockets of one session in this process; the script of one more tab asks by HTTP instead."""
TABS_A_PERSON = 24
"""The same of all sessions of a person."""
SWEEP_SECONDS = 1.0
# After so many sweeps that failed all tabs are closed: better no news than a screen that nobody checks.
_BLIND_SWEEPS = 10


class TooManyTabs(AppError):
    """Session or person have as many open sockets as they may. No person sees this: the script asks by HTTP."""

    status, code = 429, "L429"
    sentence = "同じ端末でひらいている画面が多すぎます。使わない画面を閉じてください。"


@dataclass(frozen=True)
class Finding:
    """A sweep's result for one tab: why it has to be closed (None: it stays), and topics to tell it of.

    `is_news_of_all`: what its person may know has changed by itself; whatever it asked for is answered again.
    """

    ending: AppError | None = None
    topics: frozenset[str] = frozenset()
    is_news_of_all: bool = False


class Watch(Protocol[Holder]):
    """What a domain provides to the sweep: it remembers whose a tab is, and decides whether the tab may stay."""

    def holder(self, call: Call) -> Holder:
        """What to remember of a tab that is being admitted; called in the unit of its admission."""

    def look(self, session: Session, holders: Sequence[Holder]) -> list[Finding]:
        """One finding for each holder, in their order. Called in a thread, never twice at the same time."""


@dataclass(frozen=True)
class _Look:
    """One sweep's results: a finding for each tab, and the news of the ledger's records after number `since`.

    `since`: the last record that the sweep before had seen.
    """

    findings: list[Finding]
    since: int
    publications: list[Publication]


class Hub(Generic[Holder]):
    """The tabs of one socket row in this process. It sweeps once a second while a tab is open, and not otherwise."""

    def __init__(self, topics: Topics, watch: Watch[Holder], exchange: Exchange, database: Database) -> None:
        self._topics, self._watch = topics, watch
        self._exchange, self._database = exchange, database
        self.kinds = topics.kinds
        self.told = 0
        """Counts publications, so that `join` knows whether one came while the tab was being admitted."""
        self._open: set[Tab[Holder]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._limiter = anyio.CapacityLimiter(1)
        self._end: int | None = None
        exchange.register(self)

    def join(self, tab: Tab[Holder], *, told_before: int) -> None:
        """Add a tab; the caller makes sure that it leaves again. Raises TooManyTabs.

        `told_before`: the value of `told` before the tab was admitted. If it has grown, the tab is told of all topics
        that are not in the ledger, since it may have missed one; the others are found by the sweep.
        """
        of_session = sum(one.session_id == tab.session_id for one in self._open)
        of_person = sum(one.person_id == tab.person_id for one in self._open)
        if of_session >= TABS_A_SESSION or of_person >= TABS_A_PERSON:
            raise TooManyTabs
        self._open.add(tab)
        if self.told != told_before:
            tab.tell(tab.topics - self._topics.recorded)
        if self._sweeping is None:
            self._loop = asyncio.get_running_loop()
            self._sweeping = self._loop.create_task(self._sweep())
            self._exchange.listen(self)

    def leave(self, tab: Tab[Holder]) -> None:
        """Remove a tab. With the last one the sweep ends, and the connection that hears other processes."""
        self._open.discard(tab)
        if not self._open and self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = self._loop = self._end = None
            self._exchange.rest(self)

    async def ending_of(self, tab: Tab[Holder]) -> AppError | None:
        """Why one tab has to close, as the sweep would find it now; None when it has not."""
        look = partial(self._look_at, tab.holder)
        return await anyio.to_thread.run_sync(look, limiter=self._limiter, abandon_on_cancel=True)

    def _look_at(self, holder: Holder) -> AppError | None:
        with self._database.read() as session:
            return self._watch.look(session, [holder])[0].ending

    def publications_of(self, record: LedgerNews) -> Iterator[Publication]:
        return self._topics.publications_of(record)

    def hear(self, publications: Sequence[Publication]) -> None:
        self.told += 1
        self._on_loop(lambda: self._hear(publications))

    def missed(self) -> None:
        """Publications may have been lost: tell all tabs of their topics that the sweep does not find in the ledger."""
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
        """Check all tabs once a second. After ten failures all are closed: they might show what nobody may see."""
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
        """Check every tab's session and read the news, in one reading unit, so that both are of one moment.

        The first look after a rest reads no news: there is no number of a record yet to begin at.
        """
        with self._database.read() as session:
            findings = self._watch.look(session, holders)
            end = news.head(session)
            before, self._end = self._end, end
            since = end if before is None else before
            records = news.between(session, since, end, self.kinds) if since < end else []
        return _Look(findings, since, [told for one in records for told in self.publications_of(one)])

    def _note(self, tab: Tab[Holder], finding: Finding, found: _Look) -> None:
        """Close a tab, or tell it what the sweep found.

        At a tab's first sweep it is told of all recorded topics up to `found.since`: what was recorded between its
        admission and the sweep before is in no news that it gets. It drops what its first answer has seen.
        """
        if finding.ending is not None:
            tab.end(finding.ending)
            return
        tab.tell(finding.topics | (tab.topics if finding.is_news_of_all else set()))
        if not tab.is_caught_up:
            tab.is_caught_up = True
            tab.tell(tab.topics & self._topics.recorded, seq=found.since)
        tab.hear(found.publications)
