"""The board of connections, and alarms.

In prose: the administrator ends connections, the chair may look (6-2). Alarms about a person's own sessions are read on
any device, answered on an approved one. The offices that look after alarms deal with them, each for itself (6-5(4)),
and whoever acts for the chair by law with the chair's. Nobody deals with one about themselves, which the view checks.
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow
from app.access.roles import Role
from app.access.rules.rule import Question, Rule, Rules, of_roles, of_roles_or_by_law


def _own(_question: Question) -> Decision:
    return allow("4②")


RULES: Rules = {
    Action.ALARM_READ: Rule(_own, on_any_device=True),
    # Not from just any device: a thief would calm the alarm that tells of the thief.
    Action.ALARM_ANSWER: Rule(_own),
    Action.CONNECTIONS_READ: Rule(of_roles_or_by_law("6-2", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.ALARM_HANDLE: Rule(of_roles_or_by_law("6-5(4)", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.CONNECTIONS_END: Rule(of_roles("6-2", Role.ADMINISTRATOR)),
}
