"""The jobs for sharper pages, asked for by readers and when a version becomes ready."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class SharpenJob:
    """Make every page of a ready version at 2×."""

    version_id: str


@dataclass(frozen=True)
class SharpenPageJob:
    """Make one page, counted from 1, sharper, because a reader has zoomed into it. `asker`: the person's id,
    or the network that a stranger comes from.

    `making`: of the version's pages, so that a page which was made anew is tried anew.
    """

    version_id: str
    number: int
    asker: str = ""
    making: int = 0


def _page(job: SharpenPageJob) -> str:
    return f"{job.version_id}:{job.number}" + (f":{job.making}" if job.making else "")


SHARPEN = JobKind("sharpen", SharpenJob, lambda job: job.version_id, priority=7, is_background=True)
SHARPEN_PAGE_2X = JobKind("sharpen2", SharpenPageJob, _page, priority=1)
SHARPEN_PAGE_4X = JobKind("sharpen4", SharpenPageJob, _page, priority=1)

LOOKED_AT: Mapping[int, JobKind[SharpenPageJob]] = {2: SHARPEN_PAGE_2X, 4: SHARPEN_PAGE_4X}
"""Scale → the kind of job for which a reader waits. A slot of the worker does nothing else."""

KINDS: tuple[AnyJobKind, ...] = (SHARPEN, *LOOKED_AT.values())
