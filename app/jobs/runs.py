"""What a handler holds while it works: how to say that it got on, and how to notice that it has to stop."""

from sqlalchemy.orm import Session

from app.jobs import acts, queries
from app.jobs.errors import Interrupted
from app.jobs.kinds import AnyJobKind
from app.jobs.leases import Lease
from app.jobs.shifts import Shift


class JobRun:
    """One job in a handler's hands. Its methods that take a session belong into the unit of work that keeps a step."""

    def __init__(self, shift: Shift, lease: Lease, kind: AnyJobKind) -> None:
        self._shift, self._lease, self._kind = shift, lease, kind
        self.is_finished = False

    def check(self) -> None:
        """Call it between steps. Raises LeaseLost, Withdrawn, and Interrupted when the worker is to stop."""
        self._lease.check()
        if self._shift.stop.is_set():
            raise Interrupted

    def make_way(self) -> None:
        """Call it between steps of background work. Raises Interrupted when somebody waits for something else."""
        if not self._kind.is_background:
            return
        with self._shift.database.read() as session:
            if self._shift.is_hurried or queries.is_due(session, self._shift.urgent):
                raise Interrupted

    def got_on(self, session: Session, *, done: int, of: int | None = None) -> None:
        """The step that this commit keeps, and all before it, are done: after a death the work goes on from here.

        `done` of `of` is for people. Raises LeaseLost, Withdrawn: then nothing of the step is kept.
        """
        acts.get_on(session, self._lease.job, self._lease.limits, done=done, of=of)

    def hold(self, session: Session) -> None:
        """Keep what is no step, only while the job is ours. Raises LeaseLost."""
        acts.hold(session, self._lease.job, self._lease.limits)

    def finish(self, session: Session) -> None:
        """End the job in the same commit as its result. A handler that returns without it is finished by the slot.

        Raises LeaseLost.
        """
        acts.finish(session, self._lease.job)
        self.is_finished = True
