"""The job that follows when a replacement is discarded."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class ClearJob:
    """Delete what is left of a discarded version from the store."""

    version_id: str


CLEAR = JobKind("clear", ClearJob, lambda job: job.version_id, priority=6)

KINDS: tuple[AnyJobKind, ...] = (CLEAR,)
"""The kinds of job of this folder."""
