"""The job that makes the file for the public, asked for with a release."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class CleanJob:
    """Make the file that residents may save, from a ready version's original."""

    version_id: str


CLEAN = JobKind("clean", CleanJob, lambda job: job.version_id, priority=4)

KINDS: tuple[AnyJobKind, ...] = (CLEAN,)
"""The kinds of job of this folder."""
