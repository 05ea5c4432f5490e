"""The screens of contractors' accounts: asking for one by a contract, and the list of all."""

from typing import Protocol

from sqlalchemy.orm import Session
from starlette.responses import Response

from app import days
from app.access.actions import Action
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import Role
from app.members import offices
from app.members.models import Person
from app.people.contractors.forms import ContractorForm
from app.people.contractors.queries import any_ends, contractors, count_ending
from app.people.proposals import OFFICE_CHANGE, OfficeChange, OfficeStep
from app.proposals import acts as proposals
from app.web import answers
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place

_REGISTER = "contracts"  # the key of the register of contracts, which stands above this module


class RunningContracts(Protocol):
    """The contracts that run today. The register of them is above this module, and may not be imported."""

    def __call__(self, session: Session, *, locked: bool = False) -> list[BoundContract]:
        """The contracts by number. `locked`: until the unit ends none of them changes."""


def index(call: Call) -> Response:
    """All contractors, those whose account ends next first."""
    remind_days = call.services.settings.reminders.days_before
    listed = [(one, one.state(remind_days)) for one in contractors(call.session)]
    return answers.html(call, "admin/contractors.html", contractors=listed, register=_REGISTER, remind_days=remind_days)


def show(contracts: RunningContracts, call: Call) -> Response:
    """The empty form."""
    return _page(call, contracts(call.session), ContractorForm(first_day=days.today().isoformat()))


def ask(contracts: RunningContracts, call: Call) -> Response:
    """Ask that a named person is let in by a contract. A form with errors is shown again."""
    form, person = ContractorForm.read(call), call.loaded(Person)
    running = contracts(call.session, locked=True)
    chosen = next((each for each in running if form.has("contract") and each.entry == form.contract), None)
    form.check_contract(chosen)
    if person.state == "suspended":
        form.blame("contract", offices.SUSPENDED)
    if chosen is None or form.errors:
        return _page(call, running, form, 422)
    starts_at, ends_at = form.starts_at, form.ends_at(chosen)
    if offices.stands_with_others(call.session, person.id, Role.CONTRACTOR, starts_at, ends_at):
        form.blame("contract", offices.ALONE)
        return _page(call, running, form, 422)
    wanted = OfficeChange(
        OfficeStep.GIVE.value,
        role=Role.CONTRACTOR.value,
        first_day=days.begin_text(starts_at),
        last_day=days.end_text(ends_at),
        scope=form.scope,
        remit=Remit(contract=chosen).text(),
    )
    proposals.ask(call.session, call.by, OFFICE_CHANGE, person.id, wanted, reason=form.reason)
    return answers.see_other(f"/admin/people/{person.id}?done=asked")


def _page(call: Call, running: list[BoundContract], form: ContractorForm, status: int = 200) -> Response:
    words = [(each.entry, f"{each.words}、{days.written_words(each.ends_on)}まで") for each in running]
    person = call.loaded(Person)
    return answers.html(call, "admin/people_contract.html", status, person=person, form=form, contracts=words)


def _count(call: Call) -> int:
    return count_ending(call.session, call.services.settings.reminders.days_before)


CONTRACTORS = Desk(
    "contractors",
    "まもなく終わる委託事業者の担当者",
    "/admin/contractors",
    (Place.PEOPLE,),
    Action.PEOPLE_MANAGE,
    _count,
    frozenset(),
    any_ends(),
)
