"""The screens of members and executives: home, and one meeting."""

from collections.abc import Sequence

from starlette.responses import Response

from app.access.roles import SECRETARIAT
from app.meetings.facts import InMeeting
from app.meetings.home.queries import HomeTouch, NewsSource, home_of, meeting_view, wanted_of
from app.meetings.home.recent import recently_read
from app.web import answers
from app.web.call import Call

_NEWS_SHOWN = 4
_PAST_SHOWN = 6
"""The number of past meetings that are shown; the others are folded."""


def home(
    call: Call, *, sources: Sequence[NewsSource], wants: Sequence[NewsSource] = (), touches: Sequence[HomeTouch] = ()
) -> Response:
    """The home screen, with news from `sources`, what the council lacks from `wants`, and buttons for `touches`.

    For the secretariat it is the list of meetings that it prepares.
    """
    if call.actor.owes_rules:  # before anything is read (1章5)
        return answers.see_other("/rules/owed")
    if call.actor.holds(*SECRETARIAT):
        return answers.see_other("/prepare")
    found = home_of(call.session, call.actor, sources)
    shown = {"news_shown": _NEWS_SHOWN, "past_shown": _PAST_SHOWN}
    mine = [touch for touch in touches if call.actor.holds(*touch.roles)]
    wanted = wanted_of(call.session, call.actor, wants)
    continued = found.next.continued if found.next else None
    recent = recently_read(call.session, call.actor, but=continued.id if continued else "")
    return answers.html(call, "meetings/home.html", home=found, recent=recent, wanted=wanted, touches=mine, **shown)


def meeting(call: Call) -> Response:
    """One meeting with its whole agenda and the papers this person may read."""
    view = meeting_view(call.session, call.actor, call.loaded(InMeeting).meeting)
    return answers.html(call, "meetings/meeting.html", view=view, is_secretariat=call.actor.holds(*SECRETARIAT))
