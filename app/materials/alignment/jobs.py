"""The job that makes a version's pages known, for versions from before this was done when a file is converted."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class KnowPagesJob:
    """Keep what every page of a ready version is known by as one object."""

    version_id: str


KNOW_PAGES = JobKind("know", KnowPagesJob, lambda job: job.version_id, priority=8, is_background=True)

KINDS: tuple[AnyJobKind, ...] = (KNOW_PAGES,)
