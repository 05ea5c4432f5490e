"""The secretariat's screens of papers: all of them, and one with its versions, label, readers and openings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.access.actions import Action
from app.access.levels import Confidentiality, Marks, Regime, effective
from app.access.roles import Role
from app.access.table import describe
from app.errors import AppError
from app.jobs.payloads import Payload
from app.materials.disposed import disposed_paper
from app.materials.forms import (
    BindingForm,
    BringingBackForm,
    LabelForm,
    OutlookForm,
    PutBackForm,
    RegimeForm,
    ReleaseForm,
    TitleForm,
    WithdrawalForm,
)
from app.materials.intake.files import ACCEPTED
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE, MarksChange
from app.materials.labels.regimes import regime_of, said_regime, stands_under
from app.materials.labels.returning import RETURN, takes_two
from app.materials.labels.shown import was_sent_out
from app.materials.models import Binding, Material, Version
from app.materials.pages.traceable import (
    UNTRACEABLE_ADVICE,
    is_traced,
    pieces_of,
    untraceable_pages,
    untraceable_title,
)
from app.materials.progress import warning_words
from app.materials.queries import load_material, versions_of
from app.materials.readers import named_words
from app.materials.recognition.pages import PageState
from app.materials.recognition.queries import recognised_rows
from app.materials.recognition.views import number_words, page_words
from app.materials.releases.proposals import RELEASE
from app.materials.remaking import queries as remaking
from app.materials.replacements.queries import leaving_open, replacements_of
from app.materials.replacements.shown import mark_of
from app.materials.visible import shown_titles, withheld_versions
from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem, Meeting
from app.meetings.papers.audience import active_people, crowds
from app.meetings.papers.openings import openings_of
from app.meetings.papers.queries import PreparedPaper, paper_of, papers_in, papers_of
from app.meetings.papers.sameness import SameFile, same_files
from app.meetings.preparation.views import can_rows
from app.meetings.publication import readers_words
from app.members.identity import identified_since
from app.members.models import Person
from app.proposals.kinds import ProposalKind, Proposed
from app.proposals.queries import is_over, open_row, row_of
from app.web import answers
from app.web.call import Call
from app.web.forms.form import Form

_PAGE_ROWS = 50


@dataclass(frozen=True)
class PaperPlace:
    """A paper's meeting and agenda item in words."""

    meeting: Meeting
    item: AgendaItem | None


