"""The queue in which requests for pages wait, and the few threads that work it off. Knows no page.

Callers take turns: one who asks for many pages at once waits for them, and costs each other caller one page's time.
Pages that somebody looks at now go before those that a reader fetches ahead. Who crowds comes after all the others.

The threads are a pool of their own, not the event loop's: thousands of pages pass in a minute, and here each costs one
hand-over, since the job itself delivers its result (`gate._in_line`) and nobody waits for the thread.
"""

import queue
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.web.lanes.lanes import TooMuchAtOnce

Job = Callable[[], None]
"""A function that makes one page and delivers it. It must not raise: an exception would end its thread."""

MOST_WAITING = 200
"""Jobs that one caller may have in each of the two queues: more than a reader's screen ever asks for."""
CROWD = 8
"""A caller with more jobs waiting gets only one thread; with two, one caller would halve the pages of all others.

With so many pages to look at now, which no reader's screen asks for, they also come after everybody else's.
"""
MOST_PASSED = 16
"""After so many pages of others a caller who crowds gets one nevertheless."""
_IDLE_SECONDS = 30.0
_PATIENCE_SECONDS = 0.05
_PAUSE_SECONDS = 0.001


class Turn:
    """A lock that lets one thread at a time run Python code for a page, while others compress or wait for the store.

    Several threads that run Python take the interpreter's lock from each other at every array operation, which costs a
    third of the processor (docs/decisions/0017-one-turn.md). It is for speed only: a thread that has waited 50 ms,
    because the holder is stuck, goes on without it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()
        self._waiting, self._counting = 0, threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn inside the block, unless it does not come within 50 ms. A thread that holds it keeps it."""
        if getattr(self._own, "has_it", False):
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """As `taken`, but after all threads that wait for it, for the steps of long work, which gives way to pages.

        A step of a few milliseconds goes into each block. It begins after 50 ms at the latest. A thread that holds the
        turn, as one that makes an answer in the line of pages does, goes on with it.
        """
        patience = time.monotonic() + _PATIENCE_SECONDS
        while not getattr(self._own, "has_it", False) and (self._waiting or self._lock.locked()):
            if time.monotonic() > patience:
                break
            time.sleep(_PAUSE_SECONDS)
        with self.taken():
            yield

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Give the turn away inside the block, for work outside the interpreter (compressing, waiting).

        It is taken again after the block. Does nothing in a thread that does not hold it.
        """
        if not self._give():
            yield
            return
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self._own.has_it = self._lock.acquire(blocking=False)
        if self._own.has_it:
            return
        self._count(1)
        try:
            self._own.has_it = self._lock.acquire(timeout=_PATIENCE_SECONDS)
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._counting:
            self._waiting += change

    def _give(self) -> bool:
        has_it = getattr(self._own, "has_it", False)
        if has_it:
            self._own.has_it = False
            self._lock.release()
        return has_it


class _Queue:
    """Jobs by caller; the callers are in the order in which they are served next."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, deque[Job]] = OrderedDict()

    def add(self, caller: str, job: Job) -> None:
        own = self._jobs.setdefault(caller, deque())
        if len(own) >= MOST_WAITING:
            raise TooMuchAtOnce(cause=caller)
        own.append(job)

    def take(self, may_run: Callable[[str], bool]) -> tuple[str, Job] | None:
        """The next job of the first caller for whom `may_run` is True, who then comes last; None without such a one."""
        caller = next((one for one in self._jobs if may_run(one)), None)
        if caller is None:
            return None
        own = self._jobs[caller]
        job = own.popleft()
        self._jobs.move_to_end(caller)
        if not own:
            del self._jobs[caller]
        return caller, job

    def is_crowd(self, caller: str) -> bool:
        """More jobs of this caller wait than any reader's screen asks for."""
        return self.waiting(caller) > CROWD

    def has_crowd(self) -> bool:
        """Some caller crowds."""
        return any(map(self.is_crowd, self._jobs))

    def waiting(self, caller: str) -> int:
        """How many jobs of this caller wait."""
        return len(self._jobs.get(caller, ()))

    def __len__(self) -> int:
        return len(self._jobs)


@dataclass(frozen=True)
class _Taken:
    """A job in work."""

    job: Job
    caller: str
    is_ahead: bool


class Lines:
    """Two queues, pages looked at now and pages fetched ahead, worked off by at most `width` threads.

    At most half of the threads (at least one) serve pages fetched ahead, and one caller gets all but one of them at
    most. A caller has at most MOST_WAITING jobs in each queue. Threads start with jobs, and end after 30 s without.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._ahead_most = max(1, width // 2)
        self._each_most = max(1, width - 1)
        self._now, self._ahead = _Queue(), _Queue()
        self._lock = threading.Lock()
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._threads = 0
        self._ahead_running = 0
        self._passed = 0  # jobs of others taken while a crowd waited, since one of the crowd's was
        self._running: Counter[str] = Counter()

    def put(self, job: Job, caller: str, *, is_ahead: bool) -> None:
        """Add a job to its caller's in one of the two queues; returns at once. Raises TooMuchAtOnce."""
        with self._lock:
            (self._ahead if is_ahead else self._now).add(caller, job)
            must_start = self._threads < self._width
            self._threads += must_start
        if must_start:
            threading.Thread(target=self._run, name="pages", daemon=True).start()
        self._calls.put(None)

    def _run(self) -> None:
        while self._is_called():
            taken = self._next(None)
            while taken is not None:
                taken.job()
                taken = self._next(taken)

    def _is_called(self) -> bool:
        """Wait until there may be a job; False when this thread has to end.

        That is decided under the lock that `put` takes, or `put` could count on a thread that is about to end.
        """
        try:
            self._calls.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            with self._lock:
                if self._now or self._ahead:
                    return True
                self._threads -= 1
                return False
        return True

    def _next(self, done: _Taken | None) -> _Taken | None:
        """The next job that may run now, None when there is none. `done`: the job that this thread has just finished.

        A job that has to wait, because its caller or the pages fetched ahead have all their threads, is taken by the
        thread that finishes one of those.
        """
        with self._lock:
            if done is not None:
                self._ahead_running -= done.is_ahead
                self._running[done.caller] -= 1
                if not self._running[done.caller]:
                    del self._running[done.caller]
            taken = self._take()
            if taken is not None:
                self._ahead_running += taken.is_ahead
                self._running[taken.caller] += 1
            return taken

    def _take(self) -> _Taken | None:
        has_crowd = self._now.has_crowd()
        if not has_crowd or self._passed < MOST_PASSED:
            taken = self._take_from(self._may_run_first)
            if taken is not None:
                self._passed = self._passed + 1 if has_crowd else 0
                return taken
        self._passed = 0
        return self._take_from(lambda caller: self._now.is_crowd(caller) and self._may_run(caller)) or (
            self._take_from(self._may_run)
        )

    def _take_from(self, may_run: Callable[[str], bool]) -> _Taken | None:
        if found := self._now.take(may_run):
            return _Taken(found[1], found[0], is_ahead=False)
        if self._ahead_running < self._ahead_most and (found := self._ahead.take(may_run)):
            return _Taken(found[1], found[0], is_ahead=True)
        return None

    def _may_run_first(self, caller: str) -> bool:
        return not self._now.is_crowd(caller) and self._may_run(caller)

    def _may_run(self, caller: str) -> bool:
        waiting = self._now.waiting(caller) + self._ahead.waiting(caller)
        return self._running[caller] < (1 if waiting > CROWD else self._each_most)
