"""The jobs that recognise words, of the lowest rank of all, and that take away what was dropped."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class RecogniseJob:
    """Recognise the words of those pages of a ready version that have none."""

    version_id: str


@dataclass(frozen=True)
class ClearRecognisedJob:
    """Take recognised words of one making of a version out of the store that nobody is told any more."""

    version_id: str
    making: int


RECOGNISE = JobKind("recognise", RecogniseJob, lambda job: job.version_id, priority=10, is_background=True)
CLEAR_RECOGNISED = JobKind(
    "clear_recognised", ClearRecognisedJob, lambda job: job.version_id, priority=9, is_background=True
)

KINDS: tuple[AnyJobKind, ...] = (RECOGNISE, CLEAR_RECOGNISED)
"""The kinds of job of this folder."""
