"""Paper copies in the register of disposals: shredded by one person, confirmed by a second one as everything there."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.access.levels import Confidentiality
from app.audit.notes import By
from app.disposals.entries import enter_done
from app.permits.reserves.destroyed import DisposalBook, EntryStanding
from app.registers.acts import typed_of
from app.registers.kept.assets.disposals import DISPOSALS, DisposalMethod, DisposedThing
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.queries import is_whole

_REASON = "使い終わった紙の予備"
_BOUND = ("thing", "named", "level")
_STANDING = {"checked": EntryStanding.CONFIRMED, "dropped": EntryStanding.DROPPED}


def _make(session: Session, by: By, *, named: str, level: Confidentiality) -> int:
    plan = {
        "thing": [DisposedThing.PAPER.value],
        "named": [named],
        "level": [level.value],
        "reason": [_REASON],
        "do_by": [str(days.today())],
    }
    done = {"method": [DisposalMethod.SHREDDED.value], "done_on": [str(days.today())], "done_by": ["数えた人"]}
    return enter_done(session, by, plan, done).number


def standing(session: Session, number: int) -> EntryStanding:
    """What an entry of the register says of its copy."""
    query = select(RegisterEntry).where(RegisterEntry.register == DISPOSALS.key, RegisterEntry.number == number)
    entry = session.scalars(query).one_or_none()
    if entry is None or not is_whole(session, entry):
        return EntryStanding.DOUBT
    if entry.state != "dropped" and not _is_about_its_copy(session, entry):
        return EntryStanding.OTHER
    return _STANDING.get(entry.state, EntryStanding.WAITS)


def _is_about_its_copy(session: Session, entry: RegisterEntry) -> bool:
    """Whether a whole entry says what is destroyed as the service has written it.

    Who wrote it can correct it before a second person looks: what they then confirm is that content, not the copy.
    """
    first = typed_of(session.get_one(RegisterChange, (entry.id, 0)))
    now = typed_of(entry)
    return all(now.get(name) == first.get(name) for name in _BOUND)


BOOK = DisposalBook(DISPOSALS.key, _make, standing)
"""The register of disposals, for the desk of paper copies."""
