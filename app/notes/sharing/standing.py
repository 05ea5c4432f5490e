"""Whether a sharing of notes stands at this moment, and for whom. Decided anew each time from the rows as they are now.

It has ended when its paper was withdrawn, raised, or hidden and published again since; when its owner was suspended,
ended a term of office, came to hold one of the secretariat, or stopped being a reader of the paper; and one with a
group when the owner has left the group. If the paper or the person comes back, the sharing does not: its owner shares
once more. While a row that could say one of these was altered or is missing, nothing is shown.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import COUNCIL, SECRETARIAT, Role
from app.audit.rows.missed import is_any_missing
from app.materials.models import Material, Reader
from app.materials.readers import has_read_since
from app.members.belonging import able_in, belonged_since, is_office
from app.members.models import Group, GroupMember, Office, Person, Suspension
from app.members.people import held_since, offices_now, standing_of, was_suspended_since
from app.notes.models import NoteShare

_RESTS_ON = (Office, Group, GroupMember, Suspension, Reader)


def shares_of(session: Session, owner_id: str, material_id: str = "") -> list[NoteShare]:
    """The sharings of a person that stand, on one paper or on all of them, in the order in which they were made."""
    return standing(session, _made_by(session, owner_id, material_id))


def shares_to_take_back(session: Session, owner_id: str, material_id: str = "") -> list[NoteShare]:
    """As `shares_of`; while there is doubt all that are intact, since what shows nothing now may show it afterwards."""
    if not is_in_doubt(session):
        return shares_of(session, owner_id, material_id)
    return [share for share in _made_by(session, owner_id, material_id) if share.is_intact]


def _made_by(session: Session, owner_id: str, material_id: str) -> Sequence[NoteShare]:
    query = select(NoteShare).where(NoteShare.owner_id == owner_id).order_by(NoteShare.shared_at, NoteShare.id)
    return session.scalars(query.where(NoteShare.material_id == material_id) if material_id else query).all()


def shares_for(session: Session, person_id: str, material_id: str) -> list[NoteShare]:
    """The sharings on a paper that show something to this person now. Whether they may read it is not asked here."""
    query = select(NoteShare).where(NoteShare.material_id == material_id, NoteShare.owner_id != person_id)
    found = session.scalars(query.order_by(NoteShare.shared_at, NoteShare.id)).all()
    return standing(session, [share for share in found if person_id in audience_of(session, [share])])


def audience_of(session: Session, shares: Sequence[NoteShare]) -> frozenset[str]:
    """The ids of those whom these sharings name, or who are in a group that they name, at this moment."""
    named = {share.person_id for share in shares if share.person_id is not None}
    groups = {share.group_id for share in shares if share.group_id is not None}
    inside = able_in(session, groups) if groups else {}
    return frozenset(named.union(*inside.values()))


def standing(session: Session, shares: Sequence[NoteShare]) -> list[NoteShare]:
    """Those that show anything to anybody."""
    if not shares or is_in_doubt(session):
        return []
    return [share for share in shares if _stands(session, share)]


def is_in_doubt(session: Session) -> bool:
    """Whether a row that could end a sharing is missing."""
    return is_any_missing(session, _RESTS_ON)


def _stands(session: Session, share: NoteShare) -> bool:
    material = session.get(Material, share.material_id)
    if not share.is_intact or material is None or not material.is_intact:
        return False
    since = share.shared_at
    was_shut = material.shut_at is not None and material.shut_at >= since
    was_hidden = material.published_at is None or material.published_at > since
    if material.withdrawn_at is not None or was_shut or was_hidden:
        return False
    return _owner_stays(session, share, material) and _group_stays(session, share)


def _owner_stays(session: Session, share: NoteShare, material: Material) -> bool:
    person_id, since = share.owner_id, share.shared_at
    if session.get(Person, person_id) is None or standing_of(session, person_id) != "active":
        return False
    if held_since(session, person_id, since).isdisjoint(COUNCIL) or was_suspended_since(session, person_id, since):
        return False
    if _was_of_secretariat(session, person_id, since):
        return False
    is_released = material.released_version_id is not None
    is_released = is_released and material.released_version_id == material.current_version_id
    is_released = is_released and material.released_at is not None and material.released_at <= since
    return is_released or has_read_since(session, material, person_id, since)


def _was_of_secretariat(session: Session, person_id: str, since: datetime) -> bool:
    """Whether the person has held an office of the secretariat at a moment, or later, whatever became of its row."""
    query = select(Office).where(Office.person_id == person_id, Office.role.in_(sorted(SECRETARIAT)))
    query = query.where(Office.starts_at <= clock.now(), or_(Office.ends_at.is_(None), Office.ends_at > since))
    return session.scalars(query.limit(1)).first() is not None


def _group_stays(session: Session, share: NoteShare) -> bool:
    if share.group_id is None:
        return True
    group = session.get(Group, share.group_id)
    if group is None or not group.is_intact or is_office(group):
        return False
    return belonged_since(session, group.id, share.owner_id, frozenset(), share.shared_at)


def members_to_show(session: Session, but: str) -> list[Person]:
    """The members of the council in their order, without one: with whom notes can be shared."""
    query = select(Person).where(Person.state == "active", Person.id != but)
    people = session.scalars(query.order_by(Person.seat_number.is_(None), Person.seat_number, Person.kana, Person.id))
    return [one for one in people if one.is_intact and _may_be_shown(offices_now(session, one.id))]


def _may_be_shown(held: frozenset[Role]) -> bool:
    return not held.isdisjoint(COUNCIL) and held.isdisjoint(SECRETARIAT)


def own_groups(session: Session, person_id: str) -> list[Group]:
    """The groups kept by hand that a person is in now, in their order."""
    inside = {group_id for group_id, people in able_in(session).items() if person_id in people}
    groups = session.scalars(select(Group).where(Group.id.in_(inside)).order_by(Group.position, Group.name))
    return [group for group in groups if group.is_intact and not is_office(group)]
