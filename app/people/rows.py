"""Addresses of people: offices, groups, delegations, letters and resets, lists from Excel."""

from app.access.actions import Action
from app.auth.enrolment.facts import facts_of_person, facts_of_reset
from app.people import (
    facts,
    views,
    views_acts,
    views_delegations,
    views_groups,
    views_import,
    views_letters,
)
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page

ROWS: Rows = at(
    Place.PEOPLE,
    page("/admin/people", views.index, Action.PEOPLE_READ),
    page("/admin/people/new", views.new_form, Action.PEOPLE_MANAGE),
    act("/admin/people/new", views.create, Action.PEOPLE_MANAGE),
    page("/admin/people/import", views_import.show, Action.PEOPLE_MANAGE),
    act("/admin/people/import", views_import.dry_run, Action.PEOPLE_MANAGE, unit=Unit.READ),
    act("/admin/people/import/carry-out", views_import.carry_out, Action.PEOPLE_MANAGE),
    page("/admin/people/export.csv", views_import.export, Action.PEOPLE_MANAGE),
    page("/admin/people/{person}", views.show, Action.PEOPLE_READ),
    act("/admin/people/{person}/edit", views.change, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/offices", views.add_office, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/office", views_acts.change_office, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/sessions/end", views_acts.end_sessions, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/retire", views_acts.retire, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/returned", views_acts.take_back, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/secrecy", views_acts.acknowledge_secrecy, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/close", views_acts.close_retirement, Action.PEOPLE_MANAGE),
    act("/admin/people/{person}/suspend", views_acts.suspend, Action.PERSON_SUSPEND, facts.of_person),
    act("/admin/people/{person}/lift", views_acts.lift, Action.PERSON_SUSPEND, facts.of_person),
    page("/admin/people/{person}/letters", views_letters.show_person, Action.LETTER_DESK, facts_of_person),
    act("/admin/people/{person}/letters", views_letters.issue, Action.LETTER_ISSUE, facts_of_person),
    act("/admin/people/{person}/reset", views_letters.ask_reset, Action.FACTOR_RESET, facts_of_person),
    page("/admin/resets", views_letters.show_resets, Action.FACTOR_RESET_DESK),
    act("/admin/resets/{reset}/decide", views_letters.decide_reset, Action.FACTOR_RESET_CONFIRM, facts_of_reset),
    page("/admin/groups", views_groups.index, Action.PEOPLE_MANAGE),
    act("/admin/groups", views_groups.create, Action.PEOPLE_MANAGE),
    page("/admin/groups/{group}", views_groups.show, Action.PEOPLE_MANAGE),
    act("/admin/groups/{group}", views_groups.change, Action.PEOPLE_MANAGE),
    page("/admin/delegations", views_delegations.index, Action.DELEGATE),
    act("/admin/delegations", views_delegations.create, Action.DELEGATE),
    act("/admin/delegations/{delegation}/revoke", views_delegations.revoke, Action.DELEGATE),
)
