"""The council chamber of the rehearsal: who is there, which page the presenter shows, and what everybody saw."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from load.rehearsal.browser import Exchange
from load.rehearsal.plan import Plan, Turn

_GATHER_SECONDS = 120.0
_CLOSING_SECONDS = 45.0
_OFFICE_SECONDS = 600.0  # a job that was under way at the kill begins anew when its lease has run out, a minute later


@dataclass
class Shown:
    """One turn as it happened: `arrived` holds seconds after the turn until a tablet had its page."""

    number: int
    at: float
    page: int
    is_jump: bool
    arrived: dict[str, float] = field(default_factory=dict)


class Ear:
    """The listener of one person's browser: notes each of its exchanges in the room."""

    def __init__(self, room: "Room", login: str) -> None:
        self._room, self._login = room, login

    def begin(self) -> None:
        """Count a request whose answer has not come yet."""
        self._room.on_their_way += 1

    def end(self, exchange: Exchange) -> None:
        """Keep the exchange, and pass it on to the observers."""
        self._room.on_their_way -= 1
        self._room.exchanges.append((self._login, exchange))
        for observe in self._room.observers:
            observe(exchange)


class Room:
    """Shared by all tablets. Times are `time.monotonic()`, which both programs of the rehearsal share."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.is_over = threading.Event()
        self._news = threading.Condition()
        self._present: set[str] = set()
        self._shown: list[Shown] = []
        self._office = threading.Semaphore(0)
        self._entries: list[dict[str, Any]] = []
        self.exchanges: list[tuple[str, Exchange]] = []
        self.on_their_way = 0
        self.observers: list[Callable[[Exchange], None]] = []
        self._faults: list[dict[str, Any]] = []
        self._done: list[str] = []
        self.began_at = 0.0
        self.live: dict[object, str] = {}
        """The login of each open live channel that has received a message."""
        self._live_at_end: list[str] = []

    def listener(self, login: str) -> Ear:
        """The listener for a browser of this person."""
        return Ear(self, login)

    def enter(self, login: str, began: float, seconds: float, waits: int) -> None:
        """Somebody has signed in."""
        self._entries.append({"login": login, "began": began, "seconds": seconds, "waits": waits})

    def sit_down(self, login: str) -> None:
        """A tablet has opened the paper and shows its first page."""
        with self._news:
            self._present.add(login)
            self._news.notify_all()

    def fault(self, who: str, what: str) -> None:
        """Something no tablet should meet; counted as an error."""
        self._faults.append({"at": time.monotonic(), "who": who, "what": what[:300]})

    def finish(self, task: str) -> None:
        """Note that a task of the secretariat is done; `preside` waits for all of them."""
        self._done.append(task)
        self._office.release()

    def turn_after(self, number: int, timeout: float) -> Shown | None:
        """The newest turn after turn `number`; None when there was none within `timeout` seconds."""
        with self._news:
            self._news.wait_for(lambda: len(self._shown) > number + 1 or self.is_over.is_set(), timeout)
            return self._shown[-1] if len(self._shown) > number + 1 else None

    def arrive(self, shown: Shown, login: str) -> None:
        """Note that this person's tablet shows the page of this turn now."""
        shown.arrived[login] = time.monotonic() - shown.at

    def seconds_until(self, at_seconds: float) -> float:
        """The seconds from now to a moment of the script; 0 when it has passed."""
        return max(0.0, self.began_at + at_seconds - time.monotonic())

    def preside(self, office_tasks: int) -> None:
        """Wait until everybody sits, show the script's pages, wait for the last tablet and the secretariat."""
        with self._news:
            self._news.wait_for(lambda: len(self._present) >= len(self.plan.members), _GATHER_SECONDS)
        if missing := len(self.plan.members) - len(self._present):
            self.fault("presenter", f"{missing} members had not opened the paper in time")
        self.began_at = time.monotonic()
        Path(self.plan.began_file).write_text(str(self.began_at))
        for number, turn in enumerate(self.plan.turns):
            time.sleep(self.seconds_until(turn.at_seconds))
            self._show(number, turn)
        time.sleep(self.seconds_until(self.plan.seconds))
        self._wait_for_office(office_tasks)
        until = time.monotonic() + _CLOSING_SECONDS
        self._wait_for_last(until)
        self._live_at_end = sorted(set(self.live.values()))
        self.is_over.set()
        with self._news:
            self._news.notify_all()
        while self.on_their_way and time.monotonic() < until + _CLOSING_SECONDS:
            time.sleep(0.1)

    def _show(self, number: int, turn: Turn) -> None:
        with self._news:
            self._shown.append(Shown(number, time.monotonic(), turn.page, turn.is_jump))
            self._news.notify_all()

    def _wait_for_office(self, tasks: int) -> None:
        """Until all tasks are done. After a fault, which may have ended one of them, not for long."""
        ended_at = time.monotonic()
        for _ in range(tasks):
            while not self._office.acquire(timeout=1.0):
                patience = _CLOSING_SECONDS if self._faults else _OFFICE_SECONDS
                if time.monotonic() > ended_at + patience:
                    self.fault("secretariat", f"not finished in time; done: {self._done}")
                    return

    def _wait_for_last(self, until: float) -> None:
        while len(self._shown[-1].arrived) < len(self._present) and time.monotonic() < until:
            time.sleep(0.2)

    def write(self, ended_at: float) -> None:
        """Leave everything for the conductor."""
        served: Counter[str] = Counter()
        pages: list[tuple[float, float, int]] = []
        exchanges = []
        for login, exchange in self.exchanges:
            parts = exchange.path.split("/")
            is_image = len(parts) == 5 and parts[1] == "papers" and parts[3] in {"pages", "thumbs"}
            if is_image and exchange.status == 200:
                served[f"{login} {parts[2]} {parts[3]} {parts[4]}"] += 1
                if parts[3] == "pages":
                    pages.append((exchange.began, exchange.seconds, exchange.size_bytes))
            if exchange.status == 0 or exchange.status >= 400:
                exchanges.append({"who": login, **asdict(exchange)})
        values = {
            "began_at": self.began_at,
            "ended_at": ended_at,
            "requests": len(self.exchanges),
            "entries": self._entries,
            "shown": [asdict(shown) for shown in self._shown],
            "served": served,
            "pages": pages,
            "refused_or_lost": exchanges,
            "faults": self._faults,
            "done": self._done,
            "live": self._live_at_end,
        }
        Path(self.plan.seen_file).write_text(json.dumps(values), "utf-8")
