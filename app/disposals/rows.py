"""Addresses of disposal: what is due, what waits, what was destroyed; asking for it, deciding it."""

from app.access.actions import Action
from app.disposals import views, views_list
from app.disposals.facts import facts_of_chosen, facts_of_disposal, facts_of_its_paper, facts_of_shortening
from app.disposals.retention import views as times
from app.disposals.several import views as several
from app.materials.facts import facts_of_material
from app.meetings.facts import meeting
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page

ROWS: Rows = (
    *at(
        Place.MATERIALS,
        page("/prepare/materials/{material}/disposal", views.show_paper, Action.MATERIAL_DISPOSE, facts_of_material),
        act("/prepare/materials/{material}/disposal", views.ask, Action.MATERIAL_DISPOSE, facts_of_material),
        page("/prepare/materials/{material}/keeping", times.show_paper, Action.MATERIAL_PREPARE, facts_of_material),
        act("/prepare/materials/{material}/keeping", times.set_of_paper, Action.MATERIAL_PREPARE, facts_of_material),
    ),
    *at(
        Place.PREPARE,
        page("/prepare/meetings/{meeting}/keeping", times.show_meeting, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/keeping", times.set_of_meeting, Action.MEETING_PREPARE, meeting),
    ),
    *at(
        Place.REGISTERS,
        page("/disposals", views_list.index, Action.DISPOSAL_DESK),
        act("/disposals", views_list.ask_for_due, Action.MATERIAL_DISPOSE),
        page("/disposals/several", several.show, Action.DISPOSAL_DESK),
        act("/disposals/several", several.decide, Action.MATERIAL_DISPOSE_CONFIRM, facts_of_chosen),
        act(
            "/disposals/keeping/{keeping}/decide",
            views_list.decide_keeping,
            Action.MATERIAL_DISPOSE_CONFIRM,
            facts_of_shortening,
        ),
        act("/disposals/keeping/{keeping}/withdraw", views_list.withdraw_keeping, Action.DISPOSAL_DESK),
        page("/disposals/{disposal}", views.show, Action.DISPOSAL_DESK, facts_of_disposal),
        act("/disposals/{disposal}/withdraw", views.withdraw, Action.MATERIAL_DISPOSE, facts_of_its_paper),
        act("/disposals/{disposal}/decide", views.decide, Action.MATERIAL_DISPOSE_CONFIRM, facts_of_disposal),
    ),
)
