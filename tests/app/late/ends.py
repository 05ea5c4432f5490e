"""What may end while an act is on its way: the person's standing, or the subject as it was."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.audit.notes import By
from app.materials.models import Material
from app.members.models import Office, Person
from app.people import acts as people
from tests.support.council import Council

End = Callable[[Council, str], None]
Ends = Mapping[str, End]


def suspend(council: Council, login: str) -> None:
    """By the chair."""
    with council.services.database.write() as unit:
        person = unit.get_one(Person, council.people[login].id)
        people.suspend(unit, By.person(council.people["chair"].id), person, reason="試験")


def end_of_office(council: Council, login: str) -> None:
    """The term has ended by itself; no session was ended."""
    with council.services.database.write() as unit:
        for office in unit.scalars(select(Office).where(Office.person_id == council.people[login].id)):
            office.ends_at = clock.now() - timedelta(seconds=1)


def retire(council: Council, login: str) -> None:
    """The retirement is closed."""
    end_of_office(council, login)
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people[login].id).state = "retired"


def raise_to_3a(council: Council, _login: str) -> None:
    """Every paper."""
    with council.services.database.write() as unit:
        for material in unit.scalars(select(Material)):
            material.confidentiality = "3A"


ENDS: dict[str, End] = {"suspended": suspend, "out of office": end_of_office}
