"""Acts of the operator, by commands on the server. The table of guards has rows for them and for people's acts."""

from enum import StrEnum

from app.access.actions import Action


class Command(StrEnum):
    """An act by a command on the server. The policy does not decide about it, as the operator holds the keys."""

    LIFT = "gijo offices lift"
    CONFIRM = "gijo offices confirm"
    HALT = "gijo halt begin"
    HALT_LIFT = "gijo halt lift"
    STANDARDS_REBUILD = "gijo standards rebuild"
    DEVICE_APPROVE = "gijo device-approve"
    ACCEPT_RESTORE = "gijo ledger accept-restore"
    ACCEPT_SEAL = "gijo seals --accept"
    TRACE = "gijo trace"
    KEYS_NEW = "gijo keys new"
    KEYS_REMOVE = "gijo keys remove"


GuardedAct = Action | Command
