"""Asking for sharper pages: 2× comes by itself after conversion, 4× one page at a time when somebody looks closely."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.acts import enqueue
from app.jobs.kinds import JobKind
from app.jobs.payloads import Payload
from app.jobs.queries import was_asked
from app.materials.models import Version
from app.materials.pages.jobs import SHARPEN, SHARPEN_PAGE, SharpenJob, SharpenPageJob
from app.materials.queries import load_version

SCALES = (2, 4)


def ask(session: Session, version_id: str, number: int, scale: int) -> None:
    """Let a page become available at 2× or 4×; asking again, or for what failed before, changes nothing."""
    version, _ = load_version(session, version_id)
    if version.state != "ready" or not 1 <= number <= (version.pages or 0) or scale not in SCALES:
        return
    # Asked by many tablets at once: the version's row lets one after the other look and add.
    session.execute(select(Version.id).where(Version.id == version_id).with_for_update())
    if scale == SCALES[0]:
        _enqueue_once(session, SHARPEN, SharpenJob(version_id))
    else:
        _enqueue_once(session, SHARPEN_PAGE, SharpenPageJob(version_id, number))


def _enqueue_once(session: Session, kind: JobKind[Payload], payload: Payload) -> None:
    if not was_asked(session, kind, kind.subject(payload)):
        enqueue(session, kind, payload)
