"""Facts loaders of the routes that name a paper, a version, a page or a proposed label."""

from app.access.facts import Facts, PaperFacts
from app.materials.labels.proposals import LABEL_CHANGE
from app.materials.queries import Paper, paper_of_material, paper_of_version
from app.proposals.queries import row_of
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """Of {material}: `call.subject` is the Paper with its current version."""
    return _keep(call, paper_of_material(call.session, call.actor, call.path("material")))


def facts_of_version(call: Call) -> PaperFacts:
    """Of {version}: `call.subject` is the Paper with that version, current or not."""
    return _keep(call, paper_of_version(call.session, call.actor, call.path("version")))


def facts_of_label_change(call: Call) -> Facts:
    """Of {change}: `call.subject` is what was proposed."""
    change = LABEL_CHANGE.read(row_of(call.session, LABEL_CHANGE, call.path("change")))
    call.subject = change
    call.material_id = change.subject
    return LABEL_CHANGE.facts(call.session, call.actor, change)


def _keep(call: Call, paper: Paper) -> PaperFacts:
    call.subject = paper
    call.material_id = paper.material_id
    return paper.facts(call.actor)
