"""The rulebook: rules, plans and procedures of the council, and notices.

In prose: each person sees the rules and notices that concern them, chair and administrator see all. Everybody
acknowledges for themselves, never for another (1章5). Chair and administrator write versions and notices (1(2)③). They
abolish rules; a notice is withdrawn by the office that wrote it, whoever holds it by then, and one of the chair's
also by whoever carries all of the chair's duties by law. No rule leaves the system: there is no act that would
release one (N 10). Until somebody has acknowledged what was in force when they signed in, they reach what follows
here: the rules themselves, the way out, the own account, and whatever must not wait in an emergency. The rules for
outside use and for personal devices are read and acknowledged before a personal device is approved (5(1)④), and so on
any device; all others on approved devices.
"""

from dataclasses import replace

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import DeviceKind, RuleFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.halts import carries_all
from app.access.rules.rule import Question, Rule, Rules, about, by_role, of_roles

WRITERS = (Role.CHAIR, Role.ADMINISTRATOR)
"""The offices that write rules and notices."""

BEFORE_RULES = frozenset(
    {
        # the rules, the way in and out, and the first screen, which leads to the rules
        Action.PUBLIC,
        Action.SIGN_IN,
        Action.SIGN_AGAIN,
        Action.SIGN_OUT,
        Action.ENROL,
        Action.SESSION_RENEW,
        Action.HOME_READ,
        Action.RULE_LIST,
        Action.RULE_READ,
        Action.RULE_ACKNOWLEDGE,
        # one's own account: a thief is shut out, a lost tablet reported
        Action.ACCOUNT_READ,
        Action.SESSION_MANAGE,
        Action.FACTOR_CHANGE,
        Action.DEVICE_REQUEST,
        Action.DEVICE_REPORT_LOST,
        Action.DEVICE_REPORT_INFECTED,
        # what must not wait: stopping the council and lifting that, alarms, ending sessions, stopping devices and
        # people, reporting an incident
        Action.STANDING_READ,
        Action.HALT_BEGIN,
        Action.HALT_LIFT,
        Action.HALT_LIFT_WITHDRAW,
        Action.HALT_LIFT_CONFIRM,
        Action.LIVE_LISTEN,
        Action.ALARM_READ,
        Action.ALARM_ANSWER,
        Action.ALARM_HANDLE,
        Action.CONNECTIONS_READ,
        Action.CONNECTIONS_END,
        Action.DEVICE_DESK,
        Action.DEVICE_STOP,
        Action.PEOPLE_READ,
        Action.PERSON_SUSPEND,
        Action.PERSON_LIFT,
        Action.REGISTER_ENTER,
    }
)
"""What somebody who has still to acknowledge rules may do, if its own rule allows it. Everything else waits."""


def _too_early(question: Question, rule: RuleFacts) -> Decision | None:
    """The refusal on a device that nobody approved, except for rules to be read before it is approved; else None."""
    is_unknown = question.actor.device is DeviceKind.UNKNOWN
    return deny(Reason.UNREGISTERED, "6-1(14)②") if is_unknown and not rule.is_about_devices else None


def _read(question: Question, rule: RuleFacts) -> Decision:
    if (early := _too_early(question, rule)) is not None:
        return early
    if rule.is_concerned or question.actor.holds(*WRITERS) or _stands_in(question, rule):
        return allow("1章9")
    return deny(Reason.NOT_IN_AUDIENCE, "N 10")


def _acknowledge(question: Question, rule: RuleFacts) -> Decision:
    if (early := _too_early(question, rule)) is not None:
        return early
    return allow("1章5") if rule.is_concerned else deny(Reason.NOT_IN_AUDIENCE, "N 10")


def _end(question: Question, rule: RuleFacts) -> Decision:
    if _stands_in(question, rule):
        return replace(allow("6-4(1)③"), is_delegated=True)
    decision = by_role(question.actor, "1(2)③", *WRITERS)
    if decision.is_allowed and rule.is_notice and rule.office is not None and not question.actor.holds(rule.office):
        return deny(Reason.NOT_THE_WRITER, "6-4(1)③")
    return decision


def _stands_in(question: Question, rule: RuleFacts) -> bool:
    """True when the notice is the chair's, and the actor carries all of the chair's duties by law."""
    return rule.is_notice and rule.office is Role.CHAIR and carries_all(question.actor)


RULES: Rules = {
    Action.RULE_LIST: Rule(lambda _question: allow("1章9")),
    Action.RULE_READ: Rule(about(RuleFacts, _read), on_any_device=True),
    Action.RULE_ACKNOWLEDGE: Rule(about(RuleFacts, _acknowledge), on_any_device=True),
    Action.RULE_WRITE: Rule(of_roles("1(2)③", *WRITERS)),
    Action.RULE_END: Rule(about(RuleFacts, _end)),
}
