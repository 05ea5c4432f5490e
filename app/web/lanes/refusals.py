"""Records refusals in the ledger: each by itself at first; when too many come, only their number, once a minute.

A stranger can have requests refused as fast as the network carries them. Each durable record costs a write to the disk,
which then is missing for the records of pages.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.audit.vocabulary import Event, EventKind
from app.errors import LedgerUnavailable
from app.services import Services
from app.web.addresses import network_of
from app.web.lanes.rates import Pace, Rate

log = logging.getLogger("gijo.web")

OnMany = Callable[[Event], None]

_TOLD_AFTER_SECONDS = 60.0
_MOST_KEYS = 1000
_OTHERS = "others"


@dataclass
class _Counted:
    last: Event
    count: int = 0


class RefusalCounter:
    """Decides which refusals are recorded one by one. Thread-safe.

    For a signed-in person: `refusals_at_once`, then `refusals_a_minute` of the settings. For a stranger: the settings'
    number a minute and network, and a bounded number for all strangers together. The others are counted; each count is
    recorded a minute later, or when the service stops. Counts are lost when the process is killed.
    `on_many` is called when a person's refusals begin to be only counted: once until they slow down.
    """

    def __init__(self, services: Services, on_many: OnMany) -> None:
        self._services, self._on_many = services, on_many
        rates = services.settings.rates
        strangers = rates.stranger_refusals_a_minute
        self._person = Rate(Pace(rates.refusals_at_once, rates.refusals_a_minute / 60), told_at=1)
        self._stranger = Rate(Pace(strangers, strangers / 60))
        self._strangers = Rate(Pace(100 * strangers, 2 * strangers))
        self._counted: dict[tuple[EventKind, str], _Counted] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def note(self, event: Event) -> None:
        """Record the refusal (it is on the disk when this returns), or count it. Raises LedgerUnavailable."""
        with self._lock:
            is_recorded, is_news = self._judged(event)
            if not is_recorded:
                self._count(event)
        if is_recorded:
            self._services.ledger.commit_now(event)
        if is_news:
            self._on_many(event)

    def close(self) -> None:
        """Record what was counted."""
        self._tell()

    def _judged(self, event: Event) -> tuple[bool, bool]:
        if event.actor_id is not None:
            verdict = self._person.take(event.actor_id)
            return not verdict.is_refused, verdict.is_news
        is_first = not self._stranger.take(f"{event.kind} {network_of(event.address or '')}").is_refused
        return is_first and not self._strangers.take("").is_refused, False

    def _count(self, event: Event) -> None:
        key = event.kind, event.actor_id or network_of(event.address or "")
        if key not in self._counted and len(self._counted) >= _MOST_KEYS:
            key, event = (event.kind, _OTHERS), replace(event, address="unknown")
        counted = self._counted.setdefault(key, _Counted(event))
        counted.last = event
        counted.count += 1
        if self._timer is None:
            self._timer = threading.Timer(_TOLD_AFTER_SECONDS, self._tell)
            self._timer.daemon = True
            self._timer.start()

    def _tell(self) -> None:
        with self._lock:
            counted, self._counted = self._counted, {}
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        for one in counted.values():
            whole = replace(one.last, material_id=None, detail={"count": one.count})
            try:
                self._services.ledger.commit_now(whole)
            except LedgerUnavailable:
                log.warning("%d refusals of %s could not be recorded", one.count, whole.actor_id or whole.address)
