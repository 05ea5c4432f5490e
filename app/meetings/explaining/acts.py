"""Acts on explainers: name them for an item. The readers of its papers follow at once, and when a paper is placed.

Who reads stands in the readers of each paper alone. So everything that decides by them, and everything that tells who
could read on a past day, knows of explainers without asking for them.
"""

from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.decisions import Denied
from app.access.roles import Role
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.db import Database
from app.errors import BadInput
from app.materials.queries import load_material
from app.materials.readers import readers_of, set_readers
from app.meetings.explaining.queries import (
    CHANGE,
    executive_group,
    explainer_ids,
    follows,
    former_readers,
    must_be_unaltered,
    papers_of_former,
    papers_under,
)
from app.meetings.models import AgendaItem, Attachment, ExplainedReader, Explainer, Meeting
from app.meetings.subjects import about_meeting
from app.members import offices
from app.web.forms.merging import merged

_NOBODY_IN_OFFICE = "この日程の説明員は、いま執行部の役職にありません。「説明員を決める」で、決め直してください。"


def set_explainers(
    session: Session, by: By, meeting: Meeting, item: AgendaItem, chosen: Collection[str], seen: Collection[str] | None
) -> None:
    """Name those who explain an item; nobody for the whole executive. The caller has locked the meeting.

    `seen`: the ids that stood as chosen when the form was drawn. Raises BadInput for somebody who is not of the
    executive, and what `set_readers` raises.
    """
    former = explainer_ids(session, item.id)
    wanted = frozenset(merged(former, seen, chosen))
    if not wanted - former <= offices.holders(session, Role.EXECUTIVE):
        raise BadInput(fields={"person": "いま執行部の役職にある人を選び直してください。"})
    if wanted == former:
        return
    for row in session.scalars(select(Explainer).where(Explainer.item_id == item.id)).all():
        if row.person_id not in wanted:
            session.delete(row)
    session.add_all(Explainer(item_id=item.id, person_id=person_id) for person_id in sorted(wanted - former))
    session.flush()
    told = {"item": item.id, "title": item.title, "person_ids": " ".join(sorted(wanted))}
    note(session, by, EventKind.MEETING_CHANGED, about_meeting(meeting), change=CHANGE, **told)
    for material_id in papers_under(session, item):
        _readdress(session, by, material_id, wanted)


def follow_item(session: Session, by: By, attachment: Attachment) -> None:
    """A paper was put under an item: of the executive those read it who explain that item.

    An item for which nobody is named leaves the readers as they are: a paper that is moved is not opened to more people
    by that.
    """
    if wanted := explainer_ids(session, attachment.agenda_item_id):
        _readdress(session, by, attachment.material_id, wanted)


def take_out_former(database: Database) -> None:
    """Take out of a paper's readers whoever reads it as an explainer and has left the executive.

    The group of an office ends with the office by itself; an explainer stands among the readers by name, and would go
    on with any other office. A paper that nobody else reads stays. Called by the worker now and then.
    """
    with database.read() as session:
        papers = papers_of_former(session)
    for material_id in papers:
        with database.write() as session, suppress(Denied):  # altered, and closed by that
            _take_out_former(session, material_id)


def _take_out_former(session: Session, material_id: str) -> None:
    material = load_material(session, material_id, locked=True)
    rows, able = former_readers(session, material_id), offices.holders(session, Role.EXECUTIVE)
    groups, people = readers_of(session, material_id)
    group_ids, person_ids = {each.id for each in groups}, {each.id for each in people}
    left = {each for each, row in rows.items() if not row.was_named and each not in able} & person_ids
    must_be_unaltered(session, material)
    if not left or not (group_ids or person_ids - left):
        return
    for person_id in left:
        session.delete(rows[person_id])
    set_readers(session, SYSTEM, material, group_ids=group_ids, person_ids=person_ids - left)


def _readdress(session: Session, by: By, material_id: str, wanted: frozenset[str]) -> None:
    """Let explainers take the place of the executive, or of former explainers, among a paper's readers.

    A paper that is addressed to neither is not theirs, and stays as it is; so do readers who were named by hand.
    Whoever was named and has left the executive since is let in nowhere. Raises BadInput when that is all of them, and
    Denied while a row was altered: the readers that are kept would be sealed anew.
    """
    group = executive_group(session)
    if group is None:
        return
    material = load_material(session, material_id, locked=True)
    groups, people = readers_of(session, material_id)
    group_ids, person_ids = {each.id for each in groups}, {each.id for each in people}
    former = former_readers(session, material_id)
    if not follows(material) or (group.id not in group_ids and person_ids.isdisjoint(former)):
        return
    must_be_unaltered(session, material)
    able = wanted & offices.holders(session, Role.EXECUTIVE)
    if wanted and not able:
        raise BadInput(_NOBODY_IN_OFFICE, fields={"person": _NOBODY_IN_OFFICE})
    by_hand = {each for each in person_ids if each not in former or former[each].was_named}
    for row in former.values():
        session.delete(row)
    session.flush()
    session.add_all(
        ExplainedReader(material_id=material_id, person_id=each, was_named=each in by_hand) for each in sorted(able)
    )
    addressed = group_ids - {group.id} if wanted else group_ids | {group.id}
    set_readers(session, by, material, group_ids=addressed, person_ids=by_hand | able)
