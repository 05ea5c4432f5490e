"""Loads the facts by which the policy decides on routes that name a paper, a version, a page or a proposed label."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.access.facts import Actor, Facts, PaperFacts
from app.access.rules.reading import reach, released
from app.errors import NotFound
from app.materials.labels.returning import KINDS
from app.materials.models import Material, Replacement
from app.materials.queries import Paper, paper_of_material, paper_of_version
from app.materials.readers import has_read_since
from app.materials.replacements.queries import leaving_open
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """The facts of the paper in the path; `call.subject` becomes the Paper with its current version."""
    return _keep(call, paper_of_material(call.session, call.actor, call.path("material")))


def facts_of_version(call: Call) -> PaperFacts:
    """The facts of the paper of the version in the path; `call.subject` becomes the Paper with that version."""
    return _keep(call, paper_of_version(call.session, call.actor, call.path("version")))


def facts_of_edition(call: Call) -> PaperFacts:
    """As `facts_of_version`, for looking at it, with whether it was left open when another took its place."""
    version_id = call.path("version")
    try:
        paper = paper_of_version(call.session, call.actor, version_id)
    except NotFound:
        leaving_open(call.session, "", version_id)  # as of one that is hidden: the time tells nothing
        raise
    _keep(call, paper)
    return facts_of_paper(call.session, call.actor, paper)


def facts_of_paper(session: Session, actor: Actor, paper: Paper) -> PaperFacts:
    """The facts of a version of a paper, with whether it was left open when another took its place.

    That is looked up only where the version would be hidden else: pages that are read cost nothing more, and what is
    hidden costs as much as what is not there.
    """
    facts = paper.facts(actor)
    if released(facts) is not None or reach(actor, facts).is_allowed:
        return facts
    row = leaving_open(session, paper.material_id, paper.current_version_id)
    if row is None or row.former_id != paper.version_id or paper.state != "ready" or not paper.in_audience:
        return facts
    return replace(facts, is_left_open=_has_read_since(session, actor, row))


def _has_read_since(session: Session, actor: Actor, row: Replacement) -> bool:
    """Whether this person has read the paper since before a version of it was replaced."""
    material = session.get_one(Material, row.material_id)
    return has_read_since(session, material, actor.person_id or "", row.at)


def facts_of_label_change(call: Call) -> Facts:
    """The facts of the proposed label or marks in the path; `call.subject` becomes the proposal."""
    facts = proposals.facts_among(call, KINDS, call.path("change"))
    call.material_id = call.loaded(Proposed).subject
    return facts


def _keep(call: Call, paper: Paper) -> PaperFacts:
    call.subject = paper
    call.material_id = paper.material_id
    return paper.facts(call.actor)
