"""What goes on while reading is frozen (6-5(2)): one word for every action. Nobody reads more, and no more is read.

A paper is closed by its level and by who its readers are. Were these open to change meanwhile, one act of one person
would open what is frozen, or lay it ready to be open at the lifting. Who comes in is another matter: devices, factors
and letters go on, since a stop is lifted by people who have to sign in.
"""

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from app.access.actions import Action
from app.access.decisions import Decision, deny
from app.access.facts import Actor
from app.access.reasons import Reason


class WhileFrozen(Enum):
    """How an action stands to a freeze.

    GOES_ON: it shows no page of a paper, and lets nobody read more. BY_LEVEL: it shows one, or leads to one, and its
    own rule closes level 2 and above. REFUSED: all it does is widen who reads, or what is read, or destroy what the
    inquiry behind a stop may need. PARTLY: it narrows as
    well as widens, so its act asks `halts.queries.must_not_be_frozen` where it widens.
    """

    GOES_ON = auto()
    BY_LEVEL = auto()
    REFUSED = auto()
    PARTLY = auto()


_BY_LEVEL = {
    Action.MATERIAL_READ,
    Action.CONTENTS_READ,
    Action.PAGE_READ,
    Action.THUMBNAIL_READ,
    Action.REGION_READ,
    Action.TEXT_READ,
    Action.WORDS_SEARCH,
    Action.NOTES_READ,
    Action.NOTES_KEEP,
    Action.NOTES_SHARE,
    Action.NOTES_SEE,
    Action.ORIGINAL_DOWNLOAD,
    Action.PERMIT_PREPARE,
    Action.PERMIT_DOWNLOAD,
    Action.PERMIT_OPEN,
}
_REFUSED = {
    Action.MEETING_PUBLISH,
    Action.MATERIAL_PUBLISH,
    Action.MATERIAL_REPLACE,
    Action.PEOPLE_IMPORT,
    Action.PERSON_LIFT,
    Action.PERMIT_EMERGENCY,
    Action.MATERIAL_DISPOSE_CONFIRM,
}
_PARTLY = {
    Action.MATERIAL_UPLOAD,  # the first file of a paper that is published
    Action.MATERIAL_READERS,
    Action.MATERIAL_LABEL,
    Action.MATERIAL_LABEL_CONFIRM,
    Action.MATERIAL_LABEL_WITHDRAW,  # a proposed 3A that is taken back is a lowering
    Action.MATERIAL_WITHDRAW,  # taken back
    Action.MATERIAL_RELEASE_CONFIRM,
    Action.MEETING_PREPARE,  # one more group that attends
    Action.PERMIT_DECIDE,
    Action.PERMIT_COPIES,  # a paper copy that goes out
    Action.PEOPLE_MANAGE,  # somebody new with an office
    Action.PERSON_CORRECT,  # text read aloud
    Action.GROUP_CHANGE,
    Action.OFFICE_CHANGE,
    Action.OFFICE_CONFIRM,
    Action.DELEGATE,
    Action.STANDARD_CONFIRM,  # a looser value
    Action.RULE_END,  # a rule that somebody owes, who reads nothing till then
}
_GOES_ON = {
    Action.PUBLIC,
    Action.STANDING_READ,
    Action.SIGN_IN,
    Action.SIGN_AGAIN,
    Action.SIGN_OUT,
    Action.ENROL,
    Action.HOME_READ,
    Action.ACCOUNT_READ,
    Action.OWN_RECORD_READ,
    Action.SESSION_RENEW,
    Action.SESSION_MANAGE,
    Action.NETWORK_CHECK,  # class 2 and above stays closed by itself
    Action.FACTOR_CHANGE,
    Action.FACTOR_RESET,
    Action.FACTOR_RESET_CONFIRM,
    Action.FACTOR_RESET_DESK,
    Action.LETTER_DESK,
    Action.LETTER_ISSUE,
    Action.LETTER_CANCEL,
    Action.DEVICE_REQUEST,
    Action.DEVICE_REPORT_LOST,
    Action.DEVICE_REPORT_INFECTED,
    Action.DEVICE_DESK,
    Action.DEVICE_APPROVE,
    Action.DEVICE_REBIND,
    Action.DEVICE_STOP,
    Action.DEVICE_CLEAR,
    Action.DEVICE_FLEET,
    Action.DEVICE_SITTING_DESK,
    Action.DEVICE_SITTING_APPROVE,
    Action.LIVE_LISTEN,
    Action.ALARM_READ,
    Action.ALARM_ANSWER,
    Action.ALARM_HANDLE,
    Action.CONNECTIONS_READ,
    Action.CONNECTIONS_END,
    Action.HALT_BEGIN,
    Action.HALT_LIFT,
    Action.HALT_LIFT_WITHDRAW,
    Action.HALT_LIFT_CONFIRM,
    Action.STANDARD_READ,
    Action.STANDARD_ASK,
    Action.STANDARD_WITHDRAW,
    Action.PEOPLE_READ,
    Action.PERSON_SUSPEND,
    Action.RETIREMENT_CLOSE,
    Action.DELEGATION_DESK,
    Action.OFFICE_DESK,
    Action.OFFICE_ASK,
    Action.OFFICE_RETURN,
    Action.MEETING_READ,
    Action.MEETING_CALL_OFF,
    Action.MEETING_HIDE,
    Action.MEETING_DELETE,
    Action.MATERIAL_PREPARE,
    Action.MATERIAL_EXPORT,
    Action.MATERIAL_RELEASE,
    Action.MATERIAL_RELEASE_END,
    Action.MATERIAL_REMOVE,
    Action.MATERIAL_DISPOSE,
    Action.DISPOSAL_DESK,
    Action.NOTES_UNSHARE,
    Action.PERMIT_ASK,
    Action.PERMIT_LIST,
    Action.PERMIT_APPLY,
    Action.PERMIT_REVIEW,
    Action.PERMIT_EXPORT,
    Action.PERMIT_DESK,
    Action.REGISTER_DESK,
    Action.REGISTER_INDEX,
    Action.REGISTER_LIST,
    Action.REGISTER_READ,
    Action.REGISTER_EXPORT,
    Action.REGISTER_ENTER,
    Action.REGISTER_WRITE,
    Action.REGISTER_MOVE,
    Action.RULE_LIST,
    Action.RULE_READ,
    Action.RULE_ACKNOWLEDGE,
    Action.RULE_WRITE,
    Action.LEDGER_READ,
    Action.LEDGER_EXPORT,
    Action.LEDGER_EXTRACT,
    Action.CLAUSES_READ,
    Action.REPORT_READ,
}


