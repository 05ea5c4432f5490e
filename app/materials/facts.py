"""Facts loaders of the routes that name a paper, a version, a page or a proposed label."""

from app.access.facts import LabelChangeFacts, PaperFacts
from app.errors import NotFound
from app.materials.models import LabelChange
from app.materials.queries import Paper, paper_of_material, paper_of_version
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """Of {material}: `call.subject` is the Paper with its current version."""
    return _keep(call, paper_of_material(call.session, call.actor, call.path("material")))


def facts_of_version(call: Call) -> PaperFacts:
    """Of {version}: `call.subject` is the Paper with that version, current or not."""
    return _keep(call, paper_of_version(call.session, call.actor, call.path("version")))


def facts_of_label_change(call: Call) -> LabelChangeFacts:
    """Of {change}: `call.subject` is the LabelChange."""
    change = call.session.get(LabelChange, call.path("change"))
    if change is None:
        raise NotFound(cause="no such label change")
    call.subject = change
    call.material_id = change.material_id
    return LabelChangeFacts(is_own=change.asked_by == call.actor.person_id, is_3a=change.names_3a)


def _keep(call: Call, paper: Paper) -> PaperFacts:
    call.subject = paper
    call.material_id = paper.material_id
    return paper.facts(call.actor)
