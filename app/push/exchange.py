"""The exchange passes on what a unit of work published, after its commit: to listeners here and in other processes."""

import logging
import secrets
import threading
from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.audit.append import recorded
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.db import Database
from app.push.line import CHANNEL, Line
from app.push.publications import Publication, publish, published, read, write

log = logging.getLogger("gijo.push")

_NOTIFY = select(func.pg_notify(CHANNEL, bindparam("payload")))


class Listener(Protocol):
    """A listener of this process (a hub). `hear` and `missed` are called from any thread; they must not wait or raise.

    `kinds`: the kinds of ledger records for which `publications_of` is asked.
    """

    kinds: frozenset[EventKind]

    def publications_of(self, record: LedgerNews) -> Iterable[Publication]:
        """The publications that a new ledger record makes; called before the commit."""

    def hear(self, publications: Sequence[Publication]) -> None:
        """Take publications, after the commit of the unit that made them."""

    def missed(self) -> None:
        """Publications of other processes may have been lost, while there was no connection to hear them by."""


class Exchange:
    """The exchange of a process: in memory to its own listeners, by PostgreSQL's LISTEN/NOTIFY to other processes.

    NOTIFY is executed inside the unit's own transaction: the server delivers it with the commit, or never.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._origin = secrets.token_hex(8)
        self._listeners: tuple[Listener, ...] = ()
        self._kinds: frozenset[EventKind] = frozenset()
        self._listening: set[Listener] = set()
        self._line: Line | None = None
        self._lock = threading.Lock()
        database.before_commit.append(self._before_commit)
        database.after_commit.append(self._after_commit)

    def register(self, listener: Listener) -> None:
        """Add a listener: it is asked what records publish, and hears what units of this process publish."""
        self._listeners = (*self._listeners, listener)
        self._kinds |= listener.kinds

    def listen(self, listener: Listener) -> None:
        """The listener has open tabs: let it hear other processes too, by a connection that is kept until `rest`."""
        with self._lock:
            self._listening.add(listener)
            if self._line is None and not self._database.is_embedded:
                self._line = Line(self._database.engine, self._heard, self._gap)
                self._line.start()

    def rest(self, listener: Listener) -> None:
        """The listener has no open tabs any more. With the last such listener the connection ends."""
        with self._lock:
            self._listening.discard(listener)
            if not self._listening and self._line is not None:
                self._line.stop()
                self._line = None

    def close(self) -> None:
        """Hear nothing any more; waits up to two seconds until the connection is closed."""
        with self._lock:
            line, self._line = self._line, None
            self._listening.clear()
        if line is not None:
            line.stop()
            line.join(2.0)

    def _before_commit(self, session: Session) -> None:
        for record in recorded(session, self._kinds):
            for listener in self._listeners:
                for told in listener.publications_of(record):
                    publish(session, told.topic, told.key, seq=told.seq)
        if not self._database.is_embedded:
            for publication in published(session):
                session.connection().execute(_NOTIFY, {"payload": write(publication, self._origin)})

    def _after_commit(self, session: Session) -> None:
        if told := published(session):
            self._tell(told)

    def _tell(self, publications: Sequence[Publication]) -> None:
        for listener in self._listeners:
            listener.hear(publications)

    def _heard(self, untrusted_text: str) -> None:
        found = read(untrusted_text)
        if found is not None and found[1] != self._origin:
            self._tell([found[0]])

    def _gap(self) -> None:
        for listener in self._listeners:
            listener.missed()
