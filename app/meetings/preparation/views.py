"""The preparation screen of one meeting, its progress for the script, and the acts on its agenda and papers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.responses import Response

from app.access.levels import Marks, highest
from app.access.roles import Role
from app.access.table import HandlingLine, describe
from app.audit.notes import RecordSubject, note
from app.audit.vocabulary import EventKind
from app.errors import AppError, BadInput, NextStep
from app.materials.intake.files import ACCEPTED
from app.meetings import agenda
from app.meetings.acts import group_ids
from app.meetings.agenda import Direction, Node
from app.meetings.explaining.acts import follow_item
from app.meetings.explaining.queries import names_by_item
from app.meetings.facts import InMeeting, OnAgenda, PlacedPaper
from app.meetings.models import AgendaItem
from app.meetings.papers import placing
from app.meetings.papers.audience import active_people, crowds
from app.meetings.papers.queries import PreparedPaper, papers_of
from app.meetings.papers.sameness import same_files
from app.meetings.preparation.forms import ItemForm, ItemMoveForm, ItemsForm, PaperMoveForm
from app.meetings.publication import readers_words
from app.meetings.subjects import about_meeting
from app.web import answers
from app.web.call import Call

_NUMBER_AND_COUNTER = re.compile(r"(\d) (?=\D)")
"""A number and the blank before its counter word; they must not be separated at the end of a line."""


@dataclass(frozen=True)
class Branch:
    """An agenda item with the papers under it; `node` None holds the papers under no item."""

    node: Node | None
    papers: list[PreparedPaper]


def show(call: Call) -> Response:
    """The screen. `?edit=ITEM` opens an item's form, `?move=PAPER` the choice of a place, `?paper=PAPER` the side."""
    return _screen(call, edited=call.query.one("edit"))


def state(call: Call) -> Response:
    """Every paper's state line, for the script that keeps the screen up to date."""
    papers = papers_of(call.session, call.actor, call.loaded(InMeeting).meeting.id)
    return answers.json(
        {
            "papers": {
                paper.material.id: paper.state.as_json()
                | {"pages": paper.pages, "is_ready": paper.is_ready, "title": paper.title}
                for paper in papers
            },
            "is_moving": any(paper.state.is_moving for paper in papers),
        }
    )


def add_item(call: Call) -> Response:
    """Add an agenda item."""
    form, meeting = ItemForm.read(call), call.loaded(InMeeting).meeting
    try:
        form.must_hold()
        item = agenda.add_item(
            call.session, meeting, number_label=form.number_label, title=form.title, parent_id=form.parent
        )
    except BadInput as error:
        form.take(error)
        return _screen(call, new_item=form, status=422)
    _note_item(call, "item_added", item)
    return _back(call, f"item-{item.id}")


def add_items(call: Call) -> Response:
    """Add the items of a pasted list, in its order, at the top level."""
    form, meeting = ItemsForm.read(call), call.loaded(InMeeting).meeting
    try:
        form.must_hold()
        for number, title in agenda.items_in(form.lines):
            item = agenda.add_item(call.session, meeting, number_label=number, title=title, parent_id="")
            _note_item(call, "item_added", item)
    except BadInput as error:
        form.take(error)
        return _screen(call, pasted=form, status=422)
    return _back(call, "agenda")


def _note_item(call: Call, change: str, item: AgendaItem) -> None:
    note(call.session, call.by, EventKind.MEETING_CHANGED, _about(call), change=change, item=item.id, title=item.title)


def edit_item(call: Call) -> Response:
    """Change an agenda item's words or the item it hangs under."""
    item = call.loaded(OnAgenda).item
    form = ItemForm.read(call)
    if form.is_stale(ItemForm.of(item)["made_from"].value):
        now = f"{item.number_label} {item.title}".strip()
        form.blame("title", f"ほかの人がこの日程を「{now}」に変えました。確かめて、もう一度保存してください。")
    try:
        form.must_hold()
        agenda.edit_item(call.session, item, number_label=form.number_label, title=form.title, parent_id=form.parent)
    except BadInput as error:
        form.take(error)
        return _screen(call, edited=item.id, form=form, status=422)
    _note_item(call, "item_changed", item)
    return _back(call, f"item-{item.id}")


def delete_item(call: Call) -> Response:
    """Remove an agenda item that holds nothing."""
    item = call.loaded(OnAgenda).item
    with_way_back(call, lambda: agenda.delete_item(call.session, item))
    _note_item(call, "item_removed", item)
    return _back(call, "agenda")


def move_item(call: Call) -> Response:
    """Move an agenda item among its siblings."""
    item = call.loaded(OnAgenda).item
    form = ItemMoveForm.read(call)

    def move() -> None:
        form.must_hold()
        agenda.move_item(call.session, item, direction=form.direction, before_id=form.before)

    with_way_back(call, move)
    note(call.session, call.by, EventKind.MEETING_CHANGED, _about(call), change="item_moved", item=item.id)
    return _back(call, f"item-{item.id}")


