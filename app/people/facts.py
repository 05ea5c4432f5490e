"""Facts loaders of the routes about people."""

from app.access.facts import Facts, OfficeFacts, PersonFacts
from app.access.roles import Role
from app.auth.enrolment import vouchers
from app.errors import NotFound
from app.members import offices
from app.members.models import Person
from app.members.people import offices_now
from app.people.proposals import OFFICE_CHANGE
from app.proposals.queries import row_of
from app.web.call import Call


def of_person(call: Call) -> PersonFacts:
    """Of {person}: `call.subject` is the Person."""
    person = call.session.get(Person, call.path("person"))
    # Asked of nobody, too: who is not there costs as much as who is.
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
    """Of an office of power of {person}, which is asked for: `call.subject` is the Person."""
    return OfficeFacts(is_subject=of_person(call).is_own)


def of_change(call: Call) -> Facts:
    """Of {change}, a change of an office of power that waits: `call.subject` is the proposal."""
    try:
        change = OFFICE_CHANGE.read(row_of(call.session, OFFICE_CHANGE, call.path("change")))
    except NotFound:
        vouchers.of(call.session, "")  # what a change that is there costs
        offices.holds_power(call.session, "")
        offices.holders(call.session, Role.CHAIR)
        offices_now(call.session, "")
        raise
    call.subject = change
    return OFFICE_CHANGE.facts(call.session, call.actor, change)
