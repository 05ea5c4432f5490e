"""The jobs that make a version's pages anew, and that take away the former ones once nobody reads them."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class RemakeJob:
    """Make the pages and words of a ready version anew, with the present converter."""

    version_id: str


@dataclass(frozen=True)
class ClearMakingJob:
    """Take one making of a version's pages out of the store, unless it is the one that readers get."""

    version_id: str
    making: int


REMAKE = JobKind("remake", RemakeJob, lambda job: job.version_id, priority=8, is_background=True)
CLEAR_MAKING = JobKind("clear_making", ClearMakingJob, lambda job: job.version_id, priority=9, is_background=True)

KINDS: tuple[AnyJobKind, ...] = (REMAKE, CLEAR_MAKING)
"""The kinds of job of this folder."""
