"""Handlers, and the run that each is given while it works: by it they note finished steps, and learn to stop."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol

from sqlalchemy.orm import Session

from app.jobs import acts, queries
from app.jobs.errors import Interrupted, PayloadUnreadable
from app.jobs.kinds import AnyJobKind, JobKind
from app.jobs.leases import Lease
from app.jobs.payloads import Payload
from app.jobs.shifts import Shift

log = logging.getLogger("gijo.jobs")

_LOOK_SECONDS = 0.5
"""How often work under way looks whether its kind must wait."""


class JobRun:
    """One run of a job. Its methods that take a session are to be called in the unit of work that keeps a step."""

    def __init__(self, shift: Shift, lease: Lease, kind: AnyJobKind) -> None:
        self._shift, self._lease, self._kind = shift, lease, kind
        self.is_finished = False
        self._looked_at = time.monotonic()

    def check(self) -> None:
        """To be called between steps. Raises LeaseLost, Withdrawn; Interrupted when it, or the worker, is to stop."""
        self._lease.check()
        if self._shift.stop.is_set():
            raise Interrupted
        if time.monotonic() - self._looked_at >= _LOOK_SECONDS:
            with self._shift.database.read() as session:
                self._must_go_on(session)
            self._looked_at = time.monotonic()

    def _must_go_on(self, session: Session) -> None:
        """Raises Interrupted while work of this kind is held: the unit is rolled back, and the job goes back."""
        if self._shift.is_held(session, self._kind):
            raise Interrupted

    def make_way(self) -> None:
        """To be called between steps of background work. Raises Interrupted when other work is due or under way."""
        if not self._kind.is_background:
            return
        with self._shift.database.read() as session:
            if self._shift.is_hurried or queries.is_due(session, self._shift.urgent):
                raise Interrupted

    def got_on(self, session: Session, *, done: int, of: int | None = None) -> None:
        """Note, in the unit that keeps a step's result, that the step is done: the count of attempts starts again.

        `done`, `of`: steps done and steps in all, shown to people. Raises LeaseLost, Withdrawn: then the unit is rolled
        back, and nothing of the step is kept. Raises Interrupted likewise while its kind is held.
        """
        self._must_go_on(session)
        acts.get_on(session, self._lease.job, self._lease.limits, done=done, of=of)

    def show(self, session: Session, *, done: int, of: int) -> None:
        """How far this attempt is, of work that is kept whole or not at all. Raises as `got_on`."""
        self._must_go_on(session)
        acts.show(session, self._lease.job, self._lease.limits, done=done, of=of)

    def hold(self, session: Session) -> None:
        """Make sure, in a unit that keeps something other than a step, that the job is still ours, and may go on.

        Raises LeaseLost, Interrupted.
        """
        self._must_go_on(session)
        acts.hold(session, self._lease.job, self._lease.limits)

    def finish(self, session: Session) -> None:
        """Mark the job as done in the unit that keeps its result. Raises LeaseLost, Interrupted.

        A handler that returns without calling it is marked as done by the slot.
        """
        self._must_go_on(session)
        acts.finish(session, self._lease.job)
        self.is_finished = True


class AnyHandler(Protocol):
    """A handler, whatever its payload's type."""

    @property
    def kind(self) -> AnyJobKind:
        """What it handles."""

    def do(self, text: str, run: JobRun) -> None:
        """Do the job with this payload (JSON). Raises PayloadUnreadable, and whatever its function raises."""

    def tell(self, text: str, run: JobRun, error: Exception) -> None:
        """Tell the people concerned that the job was given up because of `error`.

        Nobody hears of a payload of another version: it does not say here whom to tell.
        """


@dataclass(frozen=True)
class Handler(Generic[Payload]):
    """The functions of one kind of job; the worker binds services (database, vault) to them where it makes handlers.

    `function`: does the job. After a crash it is called again from the start, so it has to look which steps are done.
    `given_up`: called when the job will not be done, with the cause: Withdrawn, WorkerDied, or the last failure.
    """

    kind: JobKind[Payload]
    function: Callable[[Payload, JobRun], None]
    given_up: Callable[[Payload, JobRun, Exception], None] | None = None

    def do(self, text: str, run: JobRun) -> None:
        self.function(self.kind.read(text), run)

    def tell(self, text: str, run: JobRun, error: Exception) -> None:
        if self.given_up is None:
            return
        try:
            payload = self.kind.read(text)
        except PayloadUnreadable:
            log.warning("a %s of another version ends, and nobody is told", self.kind.name)
            return
        self.given_up(payload, run, error)
