"""Asking for sharper pages: 2× of all comes by itself after conversion; what somebody looks at closely goes first."""

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
    """How a page stands at a scale: to be had; being made or waiting for it; or it cannot be drawn so large."""

    READY = "ready"
    COMING = "coming"
    NEVER = "never"


def sharpness(session: Session, version_id: str, making: int, number: int, scale: int) -> Sharpness | None:
    """How a page of this making stands at 2× or 4×; None when it has to be asked for. Raises NotFound."""
    kind = LOOKED_AT[scale]
    # Before the page: a job ends after the page was noted, so one that has ended without it has failed.
    states = states_of(session, kind, kind.subject(SharpenPageJob(version_id, number, making=making)))
    if load_page(session, version_id, number).zoom >= scale:
        return Sharpness.READY
    if {"queued", "leased"} & set(states):
        return Sharpness.COMING
    return Sharpness.NEVER if len(states) >= _TRIES else None


def ask(session: Session, version_id: str, number: int, scale: int, *, asker: str) -> Sharpness:
    """Let a page become available at 2× or 4×, before all work that nobody waits for. Raises NotFound.

    Of one person (`asker`: an id, or `stranger`) a few pages wait at once; more of theirs are asked for again by the
    reader until there is room, so that nobody's looks stand before everybody's. All strangers together have some more.
    """
    # Asked by many tablets at once: the version's row lets one after the other look and add.
    session.execute(select(Version.id).where(Version.id == version_id).with_for_update())
    version, _ = load_version(session, version_id)
    found = sharpness(session, version_id, version.making, number, scale)
    if found is not None:
        return found
    if version.state == "ready" and _has_room(session, asker):
        enqueue(session, LOOKED_AT[scale], SharpenPageJob(version_id, number, asker, version.making))
    return Sharpness.COMING


def stranger(network: str) -> str:
    """Who asks without a session: whoever comes from this network, as in the lanes of requests."""
    return f"{_STRANGER}{network}"


def _has_room(session: Session, asker: str) -> bool:
    """Whether one more page that this person looks at may wait to be made."""
    kinds = {kind.name: kind for kind in LOOKED_AT.values()}
    waiting = [kinds[job.kind].read(job.payload).asker for job in open_jobs(session, kinds.values())]
    of_strangers = sum(each.startswith(_STRANGER) for each in waiting)
    is_full = asker.startswith(_STRANGER) and of_strangers >= _AT_ONCE_ALL_STRANGERS
    return waiting.count(asker) < _AT_ONCE_A_PERSON and not is_full


def ask_all(session: Session, version_id: str) -> None:
    """Let every page of a version that becomes ready be made at 2×, while nobody waits for anything else."""
    if not states_of(session, SHARPEN, version_id):
        enqueue(session, SHARPEN, SharpenJob(version_id))
