"""Exceptions with which work on a job stops."""

from app.errors import AppError


class LeaseLost(Exception):
    """Another worker has the job, or it is over. The code that notices must change nothing more."""


class Interrupted(Exception):
    """The worker is to stop, or something more urgent waits: the job goes back to the queue and is continued later."""


class Withdrawn(AppError):
    """Somebody withdrew the job. Handed to the kind's `given_up`, which tells the people concerned."""

    status, code = 409, "J101"
    sentence = "サーバーの運用者が処理を取りやめました。必要なときは、もう一度操作してください。"


class WorkerDied(Exception):
    """The job ended its worker's process each time it was tried, and is given up."""


class PayloadUnreadable(Exception):
    """A job's payload cannot be read as its kind's; a newer version of the service may have written it."""


class JobKindsMismatch(Exception):
    """Some declared kind has no handler, or some handler no declared kind: the worker must not start."""
