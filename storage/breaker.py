"""A circuit breaker: keeps callers from waiting one after the other for a server that does not answer.

Two rules. After two calls in a row without an answer, calls are refused at once for some seconds, then one is tried at
a time. And while the server has been silent for longer than `patience_seconds`, readers who come later are refused at
once, so that a frozen server holds no more threads than were waiting when it froze. Knows no protocol.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from storage.store import StoreFailure, Unavailable

_FAILURES_IN_A_ROW = 2


class LeftAlone(Unavailable):
    """The call was refused without asking the server, because it did not answer others. Do not retry at once."""


class Breaker:
    """The breaker for one server in one process. Thread-safe.

    `crowd`: at most so many readers' calls wait for an answer at the same time; others wait for a place, for at most
    `patience_seconds`. `rest_seconds`: how long calls are refused after failures. `now`: seconds of a clock that is
    never put back.
    """

    def __init__(
        self,
        *,
        crowd: int,
        patience_seconds: float,
        rest_seconds: float = 3.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._crowd = crowd
        self._patience_seconds = patience_seconds
        self._rest_seconds = rest_seconds
        self._changed = threading.Condition()
        self._waiting: dict[object, float] = {}
        self._heard_at = self._now()
        self._failures = 0
        self._rests_until = 0.0
        self._trying: object | None = None

    @property
    def is_resting(self) -> bool:
        """True when a call would be refused, or be the one that tries."""
        return self._failures >= _FAILURES_IN_A_ROW

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[None]:
        """To be put around a reader's call up to the answer's first part. Raises LeftAlone, or the call's error."""
        token = self._enter(name)
        try:
            yield
        except Unavailable:
            self.failed()
            raise
        except StoreFailure:
            self.worked()
            raise
        else:
            self.worked()
        finally:
            self._leave(token)

    def check(self, name: str) -> None:
        """Raises LeftAlone while calls are refused. For uploads, which may take long and are not counted in `crowd`."""
        with self._changed:
            if self.is_resting and self._now() < self._rests_until:
                raise LeftAlone(name, "the server did not answer a moment ago")

    def worked(self) -> None:
        """Note that the server answered a call, even with an error."""
        with self._changed:
            self._failures, self._heard_at = 0, self._now()
            self._changed.notify_all()

    def failed(self) -> None:
        """Note that the server did not answer a call, after all its retries."""
        with self._changed:
            self._failures += 1
            self._rests_until = self._now() + self._rest_seconds

    def _enter(self, name: str) -> object:
        token = object()
        deadline = self._now() + self._patience_seconds
        with self._changed:
            self._admit(name, token)
            while len(self._waiting) >= self._crowd:
                if not self._changed.wait(deadline - self._now()) or self._is_silent():
                    self._forget_try(token)
                    raise LeftAlone(name, "too many wait for the server")
            self._waiting[token] = self._now()
        return token

    def _admit(self, name: str, token: object) -> None:
        if self.is_resting:
            if self._trying is not None or self._now() < self._rests_until:
                raise LeftAlone(name, "the server did not answer a moment ago")
            self._trying = token
        elif self._is_silent():
            raise LeftAlone(name, "the server leaves others waiting")

    def _is_silent(self) -> bool:
        if not self._waiting:
            return False
        since = max(self._heard_at, min(self._waiting.values()))
        return self._now() - since > self._patience_seconds

    def _leave(self, token: object) -> None:
        with self._changed:
            del self._waiting[token]
            self._forget_try(token)
            self._changed.notify_all()

    def _forget_try(self, token: object) -> None:
        if self._trying is token:
            self._trying = None
