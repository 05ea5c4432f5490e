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
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from app.access.stops.halting import HaltDepth
from app.access.stops.marking import MarkState
from app.advisories.queries import tell_uncompared
from app.audit import checkpoints
from app.audit.append import append_pending
from app.audit.continuity import Continuity, look_until
from app.audit.findings import Findings
from app.auth.alarms.habits.watch import HabitWatch, without_night
from app.auth.devices import forgetting as devices_forgetting
from app.auth.devices.fleet import acts as fleet_acts
from app.auth.devices.spares import acts as spares_acts
from app.db import Database
from app.disposals import acts as disposal_acts
from app.halts.marking import marks_now
from app.halts.queries import depth_now
from app.jobs.kinds import AnyJobKind
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.kinds.jobs import KINDS
from app.kinds.proposals import PROPOSALS
from app.marks.watch import MarkWatch
from app.materials.alignment import recalling
from app.materials.intake import conversion, receipt
from app.materials.intake.storing import tell_beyond
from app.materials.pages import jobs as page_jobs
from app.materials.pages import sharpening
from app.materials.pages.workshop import Workshop
from app.materials.recognition import recognising
from app.materials.recognition.recognising import ReadingRoom
from app.materials.releases import cleaning
from app.materials.remaking import making
from app.materials.replacements import clearing
from app.materials.words import gathering
from app.meetings import sittings
from app.meetings.explaining import acts as explaining_acts
from app.notes import acts as notes_acts
from app.notes.bound.drawing import own_notes
from app.ops import allocator, doctor, job_commands, seal_commands, store_commands
from app.ops.children import watch_parent
from app.ops.daily.check import check_daily
from app.people.office_groups import telling as office_group_telling
from app.permits.booklets import binding
from app.permits.booklets import jobs as booklet_jobs
from app.permits.booklets.bindery import Bindery
from app.permits.exceptions.overdue import tell_unconfirmed
from app.permits.reserves.acts import tell_copies_out
from app.permits.reserves.volumes import binding as volume_binding
from app.permits.reserves.volumes import jobs as volume_jobs
from app.permits.reviews.acts import tell_overdue_review
from app.reading.held import HeldWatch
from app.reading.images import PressRoom
from app.registers.holds import holds_anything, holds_paper
from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from app.rounds import going
from app.rounds import jobs as round_jobs
from app.rounds.going import Patrol
from app.rounds.gone import RowWatch
from app.rounds.letting_go import tell_found
from app.seals import SEAL_KEY, Seals
from app.services import PAGE_MARK, PERMIT_PASSWORD
from app.settings import Settings
from app.setup.database import fault_of
from app.standards.queries import StandardsReader
from app.vault.opening import open_store, open_vault
from app.web.lines import Turn
from storage.keyring import Keyring
from viewer.recognition.recogniser import Recogniser
from viewer.render import Renderer
from viewer.stamp import Stamper

log = logging.getLogger("gijo.worker")


@dataclass(frozen=True)
class Worker:
    """The services that the handlers of all kinds of jobs need. `beside`: a workshop with a thread of its own."""

    shop: Workshop
    beside: Workshop
    bindery: Bindery
    patrol: Patrol
    habits: HabitWatch
    settings: Settings
    rows: RowWatch
    findings: Findings
    note_days: int
    room: ReadingRoom

    @property
    def database(self) -> Database:
        """The database, the same for all of them."""
        return self.shop.database


def registry(worker: Worker) -> Registry:
    """Every kind of job with its handler. Raises JobKindsMismatch."""
    sharper = sharpening.handlers(worker.shop, worker.beside)
    of_pages = (*conversion.handlers(worker.shop), *sharper, *cleaning.handlers(worker.shop))
    of_papers = (
        *clearing.handlers(worker.shop),
        *making.handlers(worker.shop),
        *gathering.handlers(worker.shop),
        *recalling.handlers(worker.shop),
        *recognising.handlers(worker.room),
        *binding.handlers(worker.bindery),
        *volume_binding.handlers(worker.bindery),
    )
    of_people = office_group_telling.handlers(worker.database)
    return Registry(KINDS, (*of_pages, *of_papers, *going.handlers(worker.patrol), *of_people))


def _forget_devices(worker: Worker) -> None:
    with worker.database.write() as session:
        if depth_now(session) is None and not holds_anything(session):
            devices_forgetting.forget_seen(session)


def _destroy_notes(worker: Worker) -> None:
    """Of papers that are gone, and of people out of office, unless a hold or a stop keeps what an inquiry may need."""
    with worker.database.write() as session:
        if depth_now(session) is not None:
            return
        notes_acts.destroy_of_papers(session, holds_paper)
        if not holds_anything(session):
            notes_acts.destroy_of_people(session, worker.note_days)


