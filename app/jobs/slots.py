"""A slot of a worker: leases one job after the other, calls its handler, and keeps the outcome. Knows no domain."""

import logging
from collections.abc import Callable, Collection
from contextlib import nullcontext, suppress

from app import clock
from app.errors import PaperDamaged, StorageUnavailable
from app.jobs import acts, queries
from app.jobs.errors import Interrupted, LeaseLost, PayloadUnreadable, Withdrawn, WorkerDied
from app.jobs.kinds import AnyJobKind, JobLimits
from app.jobs.leases import Lease
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.runs import AnyHandler, JobRun
from app.jobs.shifts import Shift

log = logging.getLogger("gijo.jobs")

IDLE_SECONDS = 0.4
UNREADABLE_AGAIN_SECONDS = 3600
"""Time until the next try of a payload that this version cannot read: the version that wrote it may take it up.

`gijo doctor` names such jobs meanwhile.
"""


class Slot:
    """Does one job at a time. `name`: unique on this machine; jobs that a dead process of that name held are freed.

    `kinds`: the kinds that it takes; None: all. `after_each`: called after every job. While a slot does work that
    somebody waits for, no slot takes background work: both at once would need twice the memory.
    """

    def __init__(
        self,
        shift: Shift,
        registry: Registry,
        *,
        name: str,
        kinds: Collection[AnyJobKind] | None = None,
        after_each: Callable[[], None] | None = None,
    ) -> None:
        self._shift = shift
        self._registry = registry
        self._name = name
        self._kinds = registry.kinds if kinds is None else kinds
        self._after_each = after_each

    def start(self) -> None:
        """Free the jobs that a slot of this name held when its process died."""
        with self._shift.database.write() as session:
            acts.release_leases(session, self._name)

    def run_one(self) -> bool:
        """Do one job; False when there is none. A failure of the job is kept with it, and not raised."""
        kinds = [kind for kind in self._kinds if not (kind.is_background and self._shift.is_hurried)]
        with self._shift.database.read() as session:
            kinds = [kind for kind in kinds if not self._shift.is_held(session, kind)]
            if not queries.is_due(session, kinds):
                return False
        with self._shift.database.write() as session:
            job = acts.lease(session, self._name, kinds)
        if job is None:
            return False
        handler = self._registry.handler(job.kind)
        with suppress(LeaseLost), Lease(self._shift.database, job, handler.kind.limits) as lease:
            self._do(lease, handler)
        if self._after_each is not None:
            self._after_each()
        return True

    def run(self) -> None:
        """Work until the shift is told to stop."""
        self.start()
        while not self._shift.stop.is_set():
            try:
                is_busy = self.run_one()
            except Exception:
                log.exception("slot %s could not take a job", self._name)
                is_busy = False
            if not is_busy:
                self._shift.stop.wait(IDLE_SECONDS)

    def _do(self, lease: Lease, handler: AnyHandler) -> None:
        job, run = lease.job, JobRun(self._shift, lease, handler.kind)
        try:
            with nullcontext() if handler.kind.is_background else self._shift.hurrying():
                self._handle(job, handler, run)
        except LeaseLost:
            log.warning("job %s (%s) went to another worker", job.id, job.kind)
            raise
        except Interrupted:
            with self._shift.database.write() as session:
                acts.put_back(session, job)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            self._keep_failure(lease, handler, run, error)

    def _handle(self, job: Job, handler: AnyHandler, run: JobRun) -> None:
        """Call the handler and mark the job as done. Raises Withdrawn, WorkerDied for a job that must not be tried."""
        if job.withdrawn_at is not None:
            raise Withdrawn
        if acts.is_exhausted(job, handler.kind.limits):
            raise WorkerDied
        handler.do(job.payload, run)
        if not run.is_finished:
            with self._shift.database.write() as session:
                run.finish(session)

    def _keep_failure(self, lease: Lease, handler: AnyHandler, run: JobRun, error: Exception) -> None:
        """Put the job off, have it tried again, or give it up and tell the people concerned.

        It is told before the row says "failed": when telling fails, that is raised, the lease runs out, and the next
        lease tells it again.
        """
        job, limits = lease.job, lease.limits
        put_off_seconds = _put_off_seconds(job, limits, error)
        if put_off_seconds is not None:
            with self._shift.database.write() as session:
                acts.put_off(session, job, _words(error), again_in_seconds=put_off_seconds)
            return
        is_over = isinstance(error, _HOPELESS) or job.attempts >= limits.attempts
        if is_over:
            handler.tell(job.payload, run, error)
        with self._shift.database.write() as session:
            acts.fail(session, job, _words(error), limits, is_hopeless=is_over)


_HOPELESS = (PaperDamaged, Withdrawn, WorkerDied)
"""Failures after which another try would fail in the same way."""


def _put_off_seconds(job: Job, limits: JobLimits, error: Exception) -> int | None:
    """How long to put a job off whose failure lies outside it; None for a failure of its own."""
    if isinstance(error, PayloadUnreadable):
        return UNREADABLE_AGAIN_SECONDS
    is_away = isinstance(error, StorageUnavailable) and job.created_at > clock.now() - limits.store_may_be_away_for
    return limits.again_in_seconds if is_away else None


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
