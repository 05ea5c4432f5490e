"""The agenda tree: adding, changing, moving and removing items, and the order in which it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.meetings.errors import ItemHasChildren, ItemHasPapers
from app.meetings.models import AgendaItem, Attachment, Explainer, Meeting

DEEPEST = 2
"""The greatest depth of an item, 0 being the top: deeper trees cannot be read on a tablet."""

MOST_PASTED = 200
ITEM_TITLE_LIMIT = 200
NUMBER_LIMIT = 32

Thing = TypeVar("Thing")


class Direction(StrEnum):
    """A move among siblings: one place up or down, or to the place right before one of them."""

    UP = "up"
    DOWN = "down"
    BEFORE = "before"


@dataclass(frozen=True)
class Node:
    """An item in reading order; `depth` is 0 at the top. `is_first` and `is_last` are among its siblings."""

    item: AgendaItem
    depth: int
    is_first: bool
    is_last: bool


def items_of(session: Session, meeting_id: str) -> list[AgendaItem]:
    """All items of a meeting, not in the tree's order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position, AgendaItem.id)
    return list(session.scalars(query))


def in_order(items: Sequence[AgendaItem]) -> list[Node]:
    """The items in reading order: each before its children. An item without its parent is shown at the top level."""
    known = {item.id for item in items}
    children: dict[str | None, list[AgendaItem]] = {}
    for item in sorted(items, key=lambda each: (each.position, each.id)):
        parent = item.parent_id if item.parent_id in known else None
        children.setdefault(parent, []).append(item)
    nodes: list[Node] = []

    def walk(parent: str | None, depth: int) -> None:
        siblings = children.get(parent, [])
        for place, item in enumerate(siblings):
            nodes.append(Node(item, depth, place == 0, place == len(siblings) - 1))
            walk(item.id, depth + 1)

    walk(None, 0)
    return nodes


def add_item(session: Session, meeting: Meeting, *, number_label: str, title: str, parent_id: str) -> AgendaItem:
    """A new item, last among its siblings. Raises BadInput with the field's sentence."""
    items = items_of(session, meeting.id)
    parent = _parent(items, None, parent_id)
    siblings = [item for item in items if item.parent_id == parent]
    if number_label and any((each.number_label, each.title) == (number_label, title) for each in siblings):
        raise BadInput(fields={"title": f"「{number_label} {title}」は、もう日程にあります。件名を変えてください。"})
    item = AgendaItem(
        meeting_id=meeting.id, parent_id=parent, position=len(siblings) + 1, number_label=number_label, title=title
    )
    session.add(item)
    session.flush()
    _renumber([*siblings, item])
    return item


def edit_item(session: Session, item: AgendaItem, *, number_label: str, title: str, parent_id: str) -> None:
    """Change an item's words, or put it under another item. Raises BadInput with the field's sentence."""
    items = items_of(session, item.meeting_id)
    parent = _parent(items, item, parent_id)
    item.number_label, item.title = number_label, title
    if parent != item.parent_id:
        former = [each for each in items if each.parent_id == item.parent_id and each is not item]
        siblings = [each for each in items if each.parent_id == parent]
        item.parent_id = parent
        _renumber(former)
        _renumber([*siblings, item])


def delete_item(session: Session, item: AgendaItem) -> None:
    """Remove an empty item. Raises ItemHasPapers or ItemHasChildren, so that no paper is removed along with it."""
    if session.scalars(select(Attachment.material_id).where(Attachment.agenda_item_id == item.id)).first():
        raise ItemHasPapers
    if session.scalars(select(AgendaItem.id).where(AgendaItem.parent_id == item.id)).first():
        raise ItemHasChildren
    siblings = [each for each in items_of(session, item.meeting_id) if each.parent_id == item.parent_id]
    for explainer in session.scalars(select(Explainer).where(Explainer.item_id == item.id)).all():
        session.delete(explainer)
    session.flush()
    session.delete(item)
    _renumber([each for each in siblings if each is not item])


