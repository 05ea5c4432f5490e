"""What has left of a paper by permits: whether more can, and whether numbered copies are on paper yet."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.disposals.copies import standing
from app.materials.models import Material
from app.permits.booklets.models import Booklet
from app.permits.models import Permit
from app.permits.queries import is_open
from app.permits.reserves.destroyed import EntryStanding
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import copy_of
from app.permits.reserves.states import CopyState
from app.permits.reserves.volumes.models import Volume

MISSED = (Permit, PaperCopy)
"""The tables here of which a missing row leaves in doubt what was handed out."""

_LEFT = frozenset({CopyState.KEPT, CopyState.OUT, CopyState.BACK})


def _permits(session: Session, material: Material) -> Sequence[Permit]:
    return session.scalars(select(Permit).where(Permit.material_id == material.id)).all()


def are_altered(session: Session, material: Material) -> bool:
    """Whether a permit for the paper is not what was decided, or any PDF that still has a key is not what was bound.

    An altered one may be of this paper, whatever its row says: its key would be left.
    """
    booklets = session.scalars(select(Booklet).where(Booklet.sealed_key.is_not(None)))
    volumes = session.scalars(select(Volume).where(Volume.sealed_key.is_not(None)))
    return not all(row.is_intact for row in (*_permits(session, material), *booklets, *volumes))


def is_permitted(session: Session, material: Material) -> bool:
    """Whether a permit for the paper can be used, or waits for somebody."""
    return any(map(is_open, _permits(session, material)))


def has_copies(session: Session, material: Material) -> bool:
    """Whether a numbered copy is on paper yet, as long as two persons have not said that it is destroyed.

    Of one that was lost nothing can be destroyed.
    """
    printed = [permit for permit in _permits(session, material) if permit.uses]
    copies = [copy for permit in printed if (copy := copy_of(session, permit)) is not None]
    return any(CopyState(copy.state) in _LEFT or not copy.is_intact or _waits_for_two(session, copy) for copy in copies)


def _waits_for_two(session: Session, copy: PaperCopy) -> bool:
    """Whether a second person has to confirm its end yet; not where it was counted before there was an entry."""
    return copy.entry is not None and standing(session, copy.entry) is not EntryStanding.CONFIRMED
