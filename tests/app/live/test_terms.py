"""A term that begins or ends by itself is told to the open screens of whoever it is about, in that second."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import raise_alarm
from app.members.membership import put_in
from app.members.models import Office
from app.members.subjects import about_person
from tests.app.live.hearing import SOME_SWEEPS_SECONDS, put_alarm, settled
from tests.app.reading.shelf import lay
from tests.support.sockets import Served


@pytest.mark.clause("I 6-2(2)")
def test_open_reader_asks_again_when_its_persons_membership_is_over(hall: Served) -> None:
    council = hall.council
    group, laid = council.gather("soumu"), lay(council, groups=("soumu",))
    ends_at = clock.now() + timedelta(minutes=2)
    with council.services.database.write() as unit:
        put_in(unit, group.id, [council.people["member1"].id], ends_at=ends_at)
        put_in(unit, group.id, [council.people["member2"].id])
    tablet, other = council.browser("member1"), council.browser("member2")
    assert tablet.fetch(laid.page()).status_code == 200
    with hall.line(tablet) as own, hall.line(other) as colleague:
        settled(own, "paper")
        settled(colleague, "paper")

        hall.time.put_to(ends_at.timestamp())

        assert own.hear()["paper"] is True
        assert colleague.is_silent(SOME_SWEEPS_SECONDS)
    assert tablet.fetch(laid.page()).status_code == 404


def test_bar_of_an_office_goes_with_the_office_and_comes_with_it(hall: Served) -> None:
    """Whichever moment the term says: its row may be committed after the sweep that would have found that moment."""
    council = hall.council
    admin, clerk = council.people["admin"], council.people["clerk1"]
    put_alarm(council)
    with hall.line(council.browser("admin")) as own, hall.line(council.browser("clerk1")) as next_one:
        settled(own, "alarms")
        settled(next_one, "alarms")

        with council.services.database.write() as unit:
            held = unit.scalars(select(Office).where(Office.person_id == admin.id)).one()
            unit.add(Office(person_id=admin.id, role="member", starts_at=held.starts_at))
            unit.add(Office(person_id=clerk.id, role="administrator", starts_at=held.starts_at))
            held.ends_at = clock.now() - timedelta(seconds=30)
            note(unit, SYSTEM, EventKind.OFFICE_DECIDED, about_person(admin.id))
            note(unit, SYSTEM, EventKind.OFFICE_DECIDED, about_person(clerk.id))

        assert own.hear()["alarms"]["office"] == 0
        assert next_one.hear()["alarms"]["office"] == 1


def test_bar_of_the_deputy_has_the_chairs_alarms_while_there_is_no_chair(hall: Served) -> None:
    """By law, and by nobody's act: the moment of the chair's term is all that says so."""
    council = hall.council
    ends_at, begins_at = (clock.now() + timedelta(minutes=minutes) for minutes in (2, 4))
    with council.services.database.write() as unit:
        raise_alarm(unit, "incident", person_id=None, address="", detail="事故の記録")
        held = unit.scalars(select(Office).where(Office.role == "chair")).one()
        held.ends_at = ends_at
        unit.add(Office(person_id=council.people["member2"].id, role="chair", starts_at=begins_at))
        note(unit, SYSTEM, EventKind.OFFICE_DECIDED, about_person(held.person_id))
    with hall.line(council.browser("deputy")) as own:
        settled(own, "alarms")

        hall.time.put_to(ends_at.timestamp())

        assert own.hear()["alarms"]["office"] == 1
        hall.time.put_to(begins_at.timestamp())
        assert own.hear()["alarms"]["office"] == 0