def move_paper(call: Call) -> Response:
    """Move a paper among its neighbours (`direction`), or under another item (`agenda_item`, "" for none)."""
    placed = call.loaded(PlacedPaper)
    meeting, attachment = placed.meeting, placed.attachment
    form = PaperMoveForm.read(call)

    def move() -> None:
        form.must_hold()
        if form.direction in {Direction.UP, Direction.DOWN}:
            placing.move_paper(call.session, attachment, direction=form.direction)
            return
        if form.agenda_item is not None:
            placing.move_paper_to(call.session, meeting, attachment, form.agenda_item)
            follow_item(call.session, call.by, attachment)
        if form.direction is Direction.BEFORE:
            placing.move_paper(call.session, attachment, direction=form.direction, before_id=form.before)

    with_way_back(call, move)
    note(
        call.session,
        call.by,
        EventKind.MEETING_CHANGED,
        _about(call),
        change="paper_moved",
        material=attachment.material_id,
    )
    return _back(call, f"paper-{attachment.material_id}")


def with_way_back(call: Call, act: Callable[[], object]) -> None:
    """Do an act; a refusal is shown on the preparation screen."""
    try:
        act()
    except AppError as error:
        error.next_step = error.next_step or NextStep(
            f"/prepare/meetings/{call.loaded(InMeeting).meeting.id}", "会議の準備の画面に戻る"
        )
        raise


def _screen(
    call: Call,
    *,
    edited: str = "",
    form: ItemForm | None = None,
    new_item: ItemForm | None = None,
    pasted: ItemsForm | None = None,
    status: int = 200,
) -> Response:
    """The whole screen. `edited`: the item whose form is open, with `form` in it when that was sent and is wrong."""
    session, meeting = call.session, call.loaded(InMeeting).meeting
    nodes = agenda.in_order(agenda.items_of(session, meeting.id))
    papers = papers_of(session, call.actor, meeting.id)
    attending, known = group_ids(session, meeting.id), crowds(session)
    return answers.html(
        call,
        "prepare/meeting.html",
        status=status,
        meeting=meeting,
        attending=[crowd for crowd in known if crowd.id in attending],
        crowds=known,
        people=active_people(session),
        branches=_branches(nodes, papers),
        nodes=nodes,
        explainers=names_by_item(session, meeting.id),
        papers=papers,
        same=same_files(session, call.actor, papers),
        edited=edited,
        form=form or next((ItemForm.of(node.item) for node in nodes if node.item.id == edited), ItemForm()),
        new_item=new_item or ItemForm(),
        new_marks=Marks(),
        pasted=pasted or ItemsForm(),
        can=_can(call, papers),
        moved=call.query.one("move"),
        sees_3a=call.actor.holds(Role.ADMINISTRATOR),
        upload_limit_bytes=call.services.settings.upload_limit_bytes,
        file_choice=ACCEPTED.file_choice,
    )


def _branches(nodes: list[Node], papers: list[PreparedPaper]) -> list[Branch]:
    under: dict[str | None, list[PreparedPaper]] = {}
    for paper in papers:
        item_id = paper.attachment.agenda_item_id if paper.attachment else None
        under.setdefault(item_id, []).append(paper)
    branches = [Branch(node, under.pop(node.item.id, [])) for node in nodes]
    loose = [paper for rest in under.values() for paper in rest]
    return [Branch(None, loose), *branches] if loose else branches


def _can(call: Call, papers: list[PreparedPaper]) -> dict[str, object] | None:
    """The side panel: the paper that was asked for, else the first."""
    wanted = call.query.one("paper")
    chosen = next((paper for paper in papers if paper.material.id == wanted), papers[0] if papers else None)
    if chosen is None:
        return None
    level = highest([chosen.material.label])
    lines = describe(
        level,
        is_released=chosen.material.is_released,
        readers=readers_words([chosen], level),
        table=call.handling,
    )
    return {"level": level.value, "title": chosen.title, "rows": can_rows(lines), "id": chosen.material.id}


def can_rows(lines: Iterable[HandlingLine]) -> list[dict[str, str]]:
    """Lines of the handling table as the `can_table` part wants them."""
    icons = {"ok": "check", "warn": "warn", "shield": "shield"}
    return [
        {
            "label": line.label,
            "icon": icons[line.tone],
            "tone": "ok" if line.tone == "shield" else line.tone,
            "text": _NUMBER_AND_COUNTER.sub("\\1\u00a0", line.text),
        }
        for line in lines
    ]


def _about(call: Call) -> RecordSubject:
    return about_meeting(call.loaded(InMeeting).meeting)


def _back(call: Call, anchor: str) -> Response:
    """The answer after an act: JSON for scripts, which then ask for the rows; for forms, back to the changed row."""
    meeting = call.loaded(InMeeting).meeting
    return (
        answers.json({}) if answers.wants_json(call) else answers.see_other(f"/prepare/meetings/{meeting.id}#{anchor}")
    )
