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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from app.audit.append import append_pending
from app.auth.devices import forgetting as devices_forgetting
from app.auth.enrolment import proposals as reset_proposals
from app.db import Database
from app.jobs.kinds import AnyJobKind
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.intake import conversion, receipt
from app.materials.intake import jobs as intake_jobs
from app.materials.labels import proposals as label_proposals
from app.materials.pages import jobs as page_jobs
from app.materials.pages import sharpening
from app.materials.pages.workshop import Workshop
from app.ops import allocator, doctor, job_commands, store_commands
from app.ops.children import watch_parent
from app.proposals.registry import Proposals
from app.settings import Settings
from app.vault.opening import open_vault
from viewer.render import Renderer

log = logging.getLogger("gijo.worker")

KINDS: tuple[AnyJobKind, ...] = (*intake_jobs.KINDS, *page_jobs.KINDS)
"""Every kind of job, as the domains declare them."""


def registry(shop: Workshop) -> Registry:
    """Every kind with what does it. Raises JobKindsMismatch."""
    return Registry(KINDS, (*conversion.handlers(shop), *sharpening.handlers(shop)))


def _forget_devices(shop: Workshop) -> None:
    with shop.database.write() as session:
        devices_forgetting.forget_seen(session)


PROPOSALS = Proposals((*reset_proposals.KINDS, *label_proposals.KINDS))
"""Every kind of act of two persons, likewise."""

TIDYING: Mapping[str, Callable[[Workshop], object]] = {
    "uploads that broke off": lambda shop: receipt.give_up_stale(shop.database, shop.vault),
    "the store": lambda shop: shop.vault.sweep(),
    "devices that nobody asked for": _forget_devices,
    "proposals that are over": lambda shop: PROPOSALS.close_what_is_over(shop.database),
}

BUILDING_THREADS = 2
_NICENESS = 10
"""On a machine of two cores, whoever turns a page in the sitting goes before a paper that is being converted."""
SWEEP_SECONDS = 600.0


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


def doctor_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo doctor`, which has to know every kind of job."""
    return doctor.command(settings, arguments, KINDS)


def jobs_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo jobs`, likewise."""
    return job_commands.command(settings, arguments, KINDS)


def run_worker(settings: Settings, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set. Raises what opening the database, the store and the keys raises."""
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    with (
        _own_name(settings.home) as own_name,
        ThreadPoolExecutor(BUILDING_THREADS, "build") as threads,
        Renderer() as renderer,
    ):
        shop = Workshop(database, open_vault(settings), renderer, threads)
        report = renderer.self_test()
        if not report.is_locked:
            log.error("the sandbox cannot be locked, so no file will be read: %s", report.reason)
        handled = registry(shop)
        shift = Shift(database, handled.urgent, stop)
        # The second slot takes no background work, so that a long document and a short one can go side by side.
        slots = [
            Slot(shift, handled, name=f"{own_name}-{number}", kinds=kinds, after_each=allocator.give_back)
            for number, kinds in enumerate((handled.kinds, handled.urgent))
        ]
        running = [threading.Thread(target=slot.run, name=f"slot {number}") for number, slot in enumerate(slots)]
        for thread in running:
            thread.start()
        _sweep_until_stopped(shop, shift.stop)
        for thread in running:
            thread.join()
    database.close()


def _sweep_until_stopped(shop: Workshop, stop: threading.Event) -> None:
    """Now and then, give up files that never came, what writers that died left in the store, and forgotten devices."""
    while True:
        for what, tidy in TIDYING.items():
            try:
                tidy(shop)
            except Exception:
                log.exception("could not tidy up: %s", what)
        if stop.wait(SWEEP_SECONDS):
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
