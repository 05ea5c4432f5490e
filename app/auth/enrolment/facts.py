"""Facts of letters and resets: whose factors they are about, and who asked."""

from sqlalchemy import select

from app.access.facts import EnrolmentFacts
from app.access.roles import Role
from app.auth.factors.models import FactorReset
from app.errors import NotFound
from app.members.models import Person
from app.members.people import offices_now
from app.web.call import Call


def facts_of_person(call: Call) -> EnrolmentFacts:
    """Of the person in the path, who becomes the call's subject. Raises NotFound."""
    person = call.session.scalars(select(Person).where(Person.id == call.path("person"))).one_or_none()
    if person is None:
        raise NotFound(cause="no such person")
    call.subject = person
    return _facts(call, person.id)


def facts_of_reset(call: Call) -> EnrolmentFacts:
    """Of the reset in the path, which becomes the call's subject. Raises NotFound."""
    reset = call.session.scalars(select(FactorReset).where(FactorReset.id == call.path("reset"))).one_or_none()
    if reset is None:
        raise NotFound(cause="no such reset")
    call.subject = reset
    facts = _facts(call, reset.person_id)
    return EnrolmentFacts(facts.is_own, facts.is_administrators, reset.asked_by == call.actor.person_id)


def _facts(call: Call, person_id: str) -> EnrolmentFacts:
    is_administrators = Role.ADMINISTRATOR in offices_now(call.session, person_id)
    return EnrolmentFacts(person_id == call.actor.person_id, is_administrators)
