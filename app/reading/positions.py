"""Where a person left off in each paper: one page a version, the same on all of their tablets, and nobody else's."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import clock
from app.db import upsert
from app.materials.models import ReadingPosition
from app.materials.queries import Paper


def position_of(session: Session, person_id: str, paper: Paper) -> ReadingPosition | None:
    """Where the person left off in this version; None for one that they have not opened."""
    return session.get(ReadingPosition, (person_id, paper.version_id))


def keep_position(session: Session, person_id: str, paper: Paper, page: int) -> None:
    """Remember the page that a person is at."""
    moment = clock.now()
    row = ReadingPosition(
        person_id=person_id,
        version_id=paper.version_id,
        material_id=paper.material_id,
        page=page,
        opened_at=moment,
        updated_at=moment,
    )
    upsert(session, row, changed=("page", "updated_at"))  # the first page in two tabs at once is no conflict


def forget_positions(session: Session, person_id: str) -> None:
    """Delete all places of a person who has left for good. The ledger says what they have read."""
    session.execute(delete(ReadingPosition).where(ReadingPosition.person_id == person_id))
