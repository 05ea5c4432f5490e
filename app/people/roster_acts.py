"""Carries out the import of a list of people in one transaction, all or nothing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.sessions import acts as sessions
from app.members import offices
from app.members.belonging import kept_by_hand
from app.members.membership import group_ids_of, put_in
from app.members.models import Person
from app.members.people import add_person, offices_now
from app.members.subjects import about_person
from app.people.roster_plan import CouncilRules, Plan, PlanLine, WantedPerson, ends_alike, people_by_login, same_office


def take_in(session: Session, by: By, plan: Plan, council: CouncilRules, *, digest: str) -> None:
    """Write a plan without faults in the caller's unit, with a record of the import and one of each person changed.

    `digest`: of the file's bytes (SHA-256, hexadecimal). Raises ValueError for a plan with faults, and TooMany when an
    office was given to another person meanwhile.
    """
    if not plan.is_clean:
        raise ValueError("a plan with faults is not written")
    groups = kept_by_hand(session)
    for one in plan.wanted:
        person = people_by_login(session, [one.login]).get(one.login)
        if person is None:
            person = add_person(
                session, login=one.login, name=one.name, kana=one.kana, title=one.title, roles=(), seat_number=one.seat
            )
        person.kana, person.title, person.seat_number = one.kana, one.title, one.seat
        _give_offices(session, person, one, council.administrators)
        have = group_ids_of(session, person.id)
        for group_id in [groups[name] for name in one.groups if groups[name] not in have]:
            put_in(session, group_id, [person.id])
        session.flush()
    detail: Detail = {"new": plan.count("new"), "changed": plan.count("changed"), "sha256": digest}
    note(session, by, EventKind.PEOPLE_IMPORTED, about_person(""), **detail)
    for line in plan.lines:
        if line.outcome != "same":
            _note_line(session, by, line)


def _note_line(session: Session, by: By, line: PlanLine) -> None:
    person_id = session.scalar(select(Person.id).where(Person.login == line.login))
    tell(session, by, Action.PEOPLE_IMPORT, "名簿の取り込みによる登録の変更", about=person_id)
    kind = EventKind.PERSON_ADDED if line.outcome == "new" else EventKind.PERSON_CHANGED
    words = "；".join(line.notes)[:300]
    note(session, by, kind, about_person(""), login=line.login, because="import", changes=words)


def _give_offices(session: Session, person: Person, one: WantedPerson, administrators: int) -> None:
    if one.starts_at is None:
        return
    for role in sorted(one.roles):
        office = same_office(session, person.id, role, one.starts_at)
        if office is None:
            offices.give(session, person.id, role, one.starts_at, one.ends_at, administrators=administrators)
        elif not ends_alike(office, one):
            offices.change_end(session, office, one.ends_at, administrators=administrators)
    if not offices_now(session, person.id):
        sessions.end_all_sessions(session, person.id, "out_of_office")
