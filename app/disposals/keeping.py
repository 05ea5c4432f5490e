"""How long a paper is kept: so many years after the end of the fiscal year of its meeting, or for ever (2(2)④-2).

What was set for the paper comes before what was set for its meeting, and that before the council's usual time. What
one person has set only lengthens, also when two decide about the others later.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock, days
from app.disposals.retention.models import OwnKeeping
from app.materials.models import Material
from app.meetings.models import Attachment, Meeting
from app.standards.keeping import FOR_EVER, KeepingTime
from app.standards.queries import in_force

STANDARD = "keeping_years"
_FISCAL_YEAR_ENDS = (3, 31)


@dataclass(frozen=True)
class Keeping:
    """`value`: as a KeepingTime. `last_day`: None for a paper kept for ever. `origin`: why it is not the usual time."""

    value: str
    last_day: date | None
    origin: str = ""

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


def usual_time(session: Session) -> str:
    """The council's time, as a KeepingTime."""
    return in_force(session).values[STANDARD].value


def own_keeping(session: Session, about_id: str) -> OwnKeeping | None:
    """What was set for a paper or a meeting; None where the usual time counts."""
    row = session.get(OwnKeeping, about_id)
    return row if row is not None and (row.value or not row.is_intact) else None


def is_all_for_ever(session: Session) -> bool:
    """Whether every paper is kept for ever: that is usual, and nothing has a time of its own."""
    return usual_time(session) == FOR_EVER and not session.scalar(select(exists().where(OwnKeeping.value != "")))


def in_effect(own: OwnKeeping | None, inherited: str, *, is_covered: bool = True) -> str:
    """What counts of a time of its own and the time without it, both as a KeepingTime: an altered one means for ever.

    `is_covered`: whether it was about the paper when a second person confirmed it; otherwise it only lengthens.
    """
    if own is None:
        return inherited
    if not own.is_intact:
        return FOR_EVER
    is_by_two = own.decided_by is not None and is_covered
    return own.value if is_by_two else KeepingTime().stricter(own.value, inherited)


def without_own(session: Session, material: Material, of_meeting: OwnKeeping | None) -> str:
    """The time of a paper that has none of its own, as a KeepingTime.

    A shorter time of a meeting is for the papers that its second person saw, not for those that came later.
    """
    is_covered = of_meeting is not None and material.created_at <= of_meeting.set_at
    return in_effect(of_meeting, usual_time(session), is_covered=is_covered)


def keeping_of(session: Session, material: Material) -> Keeping:
    """How long a paper is kept, as things stand now. In doubt, for ever: when a row that says it was altered."""
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    own, of_meeting = own_keeping(session, material.id), None if meeting is None else own_keeping(session, meeting.id)
    inherited, origin = without_own(session, material, of_meeting), ""
    value = in_effect(own, inherited)
    if (said := own if own is not None and value != inherited else of_meeting) is not None and said.value == value:
        origin = f"{'この資料' if said is own else 'この会議の資料'}に決めた期間　理由：{said.reason}"
    if any(row is not None and not row.is_intact for row in (material, place, meeting, own, of_meeting)):
        value = FOR_EVER
    begun = meeting.starts_at if meeting is not None else material.first_published_at or material.created_at
    year = fiscal_year_of(clock.jst(begun).date())
    return Keeping(value, None if value == FOR_EVER else date(year + 1 + int(value), *_FISCAL_YEAR_ENDS), origin)
