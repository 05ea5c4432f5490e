"""The job that a received file needs from the worker."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class ConvertJob:
    """Bring a version, whose file has arrived, to ready or failed."""

    version_id: str


CONVERT = JobKind("convert", ConvertJob, lambda job: job.version_id, priority=3)

KINDS: tuple[AnyJobKind, ...] = (CONVERT,)
