"""A meeting as the ledger's records speak of it."""

from app.audit.notes import RecordSubject
from app.meetings.models import Meeting


def about_meeting(meeting: Meeting) -> RecordSubject:
    """An act on a meeting."""
    return RecordSubject(detail={"meeting": meeting.id})