def _look_at_seals(worker: Worker) -> None:
    """Check all sealed rows, also those that no request reads. The seals report what does not fit."""
    with worker.database.read() as session:
        worker.findings.look_again(session, seal_commands.SEALED)
        worker.rows.look(session)


def _look_at_alarms(worker: Worker) -> None:
    with worker.database.read() as session:
        worker.rows.look_at_alarms(session)


TIDYING: Mapping[str, Callable[[Worker], object]] = {
    "uploads that broke off": lambda worker: receipt.give_up_stale(worker.database, worker.shop.vault),
    "the store": lambda worker: worker.shop.vault.sweep(),
    "devices that nobody asked for": _forget_devices,
    "notes that nobody may read any more": _destroy_notes,
    "seals of decisions": _look_at_seals,
    "files for the public": lambda worker: cleaning.want_missing(worker.database),
    "pages that an older converter made": lambda worker: making.want(worker.database),
    "words that are not gathered": lambda worker: gathering.want(worker.database),
    "pages that are not known": lambda worker: recalling.want(worker.database),
    "rounds over what is stored": lambda worker: going.want(worker.patrol),
    "register entries past their day": lambda worker: tell_overdue(worker.database, REGISTERS),
    "parts that are not compared": lambda worker: tell_uncompared(worker.database),
    "paper copies that are out too long": lambda worker: tell_copies_out(worker.database),
    "volumes of paper copies that are over": lambda worker: volume_binding.clear_volumes(worker.bindery),
    "papers above the store's level": lambda worker: tell_beyond(worker.database),
    "papers whose time is over": lambda worker: disposal_acts.tell_due(worker.database),
    "reviews of exceptions past their day": lambda worker: tell_overdue_review(
        worker.database, worker.settings.exceptions
    ),
    "the set-up, once a day": lambda worker: check_daily(worker.database, worker.settings, KINDS),
    "proposals that are over": lambda worker: PROPOSALS.close_what_is_over(worker.database),
}
OFTEN: Mapping[str, Callable[[Worker], object]] = {
    "PDFs of permits that are over": lambda worker: binding.clear(worker.bindery),
    "seals of alarms": _look_at_alarms,
    "scanned pages without words": lambda worker: recognising.want(worker.room),
    "what is unusual in the ledger": lambda worker: worker.habits.look(),
    "former devices of a fleet": lambda worker: fleet_acts.end_formers(worker.database),
    "spares whose time is over": lambda worker: spares_acts.return_overdue(worker.database),
    "explainers who have left the executive": lambda worker: explaining_acts.take_out_former(worker.database),
    "emergencies that nobody confirmed": lambda worker: tell_unconfirmed(worker.database),
}
"""The tidying that is done every `OFTEN_SECONDS`, because deletions and alarms should not wait for the next sweep."""

BUILDING_THREADS = 2
PAPERS_AT_ONCE = 3
"""The most documents open at once: one for each slot that makes pages, so that a zoomed page never waits for one."""
_NICENESS = 10
"""The worker's nice value: on a machine of two cores, turning pages in a sitting has priority over conversions."""
SWEEP_SECONDS = 600.0
OFTEN_SECONDS = 30.0


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo worker`: convert papers until stopped, or until the parent is gone."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    allocator.tune_for_papers()
    os.nice(_NICENESS)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.parent:  # The parent has examined the store already.
        threading.Thread(target=watch_parent, args=(arguments.parent, stop), daemon=True).start()
    elif not store_commands.wait_until_safe(settings, stop):
        return 0 if stop.is_set() else 2
    elif (fault := fault_of(settings.database_url)) is not None:
        log.error("%s", fault.sentence())
        return 2
    run_worker(settings, stop)
    return 0


def doctor_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo doctor`, here because it needs every kind of job."""
    return doctor.command(settings, arguments, KINDS)


def jobs_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo jobs`, here because it needs every kind of job."""
    return job_commands.command(settings, arguments, KINDS)


