"""Records each person who reads more or less since a group became an office, and raises one alarm about all."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.members.belonging import EXECUTIVES, MEMBERS, people_in
from app.members.models import Group, Person
from app.members.subjects import about_person
from app.people.office_groups.jobs import OFFICE_GROUPS, OfficeGroupsJob

_NAMED = 4


def handlers(database: Database) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job."""
    return (Handler(OFFICE_GROUPS, partial(tell_changes, database)),)


def tell_changes(database: Database, job: OfficeGroupsJob, run: JobRun) -> None:
    """Compare the former people of each group with the present ones, and record the differences.

    The job ends in the same unit, so that they are recorded once.
    """
    with database.write() as session:
        former = {MEMBERS: job.members.split(), EXECUTIVES: job.executives.split()}
        groups = session.execute(
            select(Group.key, Group.id, Group.name).where(Group.key.in_(former)).order_by(Group.key.desc())
        ).all()
        told = [words for key, *group in groups for words in _noted(session, *group, before=set(former[key]))]
        if told:
            raise_alarm(session, AlarmKind.OFFICE_GROUPS, person_id=None, address="", detail="。".join(told))
        run.finish(session)


def _noted(session: Session, group_id: str, name: str, *, before: set[str]) -> Iterator[str]:
    """Write a record for each person, and return sentences such as 「「議員」から外れた人 2 人（甲、乙）」."""
    now = people_in(session, [group_id]).get(group_id, set())
    for change, words, people in (("added", "に入った人", now - before), ("removed", "から外れた人", before - now)):
        if not people:
            continue
        for person_id in sorted(people):
            detail = {"group": group_id, "name": name, "change": change, "because": "group_is_office"}
            note(session, SYSTEM, EventKind.GROUP_CHANGED, about_person(person_id), **detail)
        found = session.scalars(select(Person.name).where(Person.id.in_(people)).order_by(Person.kana, Person.login))
        names = "、".join(each[:12] for each in found.fetchmany(_NAMED))
        more = "ほか" if len(people) > _NAMED else ""
        yield f"「{name[:12]}」{words} {len(people)} 人（{names}{more}）"
