"""Which versions lack recognised words, what became of each page, and whose recognised words may be told."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.jobs.queries import states_of
from app.materials.models import Material, RecognisedPage, Version
from app.materials.recognition.jobs import RECOGNISE
from app.materials.recognition.pages import PageState
from app.settings import Settings
from viewer.converter.number import WORDS_SINCE


def is_wanted() -> ColumnElement[bool]:
    """The condition that words of a version are to be recognised now: there are pages that somebody reads or will read.

    Not of a withdrawn paper, and only of the version that readers get, or the newest.
    """
    newer = aliased(Version)
    is_newest = ~exists().where(
        newer.material_id == Version.material_id, newer.number > Version.number, newer.state == "ready"
    )
    is_read = exists().where(
        Material.id == Version.material_id,
        Material.withdrawn_at.is_(None),
        or_(Material.current_version_id == Version.id, is_newest),
    )
    is_there = and_(Version.state == "ready", Version.sealed_key.is_not(None), Version.recognised <= 0)
    return and_(is_there, Version.converter >= WORDS_SINCE, is_read)


def recognised_rows(session: Session, version_id: str) -> Sequence[RecognisedPage]:
    """The pages of a version that had no words of their own, in order."""
    query = select(RecognisedPage).where(RecognisedPage.version_id == version_id).order_by(RecognisedPage.number)
    return session.scalars(query).all()


def states_of_pages(session: Session, version_id: str) -> dict[int, str]:
    """Page → its state, of those pages."""
    return {row.number: row.state for row in recognised_rows(session, version_id)}


def is_given_up(session: Session, version: Version) -> bool:
    """Whether the words of a version are lacking and nothing goes on about them, after failures of the machine."""
    states = set(states_of(session, RECOGNISE, version.id))
    return version.recognised <= 0 and "failed" in states and states.isdisjoint({"queued", "leased"})


def recognised_turns(session: Session, settings: Settings, version_ids: Collection[str]) -> dict[str, int]:
    """Version → which turn of its recognised words is told to its readers; without those that have none.

    Empty where the settings turn recognition off.
    """
    if not settings.recognition.enabled:
        return {}
    query = select(Version.id, Version.recognised).where(Version.id.in_(version_ids), Version.recognised > 0)
    return {row.id: row.recognised for row in session.execute(query)}


def is_recognised(session: Session, settings: Settings, version_id: str, number: int, making: int) -> bool:
    """Whether there are recognised words of this page, in this making of it, that may be told."""
    if version_id not in recognised_turns(session, settings, [version_id]):
        return False
    row = session.get(RecognisedPage, (version_id, number))
    return row is not None and row.making == making and row.state == PageState.READ
