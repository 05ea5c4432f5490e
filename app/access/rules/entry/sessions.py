"""Sessions: signing in, proving oneself again, signing out, the own account, the open screen.

In prose: public screens, signing in and enrolling by letter are open to everybody. Everything else needs a signed-in
person (4②, 3). From a device that nobody approved a person reaches their own account and the way out (6-1(14)②).
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, allow_unrecorded
from app.access.facts import Facts
from app.access.rules.rule import Question, Rule, Rules


def _to_everybody(_facts: Facts) -> Decision:
    return allow("")


def _signed_in(_question: Question) -> Decision:
    return allow("4②")


def _renew(_question: Question) -> Decision:
    """Without a record: each session renews every five minutes by a script, and the ledger would be full of it."""
    return allow_unrecorded("4②")


_EVERYBODYS = Rule(_signed_in, on_any_device=True, to_everybody=_to_everybody)

RULES: Rules = {
    Action.PUBLIC: _EVERYBODYS,
    Action.SIGN_IN: _EVERYBODYS,
    Action.ENROL: _EVERYBODYS,
    Action.SIGN_OUT: Rule(_signed_in, on_any_device=True),
    Action.SIGN_AGAIN: Rule(_signed_in, on_any_device=True),
    Action.ACCOUNT_READ: Rule(_signed_in, on_any_device=True),
    # Each piece of news is decided by itself.
    Action.LIVE_LISTEN: Rule(_signed_in, on_any_device=True),
    # How a device proves itself, approved or not.
    Action.SESSION_RENEW: Rule(_renew, on_any_device=True),
    Action.HOME_READ: Rule(_signed_in),
    # Titles of papers stand there, so not from just any device.
    Action.OWN_RECORD_READ: Rule(_signed_in),
    # What one has checked of a network outside, for this session alone.
    Action.NETWORK_CHECK: Rule(_signed_in),
    # Not from just any device: a thief would end the member's own sessions.
    Action.SESSION_MANAGE: Rule(_signed_in),
}
