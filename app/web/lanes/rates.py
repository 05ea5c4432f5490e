"""How fast callers may ask: so many requests at once after a rest, then so many a second (a token bucket).

Kept in memory. A process that ends forgets its rates, and each process has its own. So a rate only bounds load: it must
not be what protects a password or a code.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST_CALLERS = 8192
"""How many callers are remembered, more than any council has. Above it, the one not seen for longest is forgotten."""


@dataclass(frozen=True)
class Pace:
    """A caller who has rested may ask `at_once` times together, and then `a_second` times a second."""

    at_once: float
    a_second: float


@dataclass
class _Spent:
    """`until`: the moment (seconds of the clock) from which on the caller has its full allowance again.

    `slowed`: how many requests were slowed or refused since it last had that.
    """

    until: float
    slowed: int = 0


@dataclass
class Rate:
    """One pace for many callers. `told_at`: at this many slowed requests in a row, a verdict has `is_news` once."""

    pace: Pace
    patience_seconds: float = 0.0
    told_at: int = 0
    now: Callable[[], float] = time.monotonic
    _callers: OrderedDict[str, _Spent] = field(default_factory=OrderedDict)

    def take(self, caller: str, cost: float = 1.0) -> "RateVerdict":
        """Take `cost` for one request, unless it would have to wait longer than `patience_seconds`."""
        moment = self.now()
        spent = self._callers.pop(caller, None) or _Spent(moment)
        self._callers[caller] = spent
        if len(self._callers) > _MOST_CALLERS:
            self._callers.popitem(last=False)
        if spent.until <= moment:
            spent.until, spent.slowed = moment, 0
        until = spent.until + cost / self.pace.a_second
        wait_seconds = until - moment - self.pace.at_once / self.pace.a_second
        if wait_seconds <= 0:
            spent.until = until
            return RateVerdict()
        spent.slowed += 1
        is_refused = wait_seconds > self.patience_seconds
        if not is_refused:
            spent.until = until
        return RateVerdict(wait_seconds, is_refused, spent.slowed == self.told_at, spent.slowed)


@dataclass(frozen=True)
class RateVerdict:
    """`wait_seconds`: how long this request waits; when it is refused, how long until the next one may come.

    `is_news`: an alarm should be raised about this caller. `slowed`: how many of their requests were slowed since they
    last rested.
    """

    wait_seconds: float = 0.0
    is_refused: bool = False
    is_news: bool = False
    slowed: int = 0
