"""What stands in the way of the disposal of a paper, looked at when it is asked for and when it is confirmed."""

from collections.abc import Callable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock, days
from app.audit.rows.missed import is_any_missing
from app.disposals.errors import CopiesLeft, MeetingToCome, RecordsInDoubt, StillPermitted, UnderInquiry
from app.disposals.obstacles import handed_out, versions
from app.disposals.obstacles.inquiries import is_inquired_into
from app.disposals.retention.models import OwnKeeping
from app.errors import AppError
from app.materials.disposed import disposed_paper
from app.materials.errors import PaperDisposed, PaperHeld, StillConverting
from app.materials.models import UNDER_WAY, DisposedPaper, Material, Version
from app.meetings.models import Attachment, Meeting
from app.members.models import Office
from app.registers.holds import shows_hold_on

_MISSED = (Office, DisposedPaper, OwnKeeping, Meeting, Attachment)


def hindrance(session: Session, material: Material) -> AppError | None:
    """The first thing that stands in the way of disposing of a paper now; None when nothing does."""
    for error, stands in _HINDRANCES:
        if stands(session, material):
            return error()
    return None


def _is_disposed(session: Session, material: Material) -> bool:
    return disposed_paper(session, material.id) is not None


def _is_in_doubt(session: Session, material: Material) -> bool:
    """True when what would stand in the way could have been altered, or taken away."""
    if is_any_missing(session, (*handed_out.MISSED, *_MISSED)) or not material.is_intact:
        return True
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    is_place_altered = any(row is not None and not row.is_intact for row in (place, meeting))
    return is_place_altered or versions.are_altered(session, material) or handed_out.are_altered(session, material)


def _is_held(session: Session, material: Material) -> bool:
    return shows_hold_on(session, material.id)


def _is_arriving(session: Session, material: Material) -> bool:
    of_paper = (Version.material_id == material.id, Version.state.in_(UNDER_WAY))
    return bool(session.scalar(select(exists().where(*of_paper, Version.sealed_key.is_not(None)))))


def _is_before_its_meeting(session: Session, material: Material) -> bool:
    place = session.get(Attachment, material.id)
    meeting = None if place is None else session.get(Meeting, place.meeting_id)
    is_off = meeting is None or meeting.is_cancelled
    return not is_off and meeting is not None and clock.jst(meeting.starts_at).date() >= days.today()


_HINDRANCES: tuple[tuple[Callable[[], AppError], Callable[[Session, Material], bool]], ...] = (
    (PaperDisposed, _is_disposed),
    (RecordsInDoubt, _is_in_doubt),
    (PaperHeld, _is_held),
    (UnderInquiry, is_inquired_into),
    (StillConverting, _is_arriving),
    (StillPermitted, handed_out.is_permitted),
    (CopiesLeft, handed_out.has_copies),
    (MeetingToCome, _is_before_its_meeting),
)
"""What stands in the way, in the order in which it is told: the error that says so, and whether it does."""
