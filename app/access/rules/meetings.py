"""Meetings: attendees read published ones, the secretariat prepares (5(1)②, 1(3))."""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import MeetingFacts
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT
from app.access.rules.rule import Question, Rule, Rules, about, of_roles


def _read(question: Question, meeting: MeetingFacts) -> Decision:
    if question.actor.holds(*SECRETARIAT):
        return allow("1(3)")
    if not meeting.is_attendee:
        return deny(Reason.NOT_ATTENDEE, "5(1)②")
    return allow("2(2)③") if meeting.is_published else deny(Reason.NOT_PUBLISHED, "2(2)③")


RULES: Rules = {
    Action.MEETING_READ: Rule(about(MeetingFacts, _read)),
    Action.MEETING_PREPARE: Rule(of_roles("1(3)", *SECRETARIAT)),
    Action.MEETING_PUBLISH: Rule(of_roles("1(3)", *SECRETARIAT)),
    Action.MEETING_CALL_OFF: Rule(of_roles("1(3)", *SECRETARIAT)),
    Action.MEETING_HIDE: Rule(of_roles("1(3)", *SECRETARIAT)),
    Action.MEETING_DELETE: Rule(of_roles("1(3)", *SECRETARIAT)),
}
