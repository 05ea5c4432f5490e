"""How long a paper is kept: so many years after the end of the fiscal year of its meeting, or for ever (2(2)④-2)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app import clock, days
from app.materials.models import Material
from app.meetings.models import Attachment, Meeting
from app.standards.keeping import FOR_EVER, KeepingTime
from app.standards.queries import in_force

STANDARD = "keeping_years"
_FISCAL_YEAR_ENDS = (3, 31)


@dataclass(frozen=True)
class Keeping:
    """`value`: as a KeepingTime. `last_day`: None for a paper kept for ever."""

    value: str
    last_day: date | None

    @property
    def is_over(self) -> bool:
        """True from the day after the last one on."""
        return self.last_day is not None and days.today() > self.last_day

    @property
    def words(self) -> str:
        """「5 年（2032年3月31日まで）」, or 「永年」."""
        length = KeepingTime().words(self.value)
        return length if self.last_day is None else f"{length}（{days.day_words(self.last_day)}まで）"


def fiscal_year_of(day: date) -> int:
    """The calendar year in which the fiscal year of a day has begun, on the first of April (地方自治法 208条)."""
    return day.year if (day.month, day.day) > _FISCAL_YEAR_ENDS else day.year - 1


def keeping_of(session: Session, material: Material) -> Keeping:
    """How long a paper is kept, as things stand now. In doubt, for ever: when its place or its meeting was altered."""
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    value = in_force(session).values[STANDARD].value
    if any(row is not None and not row.is_intact for row in (place, meeting)):
        value = FOR_EVER
    begun = meeting.starts_at if meeting is not None else material.first_published_at or material.created_at
    year = fiscal_year_of(clock.jst(begun).date())
    return Keeping(value, None if value == FOR_EVER else date(year + 1 + int(value), *_FISCAL_YEAR_ENDS))
