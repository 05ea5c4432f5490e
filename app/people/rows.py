"""Addresses of people: offices, groups, delegations, letters and resets, lists from Excel."""

from collections.abc import Iterable
from functools import partial

from app.access.actions import Action
from app.access.remits.remit import LentRegister
from app.auth.enrolment.facts import facts_of_person, facts_of_reset
from app.people import (
    facts,
    views,
    views_acts,
    views_delegations,
    views_import,
    views_letters,
    views_power,
)
from app.people.acts import LetPersonGo
from app.people.contractors import views as contractors
from app.people.groups import views as groups
from app.people.readiness import views as readiness
from app.people.remits import views as remits
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page

_PEOPLE: Rows = at(
    Place.PEOPLE,
    page("/admin/people", readiness.index, Action.PEOPLE_READ),
    act("/admin/people/letters", readiness.issue_letters, Action.LETTER_ISSUE, readiness.of_newcomers, lane=Lane.LONG),
    page("/admin/people/new", views.new_form, Action.PEOPLE_MANAGE),
    act("/admin/people/new", views.create, Action.PEOPLE_MANAGE),
    page("/admin/people/import", views_import.show, Action.PEOPLE_MANAGE),
    act("/admin/people/import", views_import.dry_run, Action.PEOPLE_MANAGE, unit=Unit.READ, lane=Lane.LONG),
    act("/admin/people/import/carry-out", views_import.carry_out, Action.PEOPLE_IMPORT, lane=Lane.LONG),
    page("/admin/people/export.csv", views_import.export, Action.PEOPLE_MANAGE, lane=Lane.LONG),
    page("/admin/people/{person}", views.show, Action.PEOPLE_READ),
    act("/admin/people/{person}/edit", views.change, Action.PERSON_CORRECT, facts.of_person),
    act("/admin/people/{person}/offices", views.add_office, Action.OFFICE_CHANGE),
    act("/admin/people/{person}/office", views_acts.change_office, Action.OFFICE_CHANGE),
    act("/admin/people/{person}/power", views_power.ask_office, Action.OFFICE_ASK, facts.of_office),
    act("/admin/people/{person}/power/end", views_power.ask_end, Action.OFFICE_ASK, facts.of_office),
    act("/admin/people/{person}/power/retire", views_power.ask_retirement, Action.OFFICE_ASK, facts.of_office),
    act("/admin/people/{person}/sessions/end", views_acts.end_sessions, Action.CONNECTIONS_END),
    act("/admin/people/{person}/retire", views_acts.retire, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/returned", views_acts.take_back, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/secrecy", views_acts.acknowledge_secrecy, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/suspend", views_acts.suspend, Action.PERSON_SUSPEND, facts.of_person),
    act("/admin/people/{person}/lift", views_acts.lift, Action.PERSON_LIFT, facts.of_person),
    page("/admin/people/{person}/letters", views_letters.show_person, Action.LETTER_DESK, facts_of_person),
    act("/admin/people/{person}/letters", views_letters.issue, Action.LETTER_ISSUE, facts_of_person, lane=Lane.LONG),
    act("/admin/people/{person}/letters/cancel", views_letters.cancel, Action.LETTER_CANCEL, facts_of_person),
    act("/admin/people/{person}/reset", views_letters.ask_reset, Action.FACTOR_RESET, facts_of_person),
    page("/admin/resets", views_letters.show_resets, Action.FACTOR_RESET_DESK),
    act("/admin/resets/{reset}/decide", views_letters.decide_reset, Action.FACTOR_RESET_CONFIRM, facts_of_reset),
    act("/admin/resets/{reset}/withdraw", views_letters.withdraw_reset, Action.FACTOR_RESET_DESK),
    page("/admin/groups", groups.index, Action.PEOPLE_MANAGE),
    act("/admin/groups", groups.create, Action.PEOPLE_MANAGE),
    page("/admin/groups/{group}", groups.show, Action.PEOPLE_MANAGE),
    page("/admin/contractors", contractors.index, Action.PEOPLE_MANAGE),
    page("/admin/delegations", views_delegations.index, Action.DELEGATION_DESK),
    act("/admin/delegations", views_delegations.create, Action.DELEGATE),
    act("/admin/delegations/{delegation}/revoke", views_delegations.revoke, Action.DELEGATE),
)
_OFFICES: Rows = at(
    Place.OFFICES,
    page("/admin/offices", views_power.desk_of_offices, Action.OFFICE_DESK),
    act("/admin/offices/return", views_power.return_to_duties, Action.OFFICE_RETURN),
    act("/admin/offices/{change}/decide", views_power.decide, Action.OFFICE_CONFIRM, facts.of_change),
    act("/admin/offices/{change}/withdraw", views_power.withdraw, Action.OFFICE_DESK),
)


def rows(
    *,
    is_sitting: groups.IsSitting,
    registers: Iterable[LentRegister],
    contracts: contractors.RunningContracts,
    let_go: Iterable[LetPersonGo],
) -> Rows:
    """The rows. `is_sitting`: whether a group's sitting goes on; then nobody can be taken out of it.

    `registers`: those that an office can let its holder read. `contracts`: a function to those that run today.
    `let_go`: functions of domains above that delete what is the person's own, when the retirement is closed.
    """
    lent, by_contract = tuple(registers), "/admin/people/{person}/contract"
    change = partial(groups.change, is_sitting=is_sitting)
    close = partial(views_acts.close_retirement, let_go=tuple(let_go))
    set_terms = partial(groups.set_terms, is_sitting=is_sitting)
    acts = (
        act("/admin/groups/{group}", change, Action.GROUP_CHANGE),
        act("/admin/groups/{group}/terms", set_terms, Action.GROUP_CHANGE),
        act("/admin/people/{person}/close", close, Action.RETIREMENT_CLOSE),
        page(by_contract, partial(contractors.show, contracts), Action.OFFICE_ASK, facts.of_office),
        act(by_contract, partial(contractors.ask, contracts), Action.OFFICE_ASK, facts.of_office),
        page("/admin/people/{person}/remit", partial(remits.show, lent), Action.OFFICE_ASK, facts.of_office),
        act("/admin/people/{person}/remit", partial(remits.ask, lent), Action.OFFICE_ASK, facts.of_office),
    )
    return (*_PEOPLE, *at(Place.PEOPLE, *acts), *_OFFICES)
