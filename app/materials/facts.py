"""Loads the facts by which the policy decides on routes that name a paper, a version, a page or a proposed label."""

from app.access.facts import Facts, PaperFacts
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE
from app.materials.labels.returning import KINDS, RETURN
from app.materials.queries import Paper, paper_of_material, paper_of_version
from app.proposals.queries import row_among
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """The facts of the paper in the path; `call.subject` becomes the Paper with its current version."""
    return _keep(call, paper_of_material(call.session, call.actor, call.path("material")))


def facts_of_version(call: Call) -> PaperFacts:
    """The facts of the paper of the version in the path; `call.subject` becomes the Paper with that version."""
    return _keep(call, paper_of_version(call.session, call.actor, call.path("version")))


def facts_of_label_change(call: Call) -> Facts:
    """The facts of the proposed label or marks in the path; `call.subject` becomes the proposal."""
    row = row_among(call.session, KINDS, call.path("change"))
    call.material_id = row.subject
    if row.kind == MARKS_CHANGE.name:
        call.subject = marks = MARKS_CHANGE.read(row)
        return MARKS_CHANGE.facts(call.session, call.actor, marks)
    if row.kind == RETURN.name:
        call.subject = asked = RETURN.read(row)
        return RETURN.facts(call.session, call.actor, asked)
    call.subject = change = LABEL_CHANGE.read(row)
    return LABEL_CHANGE.facts(call.session, call.actor, change)


def _keep(call: Call, paper: Paper) -> PaperFacts:
    call.subject = paper
    call.material_id = paper.material_id
    return paper.facts(call.actor)
