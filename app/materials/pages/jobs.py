"""What readers, and a version that becomes ready, ask of the worker."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class SharpenJob:
    """2× for every page of a ready version."""

    version_id: str


@dataclass(frozen=True)
class SharpenPageJob:
    """4× for one page, counted from 1: somebody looks closely."""

    version_id: str
    number: int


SHARPEN = JobKind("sharpen", SharpenJob, lambda job: job.version_id, priority=7, is_background=True)
SHARPEN_PAGE = JobKind("sharpen4", SharpenPageJob, lambda job: f"{job.version_id}:{job.number}", priority=4)

KINDS: tuple[AnyJobKind, ...] = (SHARPEN, SHARPEN_PAGE)
