"""Facts loaders of the routes about people."""

from app.access.facts import PersonFacts
from app.errors import NotFound
from app.members import offices
from app.members.models import Person
from app.web.call import Call


def of_person(call: Call) -> PersonFacts:
    """Of {person}: `call.subject` is the Person."""
    person = call.session.get(Person, call.path("person"))
    if person is None:
        raise NotFound(cause="no such person")
    call.subject = person
    return PersonFacts(is_own=person.id == call.actor.person_id, is_chair=offices.is_chair(call.session, person.id))