def run_worker(settings: Settings, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set. Raises what opening the database, the store and the keys raises."""
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    with (
        _own_name(settings.home) as own_name,
        ThreadPoolExecutor(BUILDING_THREADS, "build") as threads,
        ThreadPoolExecutor(1, "build beside") as beside,
        Renderer(parallel=PAPERS_AT_ONCE) as renderer,
        Recogniser() as recogniser,
    ):
        stop = stop or threading.Event()
        findings = _watch_evidence(settings, database, stop)
        worker = _open(settings, database, (renderer, recogniser), (threads, beside), findings)
        report = renderer.self_test()
        if not report.is_locked:
            log.error("the sandbox cannot be locked, so no file will be read: %s", report.reason)
        handled = registry(worker)
        shift = Shift(database, handled.urgent, stop, is_held)
        slots = [
            Slot(shift, handled, name=f"{own_name}-{number}", kinds=kinds, after_each=allocator.give_back)
            for number, kinds in enumerate(shares(handled.kinds))
        ]
        running = [threading.Thread(target=slot.run, name=f"slot {number}") for number, slot in enumerate(slots)]
        held = HeldWatch(database, [worker.shop.vault.memory, worker.patrol.vault.memory])
        marks = _watch_marks(worker)
        held.start()
        marks.start()
        for thread in running:
            thread.start()
        _sweep_until_stopped(worker, shift.stop)
        for thread in running:
            thread.join()
        held.close()
        marks.close()
        findings.close()
    database.close()


def _watch_marks(worker: Worker) -> MarkWatch:
    """Checks the marks of pages that are bound here."""
    room = PressRoom(worker.shop.vault, worker.bindery.stamper, Turn())
    return MarkWatch(worker.database, room, every_minutes=worker.settings.rounds.marks_every_minutes)


def _watch_evidence(settings: Settings, database: Database, stop: threading.Event) -> Findings:
    """Record and report alterations found by this process, and keep it from writing to a ledger that was set back."""
    findings = Findings()
    findings.tell = partial(tell_found, database)
    continuity = Continuity(database, open_store(settings), checkpoints.public_key(settings.ledger_key_folder))
    threading.Thread(target=look_until, args=(continuity, stop), name="ledger's end", daemon=True).start()
    return findings


def _open(
    settings: Settings,
    database: Database,
    sandboxes: tuple[Renderer, Recogniser],
    threads: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
    findings: Findings,
) -> Worker:
    vault = open_vault(settings, partial(findings.note, "object"))
    keyring = Keyring.load(settings.keys_folder)
    Seals(keyring.derive(SEAL_KEY), findings.note_row).install(database.unit_info)
    StandardsReader(settings).install(database.unit_info)
    keys = Stamper(keyring.derive(PAGE_MARK)), keyring.derive(PERMIT_PASSWORD)
    bindery = Bindery(database, vault, *keys, settings.council.name, own_notes(keyring))
    patrol = Patrol(database, open_vault(settings), settings.rounds, partial(findings.note, "object"))
    shop = Workshop(database, vault, sandboxes[0], threads[0], holds_paper)
    habits = HabitWatch(database, without_night(settings), sittings.went_on)
    rows = RowWatch(seal_commands.SEALED)
    beside = replace(shop, threads=threads[1])
    room = ReadingRoom(shop, sandboxes[1], settings.recognition)
    return Worker(shop, beside, bindery, patrol, habits, settings, rows, findings, settings.note_days, room)


OF_PERMITS: tuple[AnyJobKind, ...] = (*booklet_jobs.KINDS, *volume_jobs.KINDS)
"""The kinds that mark pages for somebody to keep."""


def is_held(session: Session, kind: AnyJobKind) -> bool:
    """Whether a stop holds jobs of this kind: all of them, or those that mark pages for a reader.

    These wait, too, while the pages that are made here are not known to bear their marks.
    """
    halt = depth_now(session)
    is_closed = halt is HaltDepth.READING or marks_now(session) is not MarkState.FOUND
    return halt is HaltDepth.ALL or (is_closed and kind in OF_PERMITS)


def shares(of_all: Collection[AnyJobKind]) -> tuple[Collection[AnyJobKind], ...]:
    """The kinds of jobs that each slot takes. The second slot takes no background work, so that a short document need
    not wait for a long one.

    Permits' PDFs have a slot of their own, so that they and documents never wait for each other. So have pages that a
    reader has zoomed into, and the round over stored objects, which takes hours, most of them pauses.
    """
    looked_at = tuple(page_jobs.LOOKED_AT.values())
    apart = {kind.name for kind in (*looked_at, *OF_PERMITS, *round_jobs.KINDS)}
    pages = [kind for kind in of_all if kind.name not in apart]
    others = [kind for kind in pages if not kind.is_background]
    return pages, others, looked_at, OF_PERMITS, round_jobs.KINDS


def _sweep_until_stopped(worker: Worker, stop: threading.Event) -> None:
    """Do the work of `OFTEN` and `TIDYING`, each at its interval, until `stop` is set; not while all is stopped."""
    swept_at = -SWEEP_SECONDS
    while True:
        is_time = time.monotonic() - swept_at >= SWEEP_SECONDS
        swept_at = time.monotonic() if is_time else swept_at
        for what, tidy in ({**OFTEN, **TIDYING} if is_time else OFTEN).items():
            try:
                with worker.database.read() as session:
                    if depth_now(session) is HaltDepth.ALL:
                        continue
                tidy(worker)
            except Exception:
                log.exception("could not tidy up: %s", what)
        if stop.wait(OFTEN_SECONDS):
            return


@contextmanager
def _own_name(home: Path) -> Iterator[str]:
    """A name that no other living worker of this machine has. A worker started after one that died gets its name, and
    so its jobs.

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
