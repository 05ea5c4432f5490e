"""The line that pages wait in: a few threads; who looks at a page now goes before who fetches ahead. Knows no page.

A pool of its own, because a page passes thousands of times a minute: a job is handed over once, and says itself to
whom its answer goes.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Job = Callable[[], None]
"""Must not raise."""

_IDLE_SECONDS = 30.0
_PATIENCE_SECONDS = 0.05


class Turn:
    """One thread at a time does what needs the interpreter; the others compress, or wait for the store.

    Threads that all run Python take the interpreter's lock from each other at every array operation, and spend a
    third of the processor on that. A turn only orders them: who has waited long for it, because its holder is stuck
    somewhere, goes on without.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Within: the thread's turn, if it came soon. Who has it already keeps it."""
        if getattr(self._own, "has_it", False):
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Within: somebody else's turn; for work that leaves the interpreter alone. Nothing for who has no turn."""
        if not self._give():
            yield
            return
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self._own.has_it = self._lock.acquire(timeout=_PATIENCE_SECONDS)

    def _give(self) -> bool:
        has_it = getattr(self._own, "has_it", False)
        if has_it:
            self._own.has_it = False
            self._lock.release()
        return has_it


class Lines:
    """`width` threads at most, of which half (at least one) may serve the line of pages fetched ahead.

    Threads begin with the first job and end by themselves when nothing comes for a while.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._ahead_most = max(1, width // 2)
        self._now: deque[Job] = deque()
        self._ahead: deque[Job] = deque()
        self._lock = threading.Lock()
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._threads = 0
        self._ahead_running = 0

    def put(self, job: Job, *, is_ahead: bool) -> None:
        """Have a job done in its turn."""
        with self._lock:
            (self._ahead if is_ahead else self._now).append(job)
            must_start = self._threads < self._width
            self._threads += must_start
        if must_start:
            threading.Thread(target=self._run, name="pages", daemon=True).start()
        self._calls.put(None)

    def _run(self) -> None:
        while self._is_called():
            job, is_ahead = self._next(was_ahead=False)
            while job is not None:
                job()
                job, is_ahead = self._next(was_ahead=is_ahead)

    def _is_called(self) -> bool:
        """Wait for a call; False when this thread may end, which is decided under the lock that `put` takes."""
        try:
            self._calls.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            with self._lock:
                if self._now or self._ahead:
                    return True
                self._threads -= 1
                return False
        return True

    def _next(self, *, was_ahead: bool) -> tuple[Job | None, bool]:
        """The next job and whether it is of the line ahead; a call may find nothing left, or its line full.

        A job left standing because its line was full is taken up by whoever ends one of that line.
        """
        with self._lock:
            self._ahead_running -= was_ahead
            if self._now:
                return self._now.popleft(), False
            if self._ahead and self._ahead_running < self._ahead_most:
                self._ahead_running += 1
                return self._ahead.popleft(), True
            return None, False