def assemble(kinds: Mapping[WhileFrozen, set[Action]]) -> Mapping[Action, WhileFrozen]:
    """One word for each action. Raises TypeError for an action with none or two."""
    table: dict[Action, WhileFrozen] = {}
    for kind, actions in kinds.items():
        if twice := actions & table.keys():
            raise TypeError(f"two words for {sorted(twice)} while reading is frozen")
        table |= dict.fromkeys(actions, kind)
    if missing := set(Action) - table.keys():
        raise TypeError(f"say in app/access/stops/freezing.py what {sorted(missing)} may do while reading is frozen")
    return MappingProxyType(table)


WHILE_FROZEN = assemble(
    {
        WhileFrozen.GOES_ON: _GOES_ON,
        WhileFrozen.BY_LEVEL: _BY_LEVEL,
        WhileFrozen.REFUSED: _REFUSED,
        WhileFrozen.PARTLY: _PARTLY,
    }
)
"""The word of every action. Import fails when an action has none."""


def no_wider() -> Decision:
    """The refusal of acts that would let somebody read more while reading is frozen."""
    return deny(Reason.FROZEN_NO_WIDER, "6-5(2)")


def frozen(actor: Actor, action: Action, decision: Decision) -> Decision:
    """The rule's decision, or a refusal of an action that only widens, while the council is stopped.

    Checked after the rule, so that a freeze tells nobody of a thing.
    """
    is_refused = actor.halt is not None and WHILE_FROZEN[action] is WhileFrozen.REFUSED
    return no_wider() if is_refused and decision.is_allowed else decision
