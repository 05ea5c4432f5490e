"""The secretariat's screens of papers: all of them, and one with its versions, label, readers and openings."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.roles import Role
from app.access.table import describe
from app.materials.forms import LabelForm, TitleForm, WithdrawalForm
from app.materials.intake.files import ACCEPTED
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, Version
from app.materials.progress import warning_words
from app.materials.queries import load_material, versions_of
from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem, Meeting
from app.meetings.papers.audience import active_people, crowds
from app.meetings.papers.openings import openings_of
from app.meetings.papers.queries import PreparedPaper, paper_of, papers_in
from app.meetings.preparation.views import can_rows
from app.meetings.publication import readers_words
from app.members.models import Person
from app.proposals.kinds import Proposed
from app.web import answers
from app.web.call import Call

_PAGE_ROWS = 50


@dataclass(frozen=True)
class PaperPlace:
    """Where a paper stands."""

    meeting: Meeting
    item: AgendaItem | None


def index(call: Call) -> Response:
    """All papers, the newest first."""
    session = call.session
    total = session.scalar(select(func.count(Material.id))) or 0
    pages = max(1, -(-total // _PAGE_ROWS))
    page = min(pages, max(1, _number(call.query.one("page"))))
    found = session.scalars(
        select(Material)
        .order_by(Material.created_at.desc(), Material.id)
        .limit(_PAGE_ROWS)
        .offset((page - 1) * _PAGE_ROWS)
    ).all()
    papers = papers_in(session, found)
    return answers.html(
        call,
        "prepare/materials.html",
        papers=papers,
        places={paper.material.id: _place(session, paper) for paper in papers},
        page=page,
        pages=pages,
        total=total,
        sees_3a=call.actor.holds(Role.ADMINISTRATOR),
    )


def show(call: Call) -> Response:
    """One paper with everything the secretariat can do about it."""
    session = call.session
    material = load_material(session, call.path("material"))
    paper = paper_of(session, material)
    place = _place(session, paper)
    level = material.level
    lines = describe(
        level,
        is_released=material.is_released,
        readers=readers_words([paper], level),
        table=call.services.handling,
    )
    versions = versions_of(session, material.id)
    return answers.html(
        call,
        "prepare/material.html",
        paper=paper,
        material=material,
        place=place,
        versions=versions,
        names=_names(session, versions, paper.pending),
        can={"level": level.value, "rows": can_rows(lines), "readers": readers_words([paper], level)},
        warnings=warning_words(paper.latest) if paper.latest else [],
        crowds=crowds(session),
        people=active_people(session),
        openings=openings_of(session, paper),
        nodes=in_order(items_of(session, place.meeting.id)) if place else [],
        may_decide=_may_decide(call, paper.pending),
        is_3a=level is Confidentiality.C3A,
        upload_limit_bytes=call.services.settings.upload_limit_bytes,
        forms={"label": LabelForm(), "title": TitleForm(title=material.title), "withdrawal": WithdrawalForm()},
        file_choice=ACCEPTED.file_choice,
    )


def _may_decide(call: Call, pending: Proposed[LabelChange] | None) -> bool:
    """Whether to show the buttons of the second person; it is decided again when one is pressed."""
    if pending is None:
        return False
    facts = LABEL_CHANGE.facts(call.session, call.actor, pending)
    return decide(call.actor, LABEL_CHANGE.confirms, facts, call.services.handling).is_allowed


def _place(session: Session, paper: PreparedPaper) -> PaperPlace | None:
    if paper.attachment is None:
        return None
    meeting = session.get(Meeting, paper.attachment.meeting_id)
    item = session.get(AgendaItem, paper.attachment.agenda_item_id) if paper.attachment.agenda_item_id else None
    return PaperPlace(meeting, item) if meeting else None


def _names(session: Session, versions: list[Version], pending: Proposed[LabelChange] | None) -> dict[str, str]:
    ids = {version.created_by for version in versions} | ({pending.asked_by} if pending else set())
    query = select(Person).where(Person.id.in_(ids))
    return {person.id: person.name for person in session.scalars(query)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
