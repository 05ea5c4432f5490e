"""Asking for sharper pages: 2× comes by itself after conversion, 4× one page at a time when somebody looks closely."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.materials.models import Version
from app.materials.queries import load_version

SHARPEN = "sharpen"
SHARPEN_PAGE = "sharpen4"
SHARPEN_PRIORITY = 7
SHARPEN_PAGE_PRIORITY = 4
SCALES = (2, 4)


def ask(session: Session, version_id: str, number: int, scale: int) -> None:
    """Let a page become available at 2× or 4×; asking again, or for what failed before, changes nothing."""
    version, _ = load_version(session, version_id)
    if version.state != "ready" or not 1 <= number <= (version.pages or 0) or scale not in SCALES:
        return
    if scale == SCALES[0]:
        _enqueue_once(session, SHARPEN, version_id, SHARPEN_PRIORITY)
    else:
        _enqueue_once(session, SHARPEN_PAGE, f"{version_id}:{number}", SHARPEN_PAGE_PRIORITY)


def _enqueue_once(session: Session, kind: str, subject: str, priority: int) -> None:
    # Asked by many tablets at once: the version's row lets one after the other look and add.
    session.execute(select(Version.id).where(Version.id == subject.split(":", maxsplit=1)[0]).with_for_update())
    if not jobs.was_asked(session, kind, subject):
        jobs.enqueue(session, kind, subject, priority=priority)
