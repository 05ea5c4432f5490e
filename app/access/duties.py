"""The chair's duties that can be carried by a deputy or the administrator for a time (第2章1(1)④)."""

from enum import StrEnum

from app.access.actions import Action
from app.access.roles import Role


class ChairDuty(StrEnum):
    """One duty to delegate. Delegating itself can not be delegated."""

    PERMITS = "permits"
    SITTING_DEVICES = "sitting_devices"
    SUSPENSION = "suspension"

    @property
    def words(self) -> str:
        """The duty as screens name it."""
        return _WORDS[self]

    @property
    def actions(self) -> frozenset[Action]:
        """What carrying it allows."""
        return _ACTIONS[self]


_WORDS = {
    ChairDuty.PERMITS: "例外許可の決裁",
    ChairDuty.SITTING_DEVICES: "会議での個人の端末の承認",
    ChairDuty.SUSPENSION: "利用の停止と解除",
}
_ACTIONS = {
    ChairDuty.PERMITS: frozenset({Action.PERMIT_DESK, Action.PERMIT_DECIDE}),
    ChairDuty.SITTING_DEVICES: frozenset({Action.DEVICE_SITTING_DESK, Action.DEVICE_SITTING_APPROVE}),
    ChairDuty.SUSPENSION: frozenset({Action.PEOPLE_READ, Action.PERSON_SUSPEND}),
}

DELEGATES = frozenset({Role.DEPUTY, Role.ADMINISTRATOR})
"""The offices that may carry the chair's duties."""


def read_duties(stored: str) -> frozenset[ChairDuty]:
    """Duties from their column; names that are not known any more give nothing."""
    known = {duty.value: duty for duty in ChairDuty}
    return frozenset(known[name] for name in stored.split(",") if name in known)
