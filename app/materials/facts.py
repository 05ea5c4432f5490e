"""Loads the facts by which the policy decides on routes that name a paper, a version, a page or a proposed label."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.access.facts import Actor, Facts, PaperFacts
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE
from app.materials.labels.returning import KINDS, RETURN
from app.materials.queries import Paper, paper_of_material, paper_of_version
from app.materials.replacements.queries import leaving_open
from app.proposals.queries import row_among
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """The facts of the paper in the path; `call.subject` becomes the Paper with its current version."""
    return _keep(call, paper_of_material(call.session, call.actor, call.path("material")))


def facts_of_version(call: Call) -> PaperFacts:
    """The facts of the paper of the version in the path; `call.subject` becomes the Paper with that version."""
    paper = paper_of_version(call.session, call.actor, call.path("version"))
    _keep(call, paper)
    return facts_of_paper(call.session, call.actor, paper)


def facts_of_paper(session: Session, actor: Actor, paper: Paper) -> PaperFacts:
    """The facts of a version of a paper, with whether it was left open when another took its place.

    That is looked up for a former version and its paper's readers alone: all other pages cost nothing more.
    """
    facts = paper.facts(actor)
    is_former = not paper.is_current and paper.state == "ready" and paper.published_at is not None
    if not is_former or not paper.in_audience or paper.withdrawn_at is not None:
        return facts
    row = leaving_open(session, paper.material_id, paper.current_version_id)
    return replace(facts, is_left_open=row is not None and row.former_id == paper.version_id)


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
