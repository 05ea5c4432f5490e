"""Offices of power over HTTP: asking for a change, the desk of those that wait, and the second person's decision."""

from collections.abc import Mapping

from starlette.responses import Response

from app import days
from app.access.actions import Action
from app.access.duties import ActingGround
from app.access.roles import BY_TWO, Role
from app.audit.append import undoable
from app.audit.vocabulary import EventKind
from app.errors import AppError, BadInput, NotFound
from app.members import acting, offices
from app.members.errors import NotInForce
from app.members.models import Office, Person
from app.members.waiting import waiting_lines
from app.people import acts as people_acts
from app.people.forms import PowerEndForm, PowerForm, PowerRetirementForm
from app.people.proposals import OFFICE_CHANGE, OfficeChange, OfficeStep, may_be_given, refuse_namings
from app.people.views import person_page
from app.proposals import screens as proposals
from app.proposals.screens import DecisionForm
from app.web import answers
from app.web.call import Call
from app.web.desks import NOW, Desk
from app.web.navigation import Place

_DONE = {
    "decided": "役職の申し出の結果を記録しました。",
    "withdrawn": "申し出を取り下げました。",
    "returned": "議長の職務に戻りました。代行は終わりました。",
}


def ask_office(call: Call) -> Response:
    """An office of power for a term."""
    form = PowerForm.read(call)
    if call.loaded(Person).state == "suspended":
        form.blame("role", offices.SUSPENDED)
    if form.has("role") and not may_be_given(call.session, call.loaded(Person).id, form.role):
        form.blame("role", "議長職務代行者には、議員か副議長を選んでください。")
    if form.errors:
        return person_page(call, 422, power=form)
    wanted = OfficeChange(
        OfficeStep.GIVE.value,
        role=form.role.value,
        first_day=days.begin_text(form.starts_at),
        last_day=days.end_text(form.ends_at),
    )
    return _ask(call, wanted, form.reason)


def ask_end(call: Call) -> Response:
    """Ask for another end of one of the person's offices that two persons give: sooner, later, or none."""
    form = PowerEndForm.read(call)
    office = call.session.get(Office, form.office) if form.has("office") else None
    if office is None or office.person_id != call.loaded(Person).id or Role(office.role) not in BY_TWO:
        raise NotFound(cause="office of somebody else, or one that needs no second person")
    form.check_seen(office)
    if form.has("last_day") and office.role == Role.CONTRACTOR and offices.gains(office, form.ends_at):
        form.blame("last_day", offices.NOT_LENGTHENED)
    if form.errors:
        return person_page(call, 422, office_fault="".join(form.errors.values()))
    wanted = OfficeChange(
        OfficeStep.END.value,
        role=office.role,
        office=office.id,
        last_day=days.end_text(form.ends_at),
        former_last_day=days.end_text(office.ends_at),
    )
    return _ask(call, wanted, form.reason)


def ask_retirement(call: Call) -> Response:
    """Ask that a person with an office of power leaves: all their offices end, and the checklist begins."""
    form = PowerRetirementForm.read(call)
    if form.errors:
        return person_page(call, 422, power_retiring=form)
    wanted = OfficeChange(OfficeStep.RETIRE.value, last_day=days.end_text(form.ends_at))
    return _ask(call, wanted, form.reason)


def return_to_duties(call: Call) -> Response:
    """The chair is back: end all acting for the chair."""
    was_acted_for = people_acts.return_to_duties(call.session, call.by)
    if not refuse_namings(call.session, call.by) and not was_acted_for:
        raise NotInForce
    return answers.see_other("/admin/offices?done=returned")


def _ask(call: Call, wanted: OfficeChange, reason: str) -> Response:
    proposals.ask(call, OFFICE_CHANGE, call.loaded(Person).id, wanted, reason=reason)
    return answers.see_other(f"/admin/people/{call.loaded(Person).id}?done=asked")


def desk_of_offices(call: Call) -> Response:
    """The changes of offices that wait for a second person."""
    return _desk(call)


def _desk(call: Call, tried: Mapping[str, DecisionForm] | None = None, stopped: AppError | None = None) -> Response:
    waiting = waiting_lines(call, OFFICE_CHANGE)
    standing = acting.standing(call.session)
    return answers.html(
        call,
        "admin/offices.html",
        200 if stopped is None else stopped.status,
        waiting=waiting,
        done=_DONE.get(call.query.one("done"), ""),
        stopped=stopped,
        tried=tried or {},
        form=DecisionForm(),
        standing=standing,
        missing=acting.who_must_be_named(call.session),
        may_return=standing.ground is ActingGround.HINDERED and call.may(Action.OFFICE_RETURN),
    )


def decide(call: Call) -> Response:
    """The second person confirms or refuses."""
    form, change_id = DecisionForm.demand(call), call.path("change")
    stopped: AppError | None
    try:
        with undoable(call.session):
            stopped = proposals.decide(call, OFFICE_CHANGE, change_id, form)
    except BadInput as error:
        stopped = error
    if stopped is not None:
        return _desk(call, {change_id: form}, stopped)
    return answers.see_other("/admin/offices?done=decided")


def withdraw(call: Call) -> Response:
    """The asker takes the change back."""
    proposals.withdraw(call, OFFICE_CHANGE, call.path("change"))
    return answers.see_other("/admin/offices?done=withdrawn")


OFFICES = proposals.desk_of(
    (OFFICE_CHANGE,),
    "offices",
    "役職の申し出の確認",
    "/admin/offices",
    (Place.OFFICES,),
    Action.OFFICE_DESK,
    frozenset({EventKind.OFFICE_ASKED, EventKind.OFFICE_DECIDED}),
)


def _count_missing(call: Call) -> int:
    return int(call.actor.holds(Role.ADMINISTRATOR) and acting.is_missing(call.session))


CHAIR = Desk(
    "chair",
    "議長の職務を行う人がいません",
    "/admin/offices",
    (Place.OFFICES,),
    Action.OFFICE_DESK,
    _count_missing,
    frozenset(),
    ~acting.a_chair_at(NOW),
)
