"""Why work on a job stops: it is somebody else's, no longer wanted, to be continued later, or cannot be understood."""

from app.errors import AppError


class LeaseLost(Exception):
    """Another worker has the job, or it is over; whoever notices must leave everything as it is."""


class Interrupted(Exception):
    """The worker is to stop, or something more urgent waits: the work goes back and is continued later."""


class Withdrawn(AppError):
    """Somebody no longer wants it. Told to whoever is told when the work is given up."""

    status, code = 409, "J101"
    sentence = "管理者が処理を取りやめました。必要なときは、もう一度操作してください。"


class WorkerDied(Exception):
    """It ended its worker's process each time it was tried."""


class PayloadUnreadable(Exception):
    """The payload of a job is not one of its kind's; a newer version of the service may have written it."""


class JobKindsMismatch(Exception):
    """The kinds that are declared and those that are handled are not the same: the worker must not start."""
