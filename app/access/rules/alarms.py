"""Alarms about a person's own sessions: read on any device, answered on an approved one."""

from app.access.actions import Action
from app.access.decisions import Decision, allow
from app.access.rules.rule import Question, Rule, Rules


def _own(_question: Question) -> Decision:
    return allow("4②")


RULES: Rules = {
    Action.ALARM_READ: Rule(_own, on_any_device=True),
    # Not from just any device: a thief would calm the alarm that tells of the thief.
    Action.ALARM_ANSWER: Rule(_own),
}
