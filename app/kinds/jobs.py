"""Every kind of job. Its handler is in the worker's `registry`."""

from app.jobs.kinds import AnyJobKind
from app.materials.alignment import jobs as alignment_jobs
from app.materials.intake import jobs as intake_jobs
from app.materials.pages import jobs as page_jobs
from app.materials.recognition import jobs as recognition_jobs
from app.materials.releases import jobs as release_jobs
from app.materials.remaking import jobs as remaking_jobs
from app.materials.replacements import jobs as replacement_jobs
from app.materials.words import jobs as words_jobs
from app.people.office_groups import jobs as office_group_jobs
from app.permits.booklets import jobs as booklet_jobs
from app.permits.reserves.volumes import jobs as volume_jobs
from app.rounds import jobs as round_jobs

KINDS: tuple[AnyJobKind, ...] = (
    *intake_jobs.KINDS,
    *page_jobs.KINDS,
    *booklet_jobs.KINDS,
    *volume_jobs.KINDS,
    *release_jobs.KINDS,
    *replacement_jobs.KINDS,
    *remaking_jobs.KINDS,
    *words_jobs.KINDS,
    *alignment_jobs.KINDS,
    *recognition_jobs.KINDS,
    *round_jobs.KINDS,
    *office_group_jobs.KINDS,
)
"""Every kind of job, as the domains declare them."""
