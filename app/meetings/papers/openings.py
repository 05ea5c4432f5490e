"""Who has opened a paper, counted from the ledger: pages that were shown, and how often."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.materials.models import ReadingPosition
from app.meetings.papers.audience import people_of
from app.meetings.papers.queries import PreparedPaper
from app.members.models import Person


@dataclass(frozen=True)
class Opening:
    """One reader, or another person who opened the paper. `shown`: how many page images they were sent."""

    person: Person
    shown: int
    last_at: datetime | None
    has_opened_current: bool


@dataclass(frozen=True)
class Openings:
    """Which readers have opened the present version, and who else was sent pages."""

    readers: list[Opening]
    others: list[Opening]

    @property
    def opened(self) -> list[Opening]:
        return [each for each in self.readers if each.has_opened_current]

    @property
    def not_yet(self) -> list[Opening]:
        return [each for each in self.readers if not each.has_opened_current]


def openings_of(session: Session, paper: PreparedPaper) -> Openings:
    """Count page images over all versions. Reading positions in the present version show who has opened that one."""
    shown = {
        row.actor_id: (row.pages, row.last_at)
        for row in session.execute(
            select(
                LedgerRecord.actor_id,
                func.count(LedgerRecord.seq).label("pages"),
                func.max(LedgerRecord.at, type_=LedgerRecord.at.type).label("last_at"),
            )
            .where(
                LedgerRecord.material_id == paper.material.id,
                LedgerRecord.kind == EventKind.PAGE_ISSUED.value,
                LedgerRecord.actor_id.is_not(None),
            )
            .group_by(LedgerRecord.actor_id)
        )
    }
    current = paper.material.current_version_id
    placed = set(
        session.scalars(select(ReadingPosition.person_id).where(ReadingPosition.version_id == current))
        if current
        else []
    )
    audience = people_of(session, paper.audience)
    expected = {person.id for person in audience}
    strangers = session.scalars(select(Person).where(Person.id.in_(set(shown) - expected)).order_by(Person.name)).all()

    def opening(person: Person) -> Opening:
        pages, last_at = shown.get(person.id, (0, None))
        return Opening(person, pages, last_at, person.id in placed)

    return Openings([opening(person) for person in audience], [opening(person) for person in strangers])
