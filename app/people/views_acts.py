"""Acts on one person over HTTP: the end of a term, suspending and lifting, retiring step by step."""

from collections.abc import Sequence

from starlette.responses import Response

from app.auth.devices.models import Device
from app.errors import BadInput, NotFound
from app.members.models import Office, Person, Retirement
from app.people import acts as people_acts
from app.people import facts as people_facts
from app.people.forms import OfficeEndForm, ReasonForm, RetirementForm, ReturnForm
from app.people.views import person_page
from app.web import answers
from app.web.call import Call


def change_office(call: Call) -> Response:
    """Another last day for one of a person's terms."""
    person = _person(call)
    form = OfficeEndForm.read(call)
    office = call.session.get(Office, form.office) if form.has("office") else None
    if office is None or office.person_id != person.id:
        raise NotFound(cause="office of somebody else")
    administrators = call.standards.administrators_at_most
    form.check_seen(office)
    try:
        form.must_hold()
        people_acts.change_office(call.session, call.by, office, ends_at=form.ends_at, administrators=administrators)
    except BadInput as error:
        return person_page(call, 422, office_fault=error.sentence)
    return _back(person, "office")


def suspend(call: Call) -> Response:
    """The chair's act (7-6③); the facts loader has loaded the person."""
    person = call.loaded(Person)
    form = ReasonForm.read(call)
    if form.errors:
        return person_page(call, 422, why=form)
    people_acts.suspend(call.session, call.by, person, reason=form.reason)
    return _back(person, "suspended")


def lift(call: Call) -> Response:
    """Lift a suspension, an act of the chair."""
    person = call.loaded(Person)
    form = ReasonForm.read(call)
    if form.errors:
        return person_page(call, 422, why=form)
    people_acts.lift(call.session, call.by, person, reason=form.reason)
    return _back(person, "lifted")


def end_sessions(call: Call) -> Response:
    """End all of the person's sessions."""
    person = _person(call)
    people_acts.end_sessions(call.session, call.by, person)
    return _back(person, "sessions")


def retire(call: Call) -> Response:
    """Begin the checklist."""
    person = _person(call)
    form = RetirementForm.read(call)
    if form.errors:
        return person_page(call, 422, retiring=form)
    people_acts.retire(call.session, call.by, person, ends_at=form.ends_at)
    return _back(person, "retiring")


def take_back(call: Call) -> Response:
    """Note that a device was handed in."""
    person = _person(call)
    device = call.session.get(Device, ReturnForm.demand(call).device, with_for_update=True)
    if device is None or device.person_id != person.id:
        raise NotFound(cause="device of somebody else")
    people_acts.take_back(call.session, call.by, device)
    return _back(person, "returned")


def acknowledge_secrecy(call: Call) -> Response:
    """Note that the person has agreed to secrecy after the office."""
    retirement = _retirement(call)
    people_acts.acknowledge_secrecy(call.session, call.by, retirement)
    return _back(call.loaded(Person), "secrecy")


def close_retirement(call: Call, *, let_go: Sequence[people_acts.LetPersonGo]) -> Response:
    """Close the checklist; refused while something is missing."""
    retirement = _retirement(call)
    people_acts.close_retirement(call.session, call.by, retirement, let_go)
    return _back(call.loaded(Person), "closed")


def _person(call: Call) -> Person:
    people_facts.of_person(call)
    return call.loaded(Person)


def _retirement(call: Call) -> Retirement:
    person = _person(call)
    retirement = call.session.get(Retirement, person.id, with_for_update=True)
    if retirement is None or retirement.closed_at is not None:
        raise NotFound(cause="no retirement open")
    return retirement


def _back(person: Person, done: str) -> Response:
    return answers.see_other(f"/admin/people/{person.id}?done={done}")
