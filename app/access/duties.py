"""The chair's duties that can be carried by a deputy or the administrator for a time (第2章1(1)④)."""

from enum import StrEnum

from app.access.actions import Action
from app.access.roles import Role


class ChairDuty(StrEnum):
    """A duty of the chair that can be delegated. The right to delegate cannot."""

    PERMITS = "permits"
    SITTING_DEVICES = "sitting_devices"
    SUSPENSION = "suspension"

    @property
    def words(self) -> str:
        """The duty as screens name it."""
        return _WORDS[self]

    @property
    def actions(self) -> frozenset[Action]:
        """The actions that a person may do who carries this duty."""
        return _ACTIONS[self]


_WORDS = {
    ChairDuty.PERMITS: "例外許可の決裁",
    ChairDuty.SITTING_DEVICES: "会議での個人の端末の承認",
    ChairDuty.SUSPENSION: "利用の停止と解除",
}
_ACTIONS = {
    ChairDuty.PERMITS: frozenset({Action.PERMIT_DESK, Action.PERMIT_DECIDE}),
    ChairDuty.SITTING_DEVICES: frozenset({Action.DEVICE_SITTING_DESK, Action.DEVICE_SITTING_APPROVE}),
    ChairDuty.SUSPENSION: frozenset({Action.PEOPLE_READ, Action.PERSON_SUSPEND, Action.PERSON_LIFT}),
}

BY_LAW_ALONE = frozenset({Action.CONNECTIONS_READ, Action.ALARM_HANDLE, Action.PERMIT_REVIEW})
"""What whoever acts for the chair by law may do besides the duties: the chair delegates it to nobody."""

DELEGATES = frozenset({Role.DEPUTY, Role.ADMINISTRATOR})
"""The offices to which the chair may delegate duties."""

CARRIERS = DELEGATES | {Role.ACTING_CHAIR}
"""The offices that may carry the chair's duties, by a delegation or by law."""


class ActingGround(StrEnum):
    """Why a person carries the chair's duties by law (地方自治法 106条, 107条). The values are kept in the ledger."""

    VACANT = "vacant"
    HINDERED = "hindered"

    @property
    def words(self) -> str:
        """The ground as screens and the ledger name it."""
        return "議長の欠員" if self is ActingGround.VACANT else "議長の事故"


def read_duties(stored: str) -> frozenset[ChairDuty]:
    """The duties in a column's text (names, separated by commas). Names that are no longer known are left out."""
    known = {duty.value: duty for duty in ChairDuty}
    return frozenset(known[name] for name in stored.split(",") if name in known)
