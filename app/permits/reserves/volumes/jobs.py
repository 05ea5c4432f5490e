"""The job that binds a paper copy's volume."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class VolumeJob:
    """Bind one volume."""

    volume_id: str


VOLUME = JobKind("volume", VolumeJob, lambda job: job.volume_id, priority=3)
"""After single PDFs: a set of thirty volumes takes minutes, in which somebody may wait for one paper."""

KINDS: tuple[AnyJobKind, ...] = (VOLUME,)
