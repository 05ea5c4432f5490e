"""The readers of a paper: groups and persons; for 3A only persons (2(1))."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Denied, deny
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.roles import Role
from app.audit.notes import By, Detail, note
from app.audit.rows.missed import is_any_missing
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.halts.queries import must_not_be_frozen
from app.materials.errors import AdministratorNamed, ClerkNamed, NoReaders, PersonsOnly
from app.materials.models import Material, Reader
from app.materials.subjects import about_paper
from app.members.belonging import MEMBERS, able_in, belonged_since
from app.members.models import Group, Office, Person
from app.members.people import held_since
from app.seals import ALTERED, altered_rows
from app.web.forms.merging import merged

DEFAULT_GROUP_KEY = MEMBERS


def set_readers(
    session: Session,
    by: By,
    material: Material,
    *,
    group_ids: Collection[str],
    person_ids: Collection[str],
    seen: Collection[str] | None = None,
) -> bool:
    """Change the readers to those chosen; True when others had changed them since the chooser saw them.

    `seen`: the ids that stood as chosen when the form was drawn; what others changed meanwhile stays. None: the readers
    are replaced. Raises PersonsOnly, NoReaders, ClerkNamed, BadInput for ids that are not there.
    """
    former_groups, former_people = readers_of(session, material.id)
    had_groups, had_people = ({row.id for row in rows} for rows in (former_groups, former_people))
    group_ids, person_ids = merged(had_groups, seen, group_ids), merged(had_people, seen, person_ids)
    if material.label is Confidentiality.C3A and group_ids:
        raise PersonsOnly
    if not group_ids and not person_ids:
        raise NoReaders
    groups = _groups(session, group_ids)
    kept = [person for person in former_people if person.id in person_ids]
    people = [*kept, *_people(session, person_ids - had_people)]
    is_newer = seen is not None and set(seen) != had_groups | had_people
    if {*former_groups, *former_people} == {*groups, *people}:  # by id: two persons may have one name
        return is_newer
    _check_added(session, by, (groups, former_groups), (people, former_people))
    put_readers(session, material.id, groups, people)
    session.flush()
    detail: Detail = {
        "what": "readers",
        "from": words_for(session, former_groups, former_people),
        "to": readers_words(session, material.id),
        **named_in_record(groups, people),
    }
    note(session, by, EventKind.MATERIAL_CHANGED, about_paper(material), **detail)
    return is_newer


def named_in_record(groups: Collection[Group], people: Collection[Person]) -> dict[str, str]:
    """The readers by their ids, as a record keeps them: who could read on a day is worked out from these."""
    ids = {"group_ids": [group.id for group in groups], "person_ids": [person.id for person in people]}
    return {name: " ".join(sorted(each)) for name, each in ids.items()}


def _check_added(
    session: Session,
    by: By,
    groups: tuple[Collection[Group], Collection[Group]],
    people: tuple[Collection[Person], Collection[Person]],
) -> None:
    """Check readers that are added. `groups`, `people`: those to be, and those before.

    Raises Denied when any is added while reading is frozen, and ClerkNamed.
    """
    if set(groups[0]) - set(groups[1]) or set(people[0]) - set(people[1]):
        must_not_be_frozen(session, by)
    check_clerks(session, by, *people)


def check_clerks(session: Session, by: By, people: Collection[Person], former: Collection[Person] = ()) -> None:
    """Raise ClerkNamed when a clerk adds a clerk to the `former` readers; Denied while an office's row was altered;
    AdministratorNamed when an administrator who reads by name adds themselves, whatever the paper's level is now.

    Readers who are named go on reading when the paper becomes 3A, which is the administrator's to decide.
    """
    added = {person.id for person in people} - {person.id for person in former}
    if by.actor.reads_by_name and by.actor.person_id in added:
        raise AdministratorNamed
    if by.actor.holds(Role.ADMINISTRATOR) or not added:
        return
    if clerks_among(session, added):
        raise ClerkNamed
    if list(altered_rows(session, (Office,))) or is_any_missing(session, (Office,)):  # It could hide a clerk.
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))


def clerks_among(session: Session, person_ids: Collection[str]) -> set[str]:
    """The ids among these of persons who are clerks, or will be when a term of office begins."""
    lasts = or_(Office.ends_at.is_(None), Office.ends_at > clock.now())
    found = select(Office.person_id).where(Office.person_id.in_(person_ids), Office.role == Role.CLERK.value, lasts)
    return set(session.scalars(found))


def put_readers(session: Session, material_id: str, groups: Collection[Group], people: Collection[Person]) -> None:
    """Make these the readers of a paper. The rows of those who stay remain, since they say since when."""
    wanted: list[tuple[str | None, str | None]] = [(group.id, None) for group in groups]
    wanted += [(None, person.id) for person in people]
    staying = set[tuple[str | None, str | None]]()
    for reader in session.scalars(select(Reader).where(Reader.material_id == material_id)).all():
        named = (reader.group_id, reader.person_id)
        if reader.is_intact and named in wanted and named not in staying:
            staying.add(named)
        else:
            session.delete(reader)
    added = [named for named in wanted if named not in staying]
    session.add_all(Reader(material_id=material_id, group_id=group, person_id=person) for group, person in added)


def has_read_since(session: Session, material: Material, person_id: str, moment: datetime) -> bool:
    """Whether one way of reading a paper has been open to a person from a moment until now without a break.

    The ways are those of the policy: an office that prepares papers; being named; a group that the person was put into;
    a group that is an office. Each of them needs an office that was held all that time. An altered row opens no way.
    """
    offices, is_secret = held_since(session, person_id, moment), material.level is Confidentiality.C3A
    if not offices or Role.ADMINISTRATOR in offices or (Role.CLERK in offices and not is_secret):
        return bool(offices)
    rows = session.scalars(select(Reader).where(Reader.material_id == material.id)).all()
    standing = [row for row in rows if row.is_intact and (row.added_at is None or row.added_at <= moment)]
    if any(row.person_id == person_id for row in standing):
        return True
    groups = [] if is_secret else [row.group_id for row in standing if row.group_id is not None]
    return any(belonged_since(session, group_id, person_id, offices, moment) for group_id in groups)


def default_groups(session: Session) -> list[Group]:
    """The readers of a new paper unless others are chosen: the members' group."""
    return list(session.scalars(select(Group).where(Group.key == DEFAULT_GROUP_KEY)))


