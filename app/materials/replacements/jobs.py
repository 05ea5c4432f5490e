"""What follows when a version's key is destroyed: the job that clears the store, and memories that are emptied."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.jobs.acts import enqueue
from app.jobs.kinds import AnyJobKind, JobKind
from app.push.forgetting import forget_version


@dataclass(frozen=True)
class ClearJob:
    """Delete what is left of a discarded version from the store."""

    version_id: str


CLEAR = JobKind("clear", ClearJob, lambda job: job.version_id, priority=6)

KINDS: tuple[AnyJobKind, ...] = (CLEAR,)
"""The kinds of job of this folder."""


def clear_away(session: Session, version_id: str) -> None:
    """Have nothing stay of a version whose key this unit destroys: in the store, and in the servers' memory."""
    enqueue(session, CLEAR, ClearJob(version_id))
    forget_version(session, version_id)
