"""The screens of members and executives: home, and one meeting."""

from collections.abc import Sequence

from starlette.responses import Response

from app.access.roles import SECRETARIAT
from app.meetings.facts import InMeeting
from app.meetings.home.queries import NewsSource, home_of, meeting_view
from app.web import answers
from app.web.call import Call

_NEWS_SHOWN = 4
_PAST_SHOWN = 6


def home(call: Call, *, sources: Sequence[NewsSource]) -> Response:
    """The first screen, with further news from `sources`. The secretariat's is the list of meetings it prepares."""
    if call.actor.holds(*SECRETARIAT):
        return answers.see_other("/prepare")
    found = home_of(call.session, call.actor, sources)
    return answers.html(
        call, "meetings/home.html", home=found, news=found.news[:_NEWS_SHOWN], past=found.past[:_PAST_SHOWN]
    )


def meeting(call: Call) -> Response:
    """One meeting with its whole agenda and the papers this person may read."""
    view = meeting_view(call.session, call.actor, call.loaded(InMeeting).meeting)
    return answers.html(call, "meetings/meeting.html", view=view, is_secretariat=call.actor.holds(*SECRETARIAT))
