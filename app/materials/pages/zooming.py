"""Asks for sharper pages: 2× of every page after conversion; before that, pages that a reader has zoomed into."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.acts import enqueue
from app.jobs.queries import open_jobs, states_of
from app.materials.models import Version
from app.materials.pages.jobs import LOOKED_AT, SHARPEN, SharpenJob, SharpenPageJob
from app.materials.queries import load_page, load_version

SCALES = (2, 4)
_AT_ONCE_A_PERSON = 4
_AT_ONCE_ALL_STRANGERS = 12
_STRANGER = "network "
_TRIES = 2
"""How often a page is tried at a scale: once more after a failure, then it stays as it is."""


class Sharpness(StrEnum):
    """The state of a page at a scale: ready; being made, or waiting to be; or impossible to draw so large."""

    READY = "ready"
    COMING = "coming"
    NEVER = "never"


def sharpness(session: Session, version_id: str, making: int, number: int, scale: int) -> Sharpness | None:
    """The state of a page of this making at 2× or 4×; None when nobody has asked for it yet. Raises NotFound."""
    kind = LOOKED_AT[scale]
    # Read the jobs before the page. A job ends after its page was noted, so that one that ended without it has failed.
    states = states_of(session, kind, kind.subject(SharpenPageJob(version_id, number, making=making)))
    if load_page(session, version_id, number).zoom >= scale:
        return Sharpness.READY
    if {"queued", "leased"} & set(states):
        return Sharpness.COMING
    return Sharpness.NEVER if len(states) >= _TRIES else None


def ask(session: Session, version_id: str, number: int, scale: int, *, asker: str) -> Sharpness:
    """Let a page become available at 2× or 4×, before all work that nobody waits for. Raises NotFound.

    Only a few pages of one `asker` (a person's id, or `stranger`) wait at once, so that one person's pages do not delay
    everybody else's; the reader's script asks again until there is room. All strangers together have a larger number.
    """
    # Many tablets may ask at once. The lock on the version's row lets only one at a time look and add a job.
    session.execute(select(Version.id).where(Version.id == version_id).with_for_update())
    version, _ = load_version(session, version_id)
    found = sharpness(session, version_id, version.making, number, scale)
    if found is not None:
        return found
    if version.state == "ready" and _has_room(session, asker):
        enqueue(session, LOOKED_AT[scale], SharpenPageJob(version_id, number, asker, version.making))
    return Sharpness.COMING


def stranger(network: str) -> str:
    """The asker for requests without a session: all that come from a network count as one, as in the lanes."""
    return f"{_STRANGER}{network}"


def _has_room(session: Session, asker: str) -> bool:
    """Whether one more page that this person looks at may wait to be made."""
    kinds = {kind.name: kind for kind in LOOKED_AT.values()}
    waiting = [kinds[job.kind].read(job.payload).asker for job in open_jobs(session, kinds.values())]
    of_strangers = sum(each.startswith(_STRANGER) for each in waiting)
    is_full = asker.startswith(_STRANGER) and of_strangers >= _AT_ONCE_ALL_STRANGERS
    return waiting.count(asker) < _AT_ONCE_A_PERSON and not is_full


def ask_all(session: Session, version_id: str) -> None:
    """Have every page of a version made at 2×, as background work."""
    if not states_of(session, SHARPEN, version_id):
        enqueue(session, SHARPEN, SharpenJob(version_id))
