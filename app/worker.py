"""The converting worker: takes jobs, one at a time in each of its slots, and gives work back when it is stopped.

Knows no HTTP. Every kind of job has one handler; `kill -9` of this process costs at most the pages in its hands.
"""

import argparse
import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from app import clock, jobs
from app.audit.append import append_pending
from app.auth.devices import forgetting as devices_forgetting
from app.db import Database
from app.errors import PaperDamaged, StorageUnavailable
from app.jobs import Job, Lease, LeaseLost
from app.materials.intake import acts as intake
from app.materials.intake import conversion
from app.materials.pages import sharpening, zooming
from app.materials.pages.workshop import Interrupted, Workshop
from app.materials.vault.opening import open_vault
from app.ops import allocator, store_commands
from app.ops.children import watch_parent
from app.settings import Settings
from viewer.render import Renderer

log = logging.getLogger("gijo.worker")

Handler = Callable[[Workshop, Lease], None]

HANDLERS: Mapping[str, Handler] = {
    intake.CONVERT: conversion.convert,
    zooming.SHARPEN: sharpening.sharpen,
    zooming.SHARPEN_PAGE: sharpening.sharpen_page,
}
EVERYTHING = tuple(HANDLERS)
URGENT = (intake.CONVERT, zooming.SHARPEN_PAGE)
"""The second slot takes no long sharpening, so that a long document and a short one can go side by side. While one of
these is done, long sharpening rests: both at once would take twice the memory, and somebody waits for the one only."""


def _forget_devices(shop: Workshop) -> None:
    with shop.database.write() as session:
        devices_forgetting.forget_seen(session)


TIDYING: Mapping[str, Callable[[Workshop], object]] = {
    "uploads that broke off": lambda shop: intake.give_up_stale(shop.database, shop.vault),
    "the store": lambda shop: shop.vault.sweep(),
    "devices that nobody asked for": _forget_devices,
}

BUILDING_THREADS = 2
_NICENESS = 10
"""On a machine of two cores, whoever turns a page in the sitting goes before a paper that is being converted."""
IDLE_SECONDS = 0.4
SWEEP_SECONDS = 600.0
AGAIN_SECONDS = 20
STORE_MAY_BE_AWAY_FOR = timedelta(hours=24)
"""A store that is away, or full, is no fault of a paper: the work waits for it, though not for ever."""


class Worker:
    """One slot. `name` is its own on this machine; what its former self held is due again when it starts."""

    def __init__(self, shop: Workshop, *, name: str, kinds: Sequence[str] = EVERYTHING) -> None:
        self._shop = shop
        self._name = name
        self._kinds = kinds

    def start(self) -> None:
        """Take back what a worker of this name held when it died."""
        with self._shop.database.write() as session:
            jobs.release_leases(session, self._name)

    def run_one(self) -> bool:
        """Do one job, if there is one. Failures are kept with the job and told to the clerk; none is raised."""
        kinds = [kind for kind in self._kinds if kind in URGENT] if self._shop.is_hurried else self._kinds
        with self._shop.database.read() as session:
            if not jobs.is_due(session, kinds):
                return False
        with self._shop.database.write() as session:
            job = jobs.lease(session, self._name, kinds)
        if job is None:
            return False
        with suppress(LeaseLost), Lease(self._shop.database, job) as lease:
            self._do(lease)
        allocator.give_back()
        return True

    def run(self) -> None:
        """Work until the shop is told to stop."""
        self.start()
        while not self._shop.stop.is_set():
            try:
                is_busy = self.run_one()
            except Exception:
                log.exception("slot %s could not take a job", self._name)
                is_busy = False
            if not is_busy:
                self._shop.stop.wait(IDLE_SECONDS)

    def _do(self, lease: Lease) -> None:
        job = lease.job
        try:
            if job.is_exhausted:
                self._give_up(lease, RuntimeError("worker died each time"))
                return
            with self._shop.hurrying() if job.kind in URGENT else nullcontext():
                HANDLERS[job.kind](self._shop, lease)
        except LeaseLost:
            log.warning("job %s (%s) went to another worker", job.id, job.kind)
            raise
        except Interrupted:
            with self._shop.database.write() as session:
                jobs.put_back(session, job)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            self._try_again(lease, error)

    def _try_again(self, lease: Lease, error: Exception) -> None:
        if isinstance(error, StorageUnavailable) and lease.job.created_at > clock.now() - STORE_MAY_BE_AWAY_FOR:
            with self._shop.database.write() as session:
                jobs.put_off(session, lease.job, _words(error), again_in_seconds=AGAIN_SECONDS)
            return
        is_hopeless = isinstance(error, PaperDamaged) or lease.job.attempts >= jobs.MAX_ATTEMPTS
        if is_hopeless:
            self._give_up(lease, error)
            return
        with self._shop.database.write() as session:
            jobs.fail(session, lease.job, _words(error), again_in_seconds=AGAIN_SECONDS)

    def _give_up(self, lease: Lease, error: Exception) -> None:
        job: Job = lease.job
        if job.kind == intake.CONVERT:
            code, sentence = conversion.failure_of(error)
            conversion.give_up(self._shop, lease, code, sentence)
            return
        with self._shop.database.write() as session:
            jobs.fail(session, job, _words(error), again_in_seconds=None)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo worker`: convert papers until stopped, or until the parent is gone."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    allocator.tune_for_papers()
    os.nice(_NICENESS)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.parent:  # it has examined the store before it started this
        threading.Thread(target=watch_parent, args=(arguments.parent, stop), daemon=True).start()
    elif not store_commands.wait_until_safe(settings, stop):
        return 0 if stop.is_set() else 2
    run_worker(settings, stop)
    return 0


def run_worker(settings: Settings, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set. Raises what opening the database, the store and the keys raises."""
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    with (
        _own_name(settings.home) as own_name,
        ThreadPoolExecutor(BUILDING_THREADS, "build") as threads,
        Renderer() as renderer,
    ):
        shop = Workshop(database, open_vault(settings), renderer, threads, stop or threading.Event())
        report = renderer.self_test()
        if not report.is_locked:
            log.error("the sandbox cannot be locked, so no file will be read: %s", report.reason)
        slots = [
            Worker(shop, name=f"{own_name}-{number}", kinds=kinds) for number, kinds in enumerate((EVERYTHING, URGENT))
        ]
        running = [threading.Thread(target=slot.run, name=f"slot {number}") for number, slot in enumerate(slots)]
        for thread in running:
            thread.start()
        _sweep_until_stopped(shop)
        for thread in running:
            thread.join()
    database.close()


def _sweep_until_stopped(shop: Workshop) -> None:
    """Now and then, give up files that never came, what writers that died left in the store, and forgotten devices."""
    while True:
        for what, tidy in TIDYING.items():
            try:
                tidy(shop)
            except Exception:
                log.exception("could not tidy up: %s", what)
        if shop.stop.wait(SWEEP_SECONDS):
            return


@contextmanager
def _own_name(home: Path) -> Iterator[str]:
    """A name that no other living worker of this machine has; who comes after a dead one gets its name, and its jobs.

    The lock ends with the process, however that ends.
    """
    folder = home / "run"
    folder.mkdir(exist_ok=True, mode=0o700)
    for number in count():
        with (folder / f"worker-{number}.lock").open("a") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{socket.gethostname()[:32]}-{number}"
            return
