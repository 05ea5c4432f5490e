"""Append records to the ledger's chain: inside a unit of work, or in groups by a thread (for pages and refusals).

The chain's head is one row that is locked while records are appended. So any number of threads and processes append to
one chain, without a gap and without giving a number twice.
"""

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.audit.codes import CodeTaken, Whose, with_codes_once
from app.audit.continuity import watch
from app.audit.models import LedgerHead, LedgerRecord
from app.audit.news import LedgerNews
from app.audit.owed import note_commit, note_record
from app.audit.rows.missed import name_rows
from app.audit.vocabulary import Event, EventKind
from app.db import Database
from app.driver.prepared import Prepared
from app.errors import LedgerUnavailable
from storage.ledger import canonical, hash_record

log = logging.getLogger("gijo.ledger")
Value = TypeVar("Value")

_PENDING = "gijo.events"
_RECORDED = "gijo.recorded"
_GROUP_LIMIT = 512
_WAIT_SECONDS = 20.0

_TABLES = LedgerRecord.metadata.tables
_HEADS, _RECORDS = _TABLES[LedgerHead.__tablename__], _TABLES[LedgerRecord.__tablename__]
_HEAD = Prepared(select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.id == 1).with_for_update())
_ADD = Prepared(insert(_RECORDS))
_MOVE = Prepared(update(_HEADS).where(_HEADS.c.id == 1).values(seq=bindparam("new_seq"), hash=bindparam("new_hash")))
"""Every page waits for these three statements."""


def record(session: Session, event: Event) -> None:
    """Have the event recorded at the end of the caller's unit: record and changes are committed together."""
    session.info.setdefault(_PENDING, []).append(event)


@contextlib.contextmanager
def undoable(session: Session) -> Iterator[None]:
    """A savepoint for acts: when something is raised inside, their records and news are undone with their changes.

    A savepoint alone undoes what is in the database; records and news wait in memory for the commit, and would tell of
    what never happened. That anything was changed is forgotten with them: it owes no record.
    """
    before = {key: copy(kept) if isinstance(kept, list | dict) else kept for key, kept in session.info.items()}
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.clear()
        session.info.update(before)
        raise


def append_pending(session: Session) -> None:
    """Append the events that the unit has collected; called as its last step before the commit. Raises RecordOwed.

    Last, because the chain's head stays locked from here to the commit, for all other writers.
    """
    events = session.info.pop(_PENDING, None)
    note_commit(session, is_recorded=bool(events))
    if events:
        append(session, name_rows(session, events))


def append(session: Session, events: Sequence[Event]) -> None:
    """Append events to the chain in this unit; the chain's head stays locked until the unit ends. Raises CodeTaken."""
    connection = session.connection()
    ((seq, former),) = _HEAD.rows(connection)
    watch(session, seq)
    events = with_codes_once(connection, events)
    rows: list[dict[str, object]] = []
    for event in events:
        seq += 1
        body = canonical(event.body())
        prev_hash, former = former, hash_record(former, seq, body)
        rows.append(
            {
                "seq": seq,
                "at": event.at,
                "kind": event.kind.value,
                "actor_id": event.actor_id,
                "material_id": event.material_id,
                "issue_code": event.issue_code,
                "body": body.decode(),
                "prev_hash": prev_hash,
                "hash": former,
            }
        )
    _ADD.run_each(connection, rows)
    _MOVE.run(connection, {"new_seq": seq, "new_hash": former})
    first = seq - len(events) + 1
    session.info.setdefault(_RECORDED, []).extend(zip(range(first, seq + 1), events, strict=True))


def recorded(session: Session, kinds: Collection[EventKind]) -> list[LedgerNews]:
    """The records of these kinds that this unit has appended. They are durable only after its commit."""
    appended: list[tuple[int, Event]] = session.info.get(_RECORDED, [])
    return [
        LedgerNews(seq, event.kind, event.actor_id, event.detail, event.material_id)
        for seq, event in appended
        if event.kind in kinds
    ]


@dataclass(frozen=True)
class Waiting:
    """Events to be committed together, and the future that gets `value` when all are durable.

    The future belongs to a waiting thread (`concurrent.futures`) or to an event loop (`asyncio`).
    """

    events: Sequence[Event]
    future: "Future[Any] | asyncio.Future[Any]"
    value: object = None

    def is_wanted(self) -> bool:
        """False when the waiting one has given up: it gets no bytes, so that no record is needed."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.done()

    def settle(self, failure: LedgerUnavailable | None = None) -> None:
        """Set the future's result, or a failure. To be called in the event loop, if the future belongs to one."""
        if isinstance(self.future, asyncio.Future) and self.future.done():
            return
        if failure is not None:
            self.future.set_exception(type(failure)(cause=failure.cause))
        else:
            self.future.set_result(self.value)


