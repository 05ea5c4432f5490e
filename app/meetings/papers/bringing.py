"""Brings a new paper into a meeting: its title, its agenda item and its readers are found by what is known of it."""

from sqlalchemy.orm import Session

from app.access.levels import Marks
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.intake.acts import register
from app.materials.intake.files import ACCEPTED
from app.materials.models import Version
from app.materials.readers import default_groups, narrowed
from app.meetings.acts import group_ids
from app.meetings.agenda import items_of
from app.meetings.explaining.acts import follow_item
from app.meetings.models import Meeting
from app.meetings.papers.matching import item_for
from app.meetings.papers.placing import attach
from app.meetings.subjects import about_meeting
from app.members.models import Group


def bring_paper(
    session: Session, by: By, meeting: Meeting, *, file_name: str, title: str, agenda_item: str, marks: Marks
) -> Version:
    """Register a paper for those who attend the meeting, and put it under an item. Its version waits for the file.

    `title`: "" for the file's name without its ending. `agenda_item`: an item's id, "" for the one whose number the
    names mention, if there is one. Raises BadInput.
    """
    title = title or ACCEPTED.without_ending(file_name)
    item = item_for(items_of(session, meeting.id), agenda_item, f"{file_name} {title}")
    groups = [group for each in group_ids(session, meeting.id) if (group := session.get(Group, each))]
    readers = narrowed(groups or default_groups(session), f"{title} {file_name} {item.title if item else ''}")
    material, version = register(session, by, title=title, file_name=file_name, groups=readers, marks=marks)
    place = attach(session, meeting, material.id, item.id if item else agenda_item)
    follow_item(session, by, place)
    note(session, by, EventKind.MEETING_CHANGED, about_meeting(meeting), change="paper_laid", material=material.id)
    return version
