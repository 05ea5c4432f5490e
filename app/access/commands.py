"""Acts of whoever runs the server, beside those of people: the table of guards has rows for both."""

from enum import StrEnum

from app.access.actions import Action


class Command(StrEnum):
    """An act of whoever runs the server, by the command of this name. The policy is not asked: the keys are theirs."""

    LIFT = "gijo offices lift"
    CONFIRM = "gijo offices confirm"
    HALT = "gijo halt begin"
    HALT_LIFT = "gijo halt lift"
    STANDARDS_REBUILD = "gijo standards rebuild"
    DEVICE_APPROVE = "gijo device-approve"
    ACCEPT_RESTORE = "gijo ledger accept-restore"
    ACCEPT_SEAL = "gijo seals --accept"


GuardedAct = Action | Command
