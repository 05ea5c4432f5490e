"""Holds a job's lease while the job is worked on: a thread renews it, however long one step takes."""

import logging
import threading
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.jobs import acts
from app.jobs.errors import LeaseLost, Withdrawn
from app.jobs.kinds import JobLimits
from app.jobs.models import Job

log = logging.getLogger("gijo.jobs")


class Lease:
    """The lease of a job inside a `with` block, renewed every quarter of its length. Not renewed after the block."""

    def __init__(self, database: Database, job: Job, limits: JobLimits, *, every_seconds: float | None = None) -> None:
        self.job = job
        self.limits = limits
        self._database = database
        self._every_seconds = limits.lease_seconds / 4 if every_seconds is None else every_seconds
        self._is_lost = self._is_withdrawn = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {job.kind}", daemon=True)

    def check(self) -> None:
        """Raises LeaseLost when another worker has the job, Withdrawn when it was withdrawn: the work must stop."""
        if self._is_lost:
            raise LeaseLost(self.job.id)
        if self._is_withdrawn:
            raise Withdrawn

    def _renew(self) -> None:
        while not self._over.wait(self._every_seconds):
            try:
                with self._database.write() as session:
                    # Held also when withdrawn: nobody else may end it while the work has yet to notice.
                    self._is_withdrawn = not acts.hold(session, self.job, self.limits)
            except LeaseLost:
                self._is_lost = True
                return
            except SQLAlchemyError:
                log.warning("a lease could not be renewed; it is tried again before it runs out", exc_info=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
