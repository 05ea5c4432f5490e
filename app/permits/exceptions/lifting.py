"""The conditions that a session's exceptions lift, looked up at every request that the handling table would refuse."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Lift, PaperFacts
from app.access.levels import effective
from app.auth.devices.queries import of_session
from app.materials import facts as papers
from app.materials.queries import Paper
from app.permits.models import Permit, PermitOpening
from app.permits.queries import is_running
from app.web.call import Call


def facts_of_material(call: Call) -> PaperFacts:
    """The facts of the paper in the path, as `materials.facts` has them, with what exceptions lift."""
    return _lifted(call, papers.facts_of_material(call))


def facts_of_version(call: Call) -> PaperFacts:
    """As `facts_of_material`, for the paper of the version in the path."""
    return _lifted(call, papers.facts_of_version(call))


def facts_of_edition(call: Call) -> PaperFacts:
    """As `facts_of_version`, for looking at a version that may have been left open."""
    return _lifted(call, papers.facts_of_edition(call))


def facts_of_papers(call: Call, found: Sequence[Paper]) -> list[PaperFacts]:
    """The facts of each of several papers, with what exceptions lift, in the same order."""
    every = [paper.facts(call.actor) for paper in found]
    refused = [
        paper.version_id
        for paper, facts in zip(found, every, strict=True)
        if paper.version_id is not None and _would_be_refused(call, facts)
    ]
    if call.identity.viewer is None or not refused:
        return every
    used = in_use(call.session, call.viewer.person_id, call.viewer.session_id, refused)
    return [_with(facts, used.get(paper.version_id or "", [])) for paper, facts in zip(found, every, strict=True)]


def _lifted(call: Call, facts: PaperFacts) -> PaperFacts:
    version_id = call.loaded(Paper).version_id
    if call.identity.viewer is None or version_id is None or not _would_be_refused(call, facts):
        return facts
    used = in_use(call.session, call.viewer.person_id, call.viewer.session_id, [version_id])
    return _with(facts, used.get(version_id, []))


def _with(facts: PaperFacts, used: Sequence[Permit]) -> PaperFacts:
    if not used:
        return facts
    lifted = frozenset[Lift]().union(*(permit.kind.lifts for permit in used))
    return replace(facts, lifted=lifted, under="、".join(permit.number for permit in used))


def _would_be_refused(call: Call, facts: PaperFacts) -> bool:
    """Whether the table refuses. Exceptions are looked up only then, because most requests are allowed by the table."""
    table = call.handling
    row = table.row(effective(facts.level))
    is_outside = row.trusted_zone_only and table.zones_are_configured and not call.actor.in_trusted_zone
    return call.actor.device not in row.devices or is_outside


def in_use(session: Session, person_id: str, session_id: str, version_ids: Sequence[str]) -> dict[str, list[Permit]]:
    """The person's exceptions for versions that this session has begun to use, and that run now, by version."""
    query = (
        select(Permit, PermitOpening)
        .join(PermitOpening, PermitOpening.permit_id == Permit.id)
        .where(PermitOpening.session_id == session_id, Permit.person_id == person_id)
    )
    if len(version_ids) == 1:
        query = query.where(Permit.version_id == version_ids[0])
    begun: dict[str, list[Permit]] = {}
    for permit, opening in session.execute(query.order_by(Permit.number)).all():
        if opening.is_intact and is_running(permit) and is_for_device(session, permit, session_id):
            begun.setdefault(permit.version_id, []).append(permit)
    return begun


def is_for_device(session: Session, permit: Permit, session_id: str) -> bool:
    """Whether the permit may be used on the device of this session."""
    if permit.device_id is None:
        return True
    device = of_session(session, session_id)
    return device is not None and device.id == permit.device_id


def has_begun_here(session: Session, permit: Permit, session_id: str) -> bool:
    """Whether this session's use of the permit was counted already."""
    query = select(PermitOpening).where(PermitOpening.permit_id == permit.id, PermitOpening.session_id == session_id)
    found = session.scalars(query).first()
    return found is not None and found.is_intact
