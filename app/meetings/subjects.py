"""How a ledger record names the meeting that an act was about."""

from app.audit.notes import RecordSubject
from app.meetings.models import Meeting


def about_meeting(meeting: Meeting) -> RecordSubject:
    """The subject of a record about this meeting."""
    return RecordSubject(detail={"meeting": meeting.id})
