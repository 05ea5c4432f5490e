"""Every kind of job and of act of two persons: what waits in tables until somebody or something does it."""

from app.auth.enrolment import proposals as reset_proposals
from app.board.halting import proposals as halt_proposals
from app.board.setting import proposals as setting_proposals
from app.disposals import proposals as disposal_proposals
from app.jobs.kinds import AnyJobKind
from app.materials.alignment import jobs as alignment_jobs
from app.materials.intake import jobs as intake_jobs
from app.materials.labels import returning as label_proposals
from app.materials.pages import jobs as page_jobs
from app.materials.recognition import jobs as recognition_jobs
from app.materials.releases import jobs as release_jobs
from app.materials.releases import proposals as release_proposals
from app.materials.remaking import jobs as remaking_jobs
from app.materials.replacements import jobs as replacement_jobs
from app.materials.words import jobs as words_jobs
from app.people import proposals as office_proposals
from app.people.office_groups import jobs as office_group_jobs
from app.permits.booklets import jobs as booklet_jobs
from app.permits.reserves.volumes import jobs as volume_jobs
from app.proposals.registry import Proposals
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

PROPOSALS = Proposals(
    (
        *reset_proposals.KINDS,
        *office_proposals.KINDS,
        *label_proposals.KINDS,
        *release_proposals.KINDS,
        *disposal_proposals.KINDS,
        *halt_proposals.KINDS,
        *setting_proposals.KINDS,
    )
)
"""Every kind of act of two persons, as the domains declare them."""
