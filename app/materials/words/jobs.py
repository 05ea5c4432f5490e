"""The job that gathers a version's words for searching, asked for when a version or a making of it becomes ready."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class GatherWordsJob:
    """Fold the words of every page of a ready version, and keep them as one object."""

    version_id: str


GATHER_WORDS = JobKind("words", GatherWordsJob, lambda job: job.version_id, priority=7, is_background=True)

KINDS: tuple[AnyJobKind, ...] = (GATHER_WORDS,)
