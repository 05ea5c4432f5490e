"""Facts loaders of the routes about people."""

from app.access.facts import Facts, OfficeFacts, PersonFacts
from app.access.roles import Role
from app.auth.enrolment import vouchers
from app.errors import NotFound
from app.members import offices
from app.members.models import Person
from app.members.people import offices_now
from app.people.proposals import OFFICE_CHANGE
from app.proposals.screens import facts_of
from app.web.call import Call


def of_person(call: Call) -> PersonFacts:
    """The facts of {person} of the path; `call.subject` becomes the Person. Raises NotFound."""
    person = call.session.get(Person, call.path("person"))
    # Also queried for an unknown id, so that the time of the answer does not reveal whether the person exists.
    is_chair = offices.is_chair(call.session, call.path("person"))
    has_power = offices.holds_power(call.session, call.path("person"))
    if person is None:
        raise NotFound(cause="no such person")
    call.subject = person
    return PersonFacts(
        is_own=person.id == call.actor.person_id,
        is_chair=is_chair,
        has_power=has_power,
    )


def of_office(call: Call) -> OfficeFacts:
    """The facts for asking for an office of power of {person}; `call.subject` becomes the Person. Raises NotFound."""
    return OfficeFacts(is_subject=of_person(call).is_own)


def of_change(call: Call) -> Facts:
    """The facts of the proposal {change} of the path; `call.subject` becomes the proposal. Raises NotFound."""
    try:
        return facts_of(call, OFFICE_CHANGE, call.path("change"))
    except NotFound:
        # The queries that the facts of an existing change need, so that the time of the answer is the same.
        vouchers.of(call.session, "")
        offices.holds_power(call.session, "")
        offices.holders(call.session, Role.CHAIR)
        offices_now(call.session, "")
        raise
