"""Offices that have ended, for tests of what is left to whom then."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.members.models import Office
from tests.support.council import Council


def end_office(council: Council, login: str) -> None:
    """End all offices of a person, a second ago."""
    with council.services.database.write() as unit:
        for office in unit.scalars(select(Office).where(Office.person_id == council.people[login].id)):
            office.ends_at = clock.now() - timedelta(seconds=1)
