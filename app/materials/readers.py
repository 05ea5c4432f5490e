"""Who may read a paper: groups and persons; 3A persons only (2(1))."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.materials.errors import NoReaders, PersonsOnly
from app.materials.models import Material, Reader
from app.materials.subjects import about_paper
from app.members.models import Group, GroupMember, Person

DEFAULT_GROUP_KEY = "members"


def set_readers(
    session: Session, by: By, material: Material, *, group_ids: Collection[str], person_ids: Collection[str]
) -> None:
    """Replace the readers. Raises PersonsOnly, NoReaders, BadInput for ids that are not there."""
    if material.label is Confidentiality.C3A and group_ids:
        raise PersonsOnly
    if not group_ids and not person_ids:
        raise NoReaders
    groups, people = _groups(session, group_ids), _people(session, person_ids)
    former_groups, former_people = readers_of(session, material.id)
    if {*former_groups, *former_people} == {*groups, *people}:  # not their words: two persons may have one name
        return
    put_readers(session, material.id, groups, people)
    session.flush()
    detail: Detail = {
        "what": "readers",
        "from": words_for(session, former_groups, former_people),
        "to": readers_words(session, material.id),
        "group_ids": " ".join(sorted(group.id for group in groups)),
        "person_ids": " ".join(sorted(person.id for person in people)),
    }
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), **detail)


def put_readers(session: Session, material_id: str, groups: Collection[Group], people: Collection[Person]) -> None:
    """Exchange the rows."""
    for reader in session.scalars(select(Reader).where(Reader.material_id == material_id)):
        session.delete(reader)
    session.add_all(Reader(material_id=material_id, group_id=group.id) for group in groups)
    session.add_all(Reader(material_id=material_id, person_id=person.id) for person in people)


def default_groups(session: Session) -> list[Group]:
    """Whom a paper is for when nobody says otherwise: the members."""
    return list(session.scalars(select(Group).where(Group.key == DEFAULT_GROUP_KEY)))


def readers_of(session: Session, material_id: str) -> tuple[list[Group], list[Person]]:
    """The groups and persons a paper is addressed to, in their order."""
    groups = session.scalars(
        select(Group)
        .join(Reader, Reader.group_id == Group.id)
        .where(Reader.material_id == material_id)
        .order_by(Group.position, Group.name)
    )
    people = session.scalars(
        select(Person)
        .join(Reader, Reader.person_id == Person.id)
        .where(Reader.material_id == material_id)
        .order_by(Person.kana, Person.name)
    )
    return list(groups), list(people)


def readers_words(session: Session, material_id: str) -> str:
    """「議員 16 人、執行部 3 人、森田 由美」; 「まだ決まっていません」 without readers."""
    groups, people = readers_of(session, material_id)
    return words_for(session, groups, people)


def words_for(session: Session, groups: Collection[Group], people: Collection[Person]) -> str:
    """The same for readers that are not saved yet."""
    query = select(GroupMember.group_id, func.count()).group_by(GroupMember.group_id)
    rows = session.execute(query.where(GroupMember.group_id.in_([group.id for group in groups])))
    counts: dict[str, int] = {group_id: count for group_id, count in rows}  # noqa: C416 - a Row is no pair to dict()
    words = [f"{group.name} {counts.get(group.id, 0)} 人" for group in groups]
    words += [person.name for person in people]
    return "、".join(words) or "まだ決まっていません"


def _groups(session: Session, ids: Collection[str]) -> list[Group]:
    found = list(session.scalars(select(Group).where(Group.id.in_(list(ids))).order_by(Group.position)))
    if len(found) != len(set(ids)):
        raise BadInput(fields={"group": "読む人をえらび直してください。"})
    return found


def _people(session: Session, ids: Collection[str]) -> list[Person]:
    found = list(session.scalars(select(Person).where(Person.id.in_(list(ids)), Person.state != "retired")))
    if len(found) != len(set(ids)):
        raise BadInput(fields={"person": "読む人をえらび直してください。"})
    return found


def chosen(
    session: Session, group_ids: Collection[str], person_ids: Collection[str]
) -> tuple[list[Group], list[Person]]:
    """The groups and persons a form names. Raises BadInput."""
    return _groups(session, group_ids), _people(session, person_ids)