_CLOSED_WORDS = ("人事", "身上", "懲罰", "秘密会", "非公開", "個人情報", "資格決定", "選任", "任命", "同意")
"""Words in the title of a paper, its file or its agenda item that mark it as one of persons, or of a closed sitting."""


def narrowed(groups: Collection[Group], words: str) -> list[Group]:
    """The default readers of a paper: of one about persons or a closed sitting only the members, if they attend.

    Whoever else shall read it is named by hand. `words`: title, file and agenda item.
    """
    if not any(word in words for word in _CLOSED_WORDS):
        return list(groups)
    return [group for group in groups if group.key == DEFAULT_GROUP_KEY] or list(groups)


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
    return _with_doubt(session, material_id, groups, people)


def named_words(session: Session, material_id: str) -> str:
    """As `readers_words`, but only the persons: they remain readers when the paper becomes 3A."""
    return _with_doubt(session, material_id, [], readers_of(session, material_id)[1])


def _with_doubt(session: Session, material_id: str, groups: Collection[Group], people: Collection[Person]) -> str:
    """These of the readers in words; those by altered rows, who read nothing by them, only as altered."""
    rows = session.scalars(select(Reader).where(Reader.material_id == material_id)).all()
    left = {each for row in rows if row.is_intact for each in (row.group_id, row.person_id)}
    words = words_for(session, [one for one in groups if one.id in left], [one for one in people if one.id in left])
    return words if all(row.is_intact for row in rows) else f"{words}、{ALTERED}"


def words_for(session: Session, groups: Collection[Group], people: Collection[Person]) -> str:
    """As `readers_words`, for readers that are not saved yet."""
    inside = able_in(session, [group.id for group in groups])
    words = [group.doubt or f"{group.name} {len(inside[group.id])} 人" for group in groups]
    words += [person.doubt or person.name for person in people]
    return "、".join(words) or "まだ決まっていません"


def _groups(session: Session, ids: Collection[str]) -> list[Group]:
    found = list(session.scalars(select(Group).where(Group.id.in_(list(ids))).order_by(Group.position)))
    if len(found) != len(set(ids)):
        raise BadInput(fields={"group": "読む人をえらび直してください。"})
    if not all(group.is_intact for group in found):  # Its name, by which it was chosen, may be false.
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return found


def _people(session: Session, ids: Collection[str]) -> list[Person]:
    found = list(session.scalars(select(Person).where(Person.id.in_(list(ids)), Person.state != "retired")))
    if len(found) != len(set(ids)):
        raise BadInput(fields={"person": "読む人をえらび直してください。"})
    return found
