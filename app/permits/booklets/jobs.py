"""The job that makes a permit's PDF."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class BookletJob:
    """Bind one issue of a permit's PDF."""

    booklet_id: str


BOOKLET = JobKind("booklet", BookletJob, lambda job: job.booklet_id, priority=2)

KINDS: tuple[AnyJobKind, ...] = (BOOKLET,)
