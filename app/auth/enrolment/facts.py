"""Loads the facts by which the policy decides on letters and resets: whose factors they are about, and who asked."""

from sqlalchemy import select

from app.access.facts import EnrolmentFacts, Facts
from app.auth.enrolment.proposals import FACTOR_RESET
from app.auth.enrolment.resets import asker_of_letter, letter_is_due
from app.errors import NotFound
from app.members import offices
from app.members.models import Person
from app.proposals.screens import facts_of
from app.web.call import Call


def facts_of_person(call: Call) -> EnrolmentFacts:
    """The facts about the person in the path; `call.subject` becomes that person. Raises NotFound."""
    person = call.session.scalars(select(Person).where(Person.id == call.path("person"))).one_or_none()
    facts = facts_about(call, call.path("person"))  # first, so that unknown ids cost the same
    if person is None:
        raise NotFound(cause="no such person")
    call.subject = person
    return facts


def facts_of_reset(call: Call) -> Facts:
    """The facts about the reset in the path; `call.subject` becomes that reset. Raises NotFound."""
    try:
        return facts_of(call, FACTOR_RESET, call.path("reset"))
    except NotFound:
        offices.holds_power(call.session, "")  # the same query as for a reset that is there: time tells nothing
        raise


def facts_about(call: Call, person_id: str) -> EnrolmentFacts:
    """The facts about one person's letters and resets."""
    own, has_power = person_id == call.actor.person_id, offices.holds_power(call.session, person_id)
    is_asker = asker_of_letter(call.session, person_id) == call.actor.person_id
    is_agreed = letter_is_due(call.session, person_id) is not None
    return EnrolmentFacts(own, has_power, is_asker, is_agreed)
