"""Cancelling a meeting, putting it off, taking that back, hiding it again, deleting a draft. Each leaves a record."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.policy import decide
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.materials.labels.shown import was_sent_out
from app.materials.models import Material
from app.materials.releases.ending import close_what_waits
from app.materials.subjects import about_paper
from app.meetings import sittings
from app.meetings.errors import (
    CalledOffAlready,
    DraftHasPapers,
    MeetingNotPublished,
    MeetingOver,
    MeetingRead,
    NotADraft,
    NotCalledOff,
    SecretPapersPublished,
    TooLateToTakeBack,
)
from app.meetings.models import AgendaItem, CalledOff, Explainer, Meeting, MeetingGroup
from app.meetings.papers.placing import attachments_of
from app.meetings.papers.queries import papers_of
from app.meetings.subjects import about_meeting


def cancel(session: Session, by: By, meeting: Meeting, reason: str) -> None:
    """The meeting does not take place (中止); its papers stay with their readers. Raises CalledOffAlready, MeetingOver.

    A meeting that has begun still counts as a sitting, so that cancelling opens nothing that a sitting closes
    (`sittings.goes_on`).
    """
    _check_open(meeting)
    _call_off(session, by, meeting, CalledOff.CANCELLED, reason)


def put_off(session: Session, by: By, meeting: Meeting, how: CalledOff, starts_at: datetime, reason: str) -> None:
    """The meeting goes on, or begins, on another day (延会, 流会). Raises CalledOffAlready, MeetingOver."""
    _check_open(meeting)
    meeting.formerly_at, meeting.starts_at = meeting.starts_at, starts_at
    _call_off(session, by, meeting, how, reason)


def take_back(session: Session, by: By, meeting: Meeting) -> None:
    """The meeting takes place as it was called. Raises NotCalledOff, and TooLateToTakeBack after `way_back_until`."""
    if not meeting.called_off:
        raise NotCalledOff
    if not may_take_back(meeting):
        raise TooLateToTakeBack
    former = meeting.called_off
    meeting.starts_at, meeting.formerly_at = meeting.formerly_at or meeting.starts_at, None
    meeting.called_off, meeting.called_off_at, meeting.called_off_reason = "", None, ""
    _note(session, by, meeting, "called again", reason=former)


def may_take_back(meeting: Meeting) -> bool:
    """True while nobody can have stayed away, or come on another day, because it was called off."""
    return clock.now() < way_back_until(meeting)


def way_back_until(meeting: Meeting) -> datetime:
    """The last moment for taking a calling-off back: the meeting's moment, but not after its former day.

    After its former day, a meeting that was put off would be moved into the past.
    """
    if meeting.formerly_at is None:
        return meeting.starts_at
    return min(meeting.starts_at, days.ends(clock.jst(meeting.formerly_at).date()))


def hide(session: Session, by: By, meeting: Meeting) -> None:
    """Make a published meeting a draft again, with its papers. Raises what `what_hinders` says."""
    if (hindrance := what_hinders(session, by, meeting)) is not None:
        raise hindrance
    meeting.state, meeting.published_at = "draft", None
    for paper in papers_of(session, by.actor, meeting.id):
        material = paper.material
        if material.published_at is None:
            continue
        material.first_published_at = material.first_published_at or material.published_at
        material.published_at = None
        close_what_waits(session, material)
        about, level = about_paper(material, paper.current), material.level.value
        note(session, by, EventKind.MATERIAL_CHANGED, about, what="hidden", meeting=meeting.id, level=level)
    _note(session, by, meeting, "hidden")


Hindrance = MeetingNotPublished | CalledOffAlready | SecretPapersPublished | MeetingRead


def what_hinders(session: Session, by: By, meeting: Meeting) -> Hindrance | None:
    """Why a meeting cannot be hidden again, because people relied on it; None when it can.

    Only the administrator may hide a 3A paper.
    """
    if meeting.published_at is None:
        return MeetingNotPublished()
    if meeting.called_off:
        return CalledOffAlready()
    published = [paper for paper in papers_of(session, by.actor, meeting.id) if paper.material.published_at]
    if not all(_may_touch(by, paper.material) for paper in published):
        return SecretPapersPublished()
    if clock.now() >= meeting.starts_at or was_sent_out(session, [paper.material for paper in published]):
        return MeetingRead()
    return None


def delete_draft(session: Session, by: By, meeting: Meeting) -> None:
    """Delete a draft with its agenda. Raises NotADraft, DraftHasPapers."""
    if meeting.published_at is not None:
        raise NotADraft
    if attachments_of(session, meeting.id):
        raise DraftHasPapers
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)
    for explainer in session.scalars(select(Explainer).where(Explainer.item_id.in_(items))).all():
        session.delete(explainer)
    session.flush()
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    for attending in session.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id)).all():
        session.delete(attending)
    session.flush()
    _note(session, by, meeting, "deleted")
    session.delete(meeting)


def _may_touch(by: By, material: Material) -> bool:
    return decide(by.actor, Action.MATERIAL_PUBLISH, PaperFacts(level=material.label)).is_allowed


def _check_open(meeting: Meeting) -> None:
    if meeting.published_at is None:
        raise MeetingNotPublished
    if meeting.called_off:
        raise CalledOffAlready
    if sittings.is_over(meeting):
        raise MeetingOver


def _call_off(session: Session, by: By, meeting: Meeting, how: CalledOff, reason: str) -> None:
    meeting.called_off, meeting.called_off_at, meeting.called_off_reason = how.value, clock.now(), reason
    _note(session, by, meeting, how.value, reason=reason)


def _note(session: Session, by: By, meeting: Meeting, change: str, *, reason: str = "") -> None:
    kind, about = EventKind.MEETING_CHANGED, about_meeting(meeting)
    starts = clock.jst(meeting.starts_at).isoformat(timespec="minutes")
    note(session, by, kind, about, change=change, title=meeting.title, reason=reason, starts_at=starts)
