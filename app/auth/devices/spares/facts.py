"""Loads the facts by which the policy decides who takes back all spares."""

from app.access.facts import DeviceFacts
from app.auth.devices.facts import facts_about
from app.web.call import Call


def of_all(call: Call) -> DeviceFacts:
    """The facts of a device that is nobody's, as spares in the office's hands are."""
    return facts_about(call, None)
