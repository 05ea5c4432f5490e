"""Every kind of act of two persons."""

from app.auth.enrolment import proposals as reset_proposals
from app.board.halting import proposals as halt_proposals
from app.board.setting import proposals as setting_proposals
from app.disposals import proposals as disposal_proposals
from app.materials.labels import returning as label_proposals
from app.materials.releases import proposals as release_proposals
from app.people import proposals as office_proposals
from app.proposals.registry import Proposals

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
