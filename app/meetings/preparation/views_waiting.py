"""The desk of papers: labels and releases that wait for a second person, and files for the public that failed."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.access.actions import Action
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.roles import Role
from app.audit.vocabulary import OF_PAPERS
from app.materials.labels.proposals import LABEL_CHANGE
from app.materials.labels.returning import ASKED_RETURN, KINDS, RETURN
from app.materials.models import Material, PublicFile
from app.materials.releases.proposals import RELEASE
from app.materials.visible import shown_titles
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.proposals.kinds import AnyProposalKind
from app.proposals.queries import WaitingProposal, desk
from app.proposals.screens import desk_of
from app.web import answers
from app.web.call import Call
from app.web.navigation import Place

_KINDS: tuple[AnyProposalKind, ...] = (*KINDS, RELEASE)


def show(call: Call) -> Response:
    """What waits for a second person, the oldest first, then what could not be made for residents."""
    session = call.session
    waiting = desk(session, call.actor, call.handling, _KINDS)
    # Clerks are shown nothing about 3A papers, except what they asked for themselves.
    lines = [line for line in waiting if line.decision.reason is not Reason.NEEDS_ADMINISTRATOR]
    askers = people_by_id(session, {line.row.asked_by for line in lines})
    papers = {line.row.subject: session.get_one(Material, line.row.subject) for line in lines}
    return answers.html(
        call,
        "prepare/waiting.html",
        lines=[
            _line(call, line, papers[line.row.subject])
            | {"asker": identified_since(session, askers[line.row.asked_by], line.row.asked_at)}
            for line in lines
        ],
        titles=shown_titles(session, call.actor, list(papers.values())),
        failed=_failed(session),
    )


def _line(call: Call, line: WaitingProposal, material: Material) -> dict[str, object]:
    is_release, row = line.kind is RELEASE, line.row
    file = call.session.get(PublicFile, RELEASE.read(row).payload.version_id) if is_release else None
    is_hidden = material.level is Confidentiality.C3A and not call.actor.holds(Role.ADMINISTRATOR)
    href = f"/prepare/releases/{row.id}" if is_release else f"/prepare/materials/{material.id}"
    return {
        "id": row.id,
        "subject": material.id,
        "is_release": is_release,
        "is_return": line.kind is RETURN,
        "change": _asked_words(line) if is_hidden else line.shown.change,
        "href": None if is_hidden else href,
        "reason": row.reason,
        "at": row.asked_at,
        "can_decide": line.can_decide,
        "is_mine": row.asked_by == call.viewer.person_id,
        "failure": file.told_failure if file is not None else None,
        "is_being_made": is_release and (file is None or (file.is_intact and not file.is_of_present_rule)),
    }


def _asked_words(line: WaitingProposal) -> str:
    """What somebody has asked about a paper of which they may not know any more: nothing of how it stands by now."""
    if line.kind is LABEL_CHANGE:
        return LABEL_CHANGE.read(line.row).payload.words
    return ASKED_RETURN if line.kind is RETURN else line.shown.change


def _failed(session: Session) -> list[tuple[Material, str]]:
    """Papers that residents can read but not save, as the file for the public could not be made; with the reason."""
    query = (
        select(Material, PublicFile.failure)
        .join(PublicFile, PublicFile.version_id == Material.released_version_id)
        .where(PublicFile.failure.is_not(None))
        .order_by(Material.released_at)
    )
    return [(material, failure or "") for material, failure in session.execute(query) if material.is_released]


PAPERS = desk_of(
    _KINDS,
    "papers",
    "資料の確認",
    "/prepare/waiting",
    (Place.MATERIALS,),
    Action.MATERIAL_PREPARE,
    OF_PAPERS,
)
"""The desk of labels that are lowered or become 3A, and of releases to residents."""
