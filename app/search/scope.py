"""Which papers a search goes through."""

from collections.abc import Sequence

from app.meetings.facts import InMeeting
from app.reading import several
from app.web.call import Call, Candidate


def of_meeting(call: Call) -> Sequence[Candidate]:
    """The papers of the meeting in the path."""
    return several.candidates(call, several.of_meeting(call.session, call.loaded(InMeeting).meeting.id))


def of_everything(call: Call) -> Sequence[Candidate]:
    """All papers: those of meetings, then those of none."""
    return several.candidates(call, several.of_everything(call.session, *several.CAN_BE_READ))
