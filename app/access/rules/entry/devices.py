"""Devices: asking for approval, approving, stopping, and personal ones in sittings.

In prose: from a device that nobody approved one may ask for approval. The administrator approves devices,
nobody their own (6-1(14)②). Those of people with an office of power are approved by chair or deputy too, and never by
whoever issued the letter that they sign in by: one person could become them. The chair or a delegate approves personal
devices for sittings (5(1)④). Whoever approves a device may let its new key take the place of one that was lost. How
fresh the sign-in for these is stands in `guards.py`. Stopping a device needs none, because it must not wait.
Whoever holds a device or is signed in on it stops it as infected, and the secretariat, chair and deputy any device
(6-4(3)⑤). It is used again by the word of administrator, chair or deputy: not its holder, nor who stopped it.
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import DeviceFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.rule import (
    Question,
    Rule,
    Rules,
    about,
    about_one_or_all,
    by_role,
    chairs,
    of_roles,
    of_the_chair,
)


def _own(_question: Question) -> Decision:
    return allow("4②")


def _approve(question: Question, device: DeviceFacts) -> Decision:
    others = (Role.CHAIR, Role.DEPUTY) if device.holder_has_power else ()
    decision = _others(device, by_role(question.actor, "6-1(14)②", Role.ADMINISTRATOR, *others))
    is_one_person = device.holder_has_power and device.is_letter_issuer
    return deny(Reason.LETTER_ISSUER, "6-2(3)") if decision.is_allowed and is_one_person else decision


def _report_infected(question: Question, device: DeviceFacts | None) -> Decision:
    if device is None or device.is_own or device.is_here:
        return allow("6-4(3)⑤")
    return by_role(question.actor, "6-4(3)⑤", Role.ADMINISTRATOR, Role.CLERK, Role.CHAIR, Role.DEPUTY)


def _clear(question: Question, device: DeviceFacts) -> Decision:
    decision = _others(device, by_role(question.actor, "6-4(3)⑤", Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY))
    return deny(Reason.SAME_PERSON, "6-4(3)⑤") if decision.is_allowed and device.is_stopper else decision


def _approve_for_sittings(question: Question, device: DeviceFacts) -> Decision:
    return _others(device, chairs(question, "5(1)④"))


def _others(device: DeviceFacts, decision: Decision) -> Decision:
    if decision.is_allowed and device.is_own:
        return deny(Reason.OWN_DEVICE, decision.clause)
    return decision


def _stop(question: Question, _device: DeviceFacts) -> Decision:
    return by_role(question.actor, "6-2(2)", Role.ADMINISTRATOR, Role.CHAIR)


RULES: Rules = {
    Action.DEVICE_REQUEST: Rule(_own, on_any_device=True),
    Action.DEVICE_REPORT_LOST: Rule(_own),
    Action.DEVICE_REPORT_INFECTED: Rule(about_one_or_all(DeviceFacts, _report_infected)),
    Action.DEVICE_DESK: Rule(of_roles("6-1(14)②", Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY)),
    Action.DEVICE_APPROVE: Rule(about(DeviceFacts, _approve)),
    Action.DEVICE_REBIND: Rule(about(DeviceFacts, _approve)),
    Action.DEVICE_STOP: Rule(about(DeviceFacts, _stop)),
    Action.DEVICE_FLEET: Rule(of_roles("6-1(14)②", Role.ADMINISTRATOR)),
    Action.DEVICE_CLEAR: Rule(about(DeviceFacts, _clear)),
    Action.DEVICE_SITTING_DESK: Rule(of_the_chair("5(1)④")),
    Action.DEVICE_SITTING_APPROVE: Rule(about(DeviceFacts, _approve_for_sittings)),
}