def move_item(session: Session, item: AgendaItem, *, direction: Direction, before_id: str = "") -> None:
    """Move an item up or down among its siblings, or right before the sibling `before_id`; at an end do nothing."""
    siblings = [each for each in items_of(session, item.meeting_id) if each.parent_id == item.parent_id]
    _renumber(moved(siblings, item, direction=direction, before=_named(siblings, before_id)))


def moved(things: list[Thing], thing: Thing, *, direction: Direction, before: Thing | None) -> list[Thing]:
    """The list with `thing` at its new place. Raises BadInput when it is to go before a thing that is not there."""
    place = things.index(thing)
    rest = [each for each in things if each is not thing]
    match direction:
        case Direction.UP:
            target = max(0, place - 1)
        case Direction.DOWN:
            target = min(len(rest), place + 1)
        case Direction.BEFORE if before is not None:
            target = rest.index(before) if before is not thing else place
        case _:
            raise BadInput("移す先を選び直してください。", cause="not among its siblings")
    return [*rest[:target], thing, *rest[target:]]


def _named(items: list[AgendaItem], item_id: str) -> AgendaItem | None:
    return next((item for item in items if item.id == item_id), None)


def _renumber(siblings: list[AgendaItem]) -> None:
    for position, item in enumerate(siblings, 1):
        item.position = position


def _parent(items: list[AgendaItem], item: AgendaItem | None, parent_id: str) -> str | None:
    if not parent_id:
        return None
    nodes = {node.item.id: node for node in in_order(items)}
    if parent_id not in nodes:
        raise BadInput(fields={"parent": "上の日程が見つかりません。画面を読み込み直して、選び直してください。"})
    below = _family(items, item.id) if item else set()
    if parent_id in below:
        raise BadInput(fields={"parent": "自分や、自分の下にある日程の下には移せません。ほかの日程を選んでください。"})
    height = max((nodes[each].depth for each in below), default=0) - (nodes[item.id].depth if item else 0)
    if nodes[parent_id].depth + 1 + height > DEEPEST:
        raise BadInput(fields={"parent": "日程は 3 段までです。上の段の日程を選んでください。"})
    return parent_id


def _family(items: list[AgendaItem], item_id: str) -> set[str]:
    """The item and everything under it."""
    family = {item_id}
    while more := {each.id for each in items if each.parent_id in family} - family:
        family |= more
    return family


_NUMBERED = re.compile(
    r"((?:日程)?第\s*[0-9０-９一二三四五六七八九十百]+号?(?:の[0-9０-９]+)?(?=[\s　:：])"  # 日程第5, 第2の1
    r"|[(（]?[0-9０-９]+[)）.．、])[\s　:：]*(.+)"  # 1. (2) ３、
)


def items_in(pasted: str) -> list[tuple[str, str]]:
    """A list of agenda items, one a line, as (number, title): 「日程第5　議案第16号」 → ("日程第5", "議案第16号").

    Empty lines and bullets are left out. Raises BadInput with the line that is too long, or when there is none.
    """
    lines = [line.strip().lstrip("・●○■□-*").strip() for line in pasted.splitlines()]
    found: list[tuple[str, str]] = []
    for line in filter(None, lines):
        numbered = _NUMBERED.fullmatch(line)
        number, title = (numbered[1].strip(), numbered[2].strip()) if numbered else ("", line)
        if len(title) > ITEM_TITLE_LIMIT or len(number) > NUMBER_LIMIT:
            raise BadInput(fields={"lines": f"長すぎる行があります：「{line[:30]}…」。短くしてください。"})
        found.append((number, title))
    if not found or len(found) > MOST_PASTED:
        raise BadInput(fields={"lines": f"日程を 1 行に 1 件、{MOST_PASTED} 件までで入れてください。"})
    return found