def _settle(group: Sequence[Waiting], failure: LedgerUnavailable | None = None) -> None:
    """Settle all of a group; each event loop is woken once for all its futures, not once for each page."""
    of_loops: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for waiting in group:
        if isinstance(waiting.future, Future):
            waiting.settle(failure)
        else:
            of_loops.setdefault(waiting.future.get_loop(), []).append(waiting)
    for loop, waiting_there in of_loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: its callers are gone
            loop.call_soon_threadsafe(_settle_here, waiting_there, failure)


def _settle_here(group: Sequence[Waiting], failure: LedgerUnavailable | None) -> None:
    for waiting in group:
        waiting.settle(failure)


class GroupCommitter:
    """A thread that commits all records waiting at a moment in one transaction.

    Callers go on only when all their own records are durable; those of one caller are committed together or not at all.
    `wait_ms`: how long a group waits for others to join.
    """

    def __init__(self, database: Database, *, wait_ms: int) -> None:
        self._database = database
        self._wait_seconds = wait_ms / 1000
        self._refused: set[tuple[str, Whose]] = set()
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._is_open = True
        self._thread.start()

    def is_refused(self, code: str, whose: Whose) -> bool:
        """Whether this code was refused here to this page, because another has it: then another has to be drawn."""
        return (code, whose) in self._refused

    async def commit(self, events: Sequence[Event]) -> None:
        """Return once the records are durable. Raises LedgerUnavailable: then nothing may leave."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answer_when_durable(events, future, None)
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await future
        except TimeoutError as error:
            raise LedgerUnavailable(cause="ledger too slow") from error

    def answer_when_durable(self, events: Sequence[Event], future: "asyncio.Future[Value]", value: Value) -> None:
        """Give `value` to the future once the records are durable, or LedgerUnavailable; from any thread."""
        self._submit(Waiting(events, future, value))

    def commit_now(self, event: Event) -> None:
        """As `commit`, for a thread: returns once the record is durable. Raises LedgerUnavailable."""
        future: Future[None] = Future()
        self._submit(Waiting((event,), future))
        try:
            future.result(_WAIT_SECONDS)
        except TimeoutError as error:
            raise LedgerUnavailable(cause="ledger too slow") from error
        note_record()

    def close(self) -> None:
        """Commit what is waiting, then end the thread."""
        self._is_open = False
        self._queue.put(None)
        self._thread.join()

    def _submit(self, waiting: Waiting) -> None:
        if not self._is_open:
            raise LedgerUnavailable(cause="ledger closed")
        self._queue.put(waiting)

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            gathered, is_last = self._gather(first)
            group = [waiting for waiting in gathered if waiting.is_wanted()]
            if group:
                self._commit_group(group)
            if is_last:
                return

    def _gather(self, first: Waiting) -> tuple[list[Waiting], bool]:
        """The records waiting now, after a moment for others to join, at most 512; True when the queue was closed."""
        group = [first]
        if self._wait_seconds:
            time.sleep(self._wait_seconds)
        while len(group) < _GROUP_LIMIT:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return group, False
            if waiting is None:
                return group, True
            group.append(waiting)
        return group, False

    def _commit_one_by_one(self, group: list[Waiting]) -> None:
        """Commit each caller's records apart, after the group failed because of one that cannot be kept.

        Such as a code used twice. Not done when the database cannot be reached: each would wait for it as long again.
        """
        for waiting in group:
            self._commit_group([waiting])

    def _commit_group(self, group: list[Waiting]) -> None:
        try:
            with self._database.write() as session:
                append(session, [event for waiting in group for event in waiting.events])
        except LedgerUnavailable as failure:
            _settle(group, failure)
            return
        except Exception as error:
            if isinstance(error, CodeTaken):
                self._refused.add((error.code, error.whose))
            if len(group) > 1 and not isinstance(error, OperationalError):
                self._commit_one_by_one(group)
                return
            log.exception("the ledger could not commit the records of %d answers", len(group))
            _settle(group, LedgerUnavailable(cause=type(error).__name__))
            return
        _settle(group)
