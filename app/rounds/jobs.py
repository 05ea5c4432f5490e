"""The job that goes round, asked for by the worker when the last round is long enough ago."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind, JobLimits


@dataclass(frozen=True)
class RoundJob:
    """Go on with a round to its end."""

    round_id: str


ROUND = JobKind(
    "round", RoundJob, lambda job: job.round_id, priority=9, is_background=True, limits=JobLimits(attempts=5)
)

MARKED_ROUND = JobKind(
    "marked_round", RoundJob, lambda job: job.round_id, priority=8, is_background=True, limits=JobLimits(attempts=5)
)
"""Over the papers of 完全性2 or 可用性2 alone; the round over everything makes way for it."""

KINDS: tuple[AnyJobKind, ...] = (ROUND, MARKED_ROUND)
"""The kinds of job of this folder."""
