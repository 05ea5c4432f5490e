"""The tablets, as Locust runs them. Reads the plan named by $REHEARSAL_PLAN; leaves what was seen where it says.

Runs in an environment of its own (`requirements.lock` beside it): Locust's gevent never meets the service.
"""

import os
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

from locust import User, constant, events, task  # type: ignore[import-not-found,unused-ignore]  # lives in .venv-load
from locust.exception import StopUser  # type: ignore[import-not-found,unused-ignore]  # lives in .venv-load

from load.rehearsal import office, plan
from load.rehearsal.browser import Browser, Exchange, LineLost
from load.rehearsal.channel import Channel
from load.rehearsal.entrance import Unexpected, sign_in
from load.rehearsal.room import Room
from load.rehearsal.tablet import Tablet

ROOM = Room(plan.load(Path(os.environ["REHEARSAL_PLAN"])))
PLAN = ROOM.plan
OFFICE_TASKS = 3
_UPRIGHT_EVERY = 4
_ASKING = 1 % len(PLAN.members)
_numbers = count()


class _Person(User):  # type: ignore[misc,unused-ignore]  # Locust brings no types here
    abstract = True
    wait_time = constant(1)

    def guarded(self, who: str, act: Any) -> None:
        """Run `act`. An unexpected answer, or a lost connection, is noted as a fault of the rehearsal."""
        try:
            act()
        except (Unexpected, LineLost) as error:
            ROOM.fault(who, str(error))

    def leave(self) -> None:
        """Wait for the end of the sitting, and stop: Locust would else begin the task anew."""
        ROOM.is_over.wait()
        raise StopUser

    def signed_in(self, account: plan.Account) -> Browser:
        """Sign in somebody who does not follow the presenter, with a live channel. Returns their browser."""
        browser = Browser(PLAN.host, PLAN.port, account.address, ROOM.listener(account.login))
        entry = sign_in(browser, account, set(), ROOM.is_over)
        Channel(ROOM, account.login, browser)
        ROOM.enter(account.login, entry.began, entry.seconds, entry.waits)
        return browser

    def until(self, share: float) -> None:
        """Sleep until this share of the sitting is over."""
        while not ROOM.began_at and not ROOM.is_over.wait(0.2):
            pass
        ROOM.is_over.wait(ROOM.seconds_until(PLAN.seconds * share))


class Member(_Person):
    """A member with a tablet; the second one asks for a permit as well."""

    fixed_count = len(PLAN.members)

    @task  # type: ignore[untyped-decorator,unused-ignore]  # Locust brings no types here
    def sit(self) -> None:
        """The whole sitting."""
        number = next(_numbers)
        tablet = Tablet(ROOM, PLAN.members[number], has_strip=number % _UPRIGHT_EVERY == 0)
        self.guarded(tablet.account.login, lambda: self._sit(tablet, asks=number == _ASKING))
        self.leave()

    def _sit(self, tablet: Tablet, *, asks: bool) -> None:
        tablet.arrive()
        if asks:
            threading.Thread(target=self._ask, args=(tablet,), daemon=True).start()
        tablet.follow()

    def _ask(self, tablet: Tablet) -> None:
        """In another tab, while the paper stays open."""
        self.until(0.3)
        browser = tablet.browser.beside()
        self.guarded(tablet.account.login, lambda: office.ask(ROOM, browser))
        self.guarded(tablet.account.login, lambda: office.download(ROOM, browser))


class Chair(_Person):
    """Grants what is asked."""

    fixed_count = 1

    @task  # type: ignore[untyped-decorator,unused-ignore]  # Locust brings no types here
    def preside(self) -> None:
        """Sign in early; decide when there is something to decide."""
        self.guarded("chair", self._preside)
        self.leave()

    def _preside(self) -> None:
        browser = self.signed_in(PLAN.chair)
        self.until(0.3)
        office.grant(ROOM, browser)


class Clerk(_Person):
    """Uploads and replaces."""

    fixed_count = 1

    @task  # type: ignore[untyped-decorator,unused-ignore]  # Locust brings no types here
    def work(self) -> None:
        """In the middle of the sitting."""
        self.guarded("clerk", self._work)
        self.leave()

    def _work(self) -> None:
        browser = self.signed_in(PLAN.clerk)
        self.until(0.35)
        office.Clerk(ROOM, browser).work()


@events.test_start.add_listener  # type: ignore[untyped-decorator,unused-ignore]  # Locust brings no types here
def begin(environment: Any, **_: Any) -> None:
    """Start the presenter in a thread, and report every exchange to Locust's own statistics."""

    def count_in(exchange: Exchange) -> None:
        environment.events.request.fire(
            request_type=exchange.method,
            name=_name(exchange.path),
            response_time=exchange.seconds * 1000,
            response_length=exchange.size_bytes,
            exception=None if 0 < exchange.status < 400 else RuntimeError(exchange.why or exchange.status),
            context={},
        )

    ROOM.observers.append(count_in)

    def preside() -> None:
        ROOM.preside(OFFICE_TASKS)
        ROOM.write(time.monotonic())
        environment.runner.quit()

    threading.Thread(target=preside, daemon=True).start()


def _name(path: str) -> str:
    """A path without its ids, so that Locust counts alike requests together."""
    parts = path.split("?", maxsplit=1)[0].split("/")
    if parts[1] in {"static", "client"}:
        return f"/{parts[1]}/…"
    return "/".join("…" if len(part) == 26 or part.isdigit() else part for part in parts)
