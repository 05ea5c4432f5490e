"""The screen that asks for an office given for one matter."""

from collections.abc import Sequence

from starlette.responses import Response

from app import days
from app.access.remits.remit import LentRegister
from app.members import offices, queries
from app.members.models import Person
from app.people.proposals import OFFICE_CHANGE, OfficeChange, OfficeStep
from app.people.remits.forms import ROLES_TO_NAME, RemitForm
from app.people.views import role_options
from app.proposals import screens as proposals
from app.web import answers
from app.web.call import Call


def show(registers: Sequence[LentRegister], call: Call) -> Response:
    """The empty form."""
    return _page(call, registers, RemitForm())


def ask(registers: Sequence[LentRegister], call: Call) -> Response:
    """Ask for an office for a term, with its remit. A form with errors is shown again."""
    form, person = RemitForm.read(call), call.loaded(Person)
    if person.state == "suspended":
        form.blame("role", offices.SUSPENDED)
    known = {each.key: each for each in registers}
    if form.has("register") and not known.keys() >= set(form.register):
        form.blame("register", "読める台帳を選び直してください。")
    if form.has("target") and len(queries.people_by_id(call.session, set(form.target))) != len(form.target):
        form.blame("target", "調べる人を選び直してください。")
    if form.has("target") and person.id in form.target:
        form.blame("target", "自分自身の記録を調べる役職は、与えられません。ほかの人を選んでください。")
    if form.errors:
        return _page(call, registers, form, 422)
    wanted = OfficeChange(
        OfficeStep.GIVE.value,
        role=form.role.value,
        first_day=days.begin_text(form.starts_at),
        last_day=days.end_text(form.ends_at),
        scope=form.scope,
        remit=form.remit(known[key] for key in form.register).text(),
    )
    proposals.ask(call, OFFICE_CHANGE, person.id, wanted, reason=form.reason)
    return answers.see_other(f"/admin/people/{person.id}?done=asked")


def _page(call: Call, registers: Sequence[LentRegister], form: RemitForm, status: int = 200) -> Response:
    person = call.loaded(Person)
    others = [one.person for one in queries.everybody(call.session) if one.person.id != person.id]
    return answers.html(
        call,
        "admin/people_remit.html",
        status,
        person=person,
        form=form,
        roles=role_options(ROLES_TO_NAME),
        people=[(one.id, one.display_name) for one in others],
        registers=[(each.key, each.title) for each in registers],
    )
