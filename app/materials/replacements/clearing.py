"""The job "clear": deletes the objects of a discarded version from the store. Its key is deleted already."""

from functools import partial

from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.pages.workshop import Workshop
from app.materials.replacements.jobs import CLEAR, ClearJob


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job. A job given up is told to nobody: what is left cannot be opened."""
    return (Handler(CLEAR, partial(clear, shop)),)


def clear(shop: Workshop, job: ClearJob, run: JobRun) -> None:
    """Delete every object of the version. Raises StorageUnavailable: tried again later."""
    run.check()
    shop.clear_if_gone(job.version_id)