def index(call: Call) -> Response:
    """All papers, or those under one regime, the newest first."""
    session, form = call.session, RegimeForm.asked(call)
    regime = None if form.errors else form.regime
    wanted = true() if regime is None else stands_under(regime)
    total = session.scalar(select(func.count(Material.id)).where(wanted)) or 0
    pages = max(1, -(-total // _PAGE_ROWS))
    page = min(pages, max(1, _number(call.query.one("page"))))
    found = session.scalars(
        select(Material)
        .where(wanted)
        .order_by(Material.created_at.desc(), Material.id)
        .limit(_PAGE_ROWS)
        .offset((page - 1) * _PAGE_ROWS)
    ).all()
    papers = papers_in(session, call.actor, found)
    return answers.html(
        call,
        "prepare/materials.html",
        papers=papers,
        places={paper.material.id: _place(session, paper) for paper in papers},
        page=page,
        pages=pages,
        total=total,
        form=form,
        regime=regime,
        regimes={paper.material.id: regime_of(paper.material) for paper in papers},
        regime_options=[("", "すべて"), *((each.value, each.words) for each in Regime)],
        sees_3a=call.actor.holds(Role.ADMINISTRATOR),
        remaking={
            "left": remaking.left(session),
            "wordless": remaking.left_without_words(session),
            "stands": (stands := remaking.standstills(session)),
            "titles": shown_titles(session, call.actor, [each.material for each in stands]),
        },
    )


def show(call: Call) -> Response:
    """One paper with everything the secretariat can do about it."""
    return paper_page(call, load_material(call.session, call.path("material")))


def paper_page(call: Call, material: Material, stopped: AppError | None = None) -> Response:
    """The same; `stopped`: why an act on it changed nothing."""
    session = call.session
    paper = paper_of(session, call.actor, material)
    place, level = _place(session, paper), material.level
    words, is_released = readers_words([paper], level), material.is_released
    lines = describe(level, is_released=is_released, readers=words, table=call.handling)
    versions = versions_of(session, material.id)
    return answers.html(
        call,
        "prepare/material.html",
        200 if stopped is None else stopped.status,
        stopped=stopped,
        paper=paper,
        material=material,
        place=place,
        versions=versions,
        same=_same_file(call, paper),
        closed_words=remaking.words_of_older(session, versions),
        withheld=withheld_versions(session, call.actor, versions, {material.id: material}),
        replaced=(replaced := replacements_of(session, [material.id]).get(material.id, [])),
        names=_names(session, {*(version.created_by for version in versions), *(row.by_id for row in replaced)}, paper),
        named=named_words(session, material.id),
        can={"level": level.value, "rows": can_rows(lines)},
        **_latest(session, paper.latest, level),
        openings=openings_of(session, paper),
        may_see_who_read=call.may(Action.LEDGER_READ),
        nodes=in_order(items_of(session, place.meeting.id)) if place else [],
        releases=_releases(session, material, versions),
        was_sent_out=was_sent_out(session, [material]),
        is_3a=level is Confidentiality.C3A,
        has_newer_readers=call.query.one("newer") == "readers",
        upload_limit_bytes=call.services.settings.upload_limit_bytes,
        forms=_forms(material),
        succession_mark=mark_of(session, material),
        left_open=leaving_open(session, material.id, material.current_version_id),
        file_choice=ACCEPTED.file_choice,
        **_to_choose(call, paper),
    )


def _latest(session: Session, latest: Version | None, level: Confidentiality) -> dict[str, object]:
    """What was found in the version that came last."""
    return {
        "warnings": warning_words(latest) if latest else [],
        "untraceable": _untraceable(session, latest, level),
        "pieces": pieces_of(session, latest.id) if latest else [],
        "recognised": _recognised(session, latest),
    }


def _untraceable(session: Session, version: Version | None, level: Confidentiality) -> list[str]:
    """Which pages cannot be traced although they should be, and what to do; empty when all can."""
    pages = untraceable_pages(session, [version.id]) if version is not None and is_traced(level) else {}
    return [text for found in pages.values() for text in (untraceable_title(found), UNTRACEABLE_ADVICE)]


def _recognised(session: Session, version: Version | None) -> dict[str, str]:
    rows = recognised_rows(session, version.id) if version is not None else []
    return {"pages": page_words(rows, PageState.READ), "numbers": number_words(rows)}


def _to_choose(call: Call, paper: PreparedPaper) -> dict[str, object]:
    """Whom the paper can be addressed to, and what waits for a second person's decision."""
    return {
        "crowds": crowds(call.session),
        "people": active_people(call.session),
        "label_word": _word(call, LABEL_CHANGE, paper.pending),
        "marks_change": _marks_change(call, paper.pending_marks),
        "returning": _returning(call, paper.material),
        "regimes": _regime_options(paper.material),
        "is_disposed": disposed_paper(call.session, paper.material.id) is not None,
    }


def _same_file(call: Call, paper: PreparedPaper) -> SameFile | None:
    if paper.attachment is None:
        return None
    beside = papers_of(call.session, call.actor, paper.attachment.meeting_id)
    return same_files(call.session, call.actor, beside).get(paper.material.id)


def preview_label(call: Call) -> Response:
    """What readers of these papers will be able to do under a label ("" for none yet), before anything is saved."""
    form = OutlookForm.asked(call)
    form.must_hold()
    found = call.session.scalars(select(Material).where(Material.id.in_(form.papers))).all()
    level = effective(form.level)
    words = readers_words(papers_in(call.session, call.actor, found), level)
    lines = describe(level, is_released=False, readers=words, table=call.handling)
    rows = [{"label": line.label, "tone": line.tone, "text": line.text} for line in lines]
    return answers.json({"level": level.value, "words": level.words, "rows": rows})


def _forms(material: Material) -> dict[str, Form]:
    return {
        "label": LabelForm(),
        "title": TitleForm(title=material.title),
        "binding": BindingForm(binding=Binding(material.binding)),
        "regime": RegimeForm(regime=said_regime(material) or ""),
        "withdrawal": WithdrawalForm(),
        "returning": BringingBackForm(),
        "release": ReleaseForm(),
        "put_back": PutBackForm(),
    }


def _regime_options(material: Material) -> list[tuple[str, str]]:
    by_source = material.marks.source.regime.words
    return [("", f"出どころのとおり（{by_source}）"), *((each.value, each.words) for each in Regime)]


def _word(call: Call, kind: ProposalKind[Payload], pending: Proposed[Payload] | None) -> str:
    """The mark that the second person's word carries; "" where no buttons are shown for it.

    They are shown even if a fresh sign-in is needed first. The act decides again.
    """
    if pending is None or not call.may(kind.confirms, kind.facts(call.session, call.actor, pending)):
        return ""
    return kind.mark(call.session, row_of(call.session, kind, pending.id))


def _marks_change(call: Call, pending: Proposed[MarksChange] | None) -> dict[str, object] | None:
    """The change of marks that waits, the new marks in words, and whether to show the second person's buttons."""
    if pending is None:
        return None
    word = _word(call, MARKS_CHANGE, pending)
    return {"asked": pending, "words": Marks.read(pending.payload.to_marks).words, "word": word}


def _returning(call: Call, material: Material) -> dict[str, object]:
    """Whether two persons bring the paper back; and where that waits, what is asked for, by whom, and its mark."""
    row = open_row(call.session, RETURN, material.id)
    if row is None or is_over(call.session, RETURN, row):
        is_for_two = material.withdrawn_at is not None and takes_two(call.session, material)
        return {"asked": None, "takes_two": is_for_two}
    asked, change = RETURN.read(row), RETURN.look(call.session, row).change
    asker = identified_since(call.session, call.session.get_one(Person, row.asked_by), row.asked_at)
    return {"asked": asked, "asker": asker, "change": change, "word": _word(call, RETURN, asked)}


def _releases(session: Session, material: Material, versions: Sequence[Version]) -> dict[str, object]:
    """The release that can still be confirmed, who confirmed the one in force, and the former one."""
    row = open_row(session, RELEASE, material.id)
    released = next((version for version in versions if version.id == material.released_version_id), None)
    return {
        "release": None if row is None or is_over(session, RELEASE, row) else RELEASE.read(row),
        "released_by": session.get_one(Person, material.released_by).name if material.released_by else "",
        "formerly_released": None if material.is_released else released,
    }


def _place(session: Session, paper: PreparedPaper) -> PaperPlace | None:
    if paper.attachment is None:
        return None
    meeting = session.get(Meeting, paper.attachment.meeting_id)
    item = session.get(AgendaItem, paper.attachment.agenda_item_id) if paper.attachment.agenda_item_id else None
    return PaperPlace(meeting, item) if meeting else None


def _names(session: Session, people: set[str], paper: PreparedPaper) -> dict[str, str]:
    pending = [each for each in (paper.pending, paper.pending_marks) if each is not None]
    ids = people | {each.asked_by for each in pending}
    query = select(Person).where(Person.id.in_(ids))
    names = {person.id: person.name for person in session.scalars(query)}
    for each in pending:
        names[each.asked_by] = identified_since(session, session.get_one(Person, each.asked_by), each.asked_at)
    return names


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
