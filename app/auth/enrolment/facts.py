"""Facts of letters and resets: whose factors they are about, and who asked."""

from sqlalchemy import select

from app.access.facts import EnrolmentFacts, Facts
from app.access.roles import Role
from app.auth.enrolment.proposals import FACTOR_RESET
from app.errors import NotFound
from app.members.models import Person
from app.members.people import offices_now
from app.proposals.queries import row_of
from app.web.call import Call


def facts_of_person(call: Call) -> EnrolmentFacts:
    """Of the person in the path, who becomes the call's subject. Raises NotFound."""
    person = call.session.scalars(select(Person).where(Person.id == call.path("person"))).one_or_none()
    if person is None:
        raise NotFound(cause="no such person")
    call.subject = person
    return _facts(call, person.id)


def facts_of_reset(call: Call) -> Facts:
    """Of the reset in the path, which becomes the call's subject. Raises NotFound."""
    reset = FACTOR_RESET.read(row_of(call.session, FACTOR_RESET, call.path("reset")))
    call.subject = reset
    return FACTOR_RESET.facts(call.session, call.actor, reset)


def _facts(call: Call, person_id: str) -> EnrolmentFacts:
    is_administrators = Role.ADMINISTRATOR in offices_now(call.session, person_id)
    return EnrolmentFacts(person_id == call.actor.person_id, is_administrators)
