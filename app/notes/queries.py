"""Reads which pages somebody has noted. Opens nothing."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.materials.models import Material, Version
from app.notes.models import NotedPage


def counters_of(session: Session, person_id: str, version_id: str) -> dict[int, int]:
    """The counters of the pages of a version that this person has noted, by the numbers of the pages."""
    query = select(NotedPage.page, NotedPage.counter).where(
        NotedPage.person_id == person_id, NotedPage.version_id == version_id
    )
    found = session.execute(query.order_by(NotedPage.page)).all()
    return {row.page: row.counter for row in found}


def noted_pages(session: Session, person_id: str, version_id: str, *, after: int = 0) -> list[NotedPage]:
    """The rows of all pages of a version, after this one, that this person has noted, in order."""
    query = select(NotedPage).where(NotedPage.person_id == person_id, NotedPage.version_id == version_id)
    query = query.where(NotedPage.page > after)
    return list(session.scalars(query.order_by(NotedPage.page)))


def is_noted_by(person_id: str) -> ColumnElement[bool]:
    """A condition on papers: that this person has noted a version of it, whichever paper the row itself names."""
    mine = select(Version.material_id).join(NotedPage, NotedPage.version_id == Version.id)
    return Material.id.in_(mine.where(NotedPage.person_id == person_id))


def size_of(session: Session, person_id: str, material_id: str) -> int:
    """How many bytes a person's notes on a paper have before they are sealed, all versions together."""
    query = select(func.coalesce(func.sum(NotedPage.size_bytes), 0)).where(
        NotedPage.person_id == person_id, NotedPage.material_id == material_id
    )
    return int(session.scalar(query) or 0)
