"""Lets go of what a process holds of papers in memory, once what allowed it has ended.

Nothing is handed out of memory without a decision, so this is not about who reads: it is about what lies there. Every
process looks by itself, whether it has open screens or not, so that nothing depends on news that may be lost, and what
a request put back while something ended is found as well.
"""

import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.presence.sweep import valid_sessions
from app.db import Database
from app.errors import AppError
from app.halts.queries import depth_now
from app.materials.models import Material, Version
from app.vault.memory import Memory

log = logging.getLogger("gijo.held")

LOOK_SECONDS = 2.0
_BLIND_LOOKS = 15
_AT_ONCE = 500
"""Ids in one query: databases limit how many there may be."""


class HeldWatch:
    """Looks every two seconds, in a thread of its own that ends with `close`.

    A version goes when its key was destroyed, and when its paper was withdrawn: who may still read it gets it from the
    store. The images of a session go when it has ended, or its person's office. During a stop everything goes, and so
    it does when the database has not answered for half a minute.
    """

    def __init__(self, database: Database, memories: Sequence[Memory]) -> None:
        self._database, self._memories = database, memories
        self._ended = threading.Event()
        self._blind = 0
        self._thread = threading.Thread(target=self._run, name="held", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread; returns when it uses the database no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Let go of what has ended by now. Raises what the database raises."""
        for memory in self._memories:
            held = memory.holding()
            if held.versions:
                with self._database.glance() as session:
                    _let_go(session, memory, held.versions, held.sessions)

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self.look()
                self._blind = 0
            except AppError as error:
                self._miss(type(error).__name__)
            except Exception:
                log.exception("looking at what is held in memory failed")
                self._miss("fault")

    def _miss(self, why: str) -> None:
        self._blind += 1
        if self._blind == _BLIND_LOOKS:
            log.warning("what is held in memory is dropped, as nobody can tell what has ended: %s", why)
        if self._blind >= _BLIND_LOOKS:
            for memory in self._memories:
                memory.forget_all()


def _let_go(session: Session, memory: Memory, versions: frozenset[str], sessions: frozenset[str]) -> None:
    if depth_now(session) is not None:
        memory.forget_all()
        return
    for version_id in versions - {one for some in _some(versions) for one in _open_ones(session, some)}:
        memory.forget(version_id)
    for session_id in sessions - {one for some in _some(sessions) for one in valid_sessions(session, some)}:
        memory.forget_session(session_id)


def _open_ones(session: Session, ids: list[str]) -> Iterable[str]:
    """Those of these versions that have a key and a paper which was not withdrawn. Of permits' PDFs none, by their ids:
    their keys are opened again where one is bound or handed out.
    """
    query = select(Version.id).join(Material, Material.id == Version.material_id)
    return session.scalars(
        query.where(Version.id.in_(ids), Version.sealed_key.is_not(None), Material.withdrawn_at.is_(None))
    )


def _some(ids: Collection[str]) -> Iterator[list[str]]:
    every = sorted(ids)
    return (every[first : first + _AT_ONCE] for first in range(0, len(every), _AT_ONCE))
