"""Addresses of meetings: the member's home, and their preparation with agenda and papers."""

from collections.abc import Sequence
from functools import partial

from app.access.actions import Action
from app.materials.facts import facts_of_label_change, facts_of_material
from app.meetings.calling_off import views as calling_off
from app.meetings.explaining import views as explaining
from app.meetings.facts import agenda_item, attached_paper, meeting
from app.meetings.home import views as home
from app.meetings.home.naming import must_be_named
from app.meetings.home.queries import HomeTouch, NewsSource
from app.meetings.preparation import (
    views,
    views_list,
    views_meetings,
    views_papers,
    views_publication,
    views_upload,
    views_waiting,
    views_word,
)
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page, step

_ITEM = "/prepare/meetings/{meeting}/agenda/{item}"

_ROWS: Rows = (
    *at(
        Place.HOME,
        page("/meetings/{meeting}", home.meeting, Action.MEETING_READ, meeting),
    ),
    *at(
        Place.MATERIALS,
        page("/prepare/materials", views_papers.index, Action.MATERIAL_PREPARE),
        page(
            "/prepare/materials/list.csv",
            views_list.export,
            Action.MATERIAL_EXPORT,
            views_list.listed,
            lane=Lane.LONG,
        ),
        page("/prepare/waiting", views_waiting.show, Action.MATERIAL_PREPARE),
        page("/prepare/preview-label", views_papers.preview_label, Action.MATERIAL_LABEL),
        page("/prepare/materials/{material}", views_papers.show, Action.MATERIAL_PREPARE, facts_of_material),
        act(
            "/prepare/label-changes/{change}/decide",
            views_word.decide_label_change,
            Action.MATERIAL_LABEL_CONFIRM,
            facts_of_label_change,
        ),
    ),
    *at(
        Place.PREPARE,
        page("/prepare/meetings/new", views_meetings.new_form, Action.MEETING_PREPARE),
        act("/prepare/meetings/new", views_meetings.create, Action.MEETING_PREPARE),
        page("/prepare/meetings/{meeting}", views.show, Action.MEETING_PREPARE, meeting),
        page("/prepare/meetings/{meeting}/state", views.state, Action.MEETING_PREPARE, meeting, is_background=True),
        page("/prepare/meetings/{meeting}/edit", views_meetings.edit_form, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/edit", views_meetings.change, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/copy", views_meetings.copy, Action.MEETING_PREPARE, meeting),
        page("/prepare/meetings/{meeting}/call-off", calling_off.show, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/call-off/cancel", calling_off.cancel, Action.MEETING_CALL_OFF, meeting),
        act("/prepare/meetings/{meeting}/call-off/put-off", calling_off.put_off, Action.MEETING_CALL_OFF, meeting),
        act("/prepare/meetings/{meeting}/call-off/take-back", calling_off.take_back, Action.MEETING_CALL_OFF, meeting),
        act("/prepare/meetings/{meeting}/hide", calling_off.hide, Action.MEETING_HIDE, meeting),
        act("/prepare/meetings/{meeting}/delete", calling_off.delete, Action.MEETING_DELETE, meeting),
        act("/prepare/meetings/{meeting}/agenda", views.add_item, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/agenda/list", views.add_items, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/agenda/{item}/edit", views.edit_item, Action.MEETING_PREPARE, agenda_item),
        act(
            "/prepare/meetings/{meeting}/agenda/{item}/delete",
            views.delete_item,
            Action.MEETING_PREPARE,
            agenda_item,
        ),
        act("/prepare/meetings/{meeting}/agenda/{item}/move", views.move_item, Action.MEETING_PREPARE, agenda_item),
        page(f"{_ITEM}/explainers", explaining.show, Action.MEETING_PREPARE, agenda_item),
        act(f"{_ITEM}/explainers", explaining.change, Action.MATERIAL_READERS, agenda_item),
        step("/prepare/meetings/{meeting}/papers", views_upload.add_paper, Action.MEETING_PREPARE, meeting),
        act(
            "/prepare/meetings/{meeting}/papers/{material}/move",
            views.move_paper,
            Action.MATERIAL_PREPARE,
            attached_paper,
        ),
        page("/prepare/meetings/{meeting}/check", views_publication.show_check, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/publish", views_publication.publish, Action.MEETING_PUBLISH, meeting),
        act(
            "/prepare/meetings/{meeting}/papers/{material}/publish",
            views_publication.publish_one,
            Action.MATERIAL_PUBLISH,
            attached_paper,
        ),
    ),
)


def rows(news: Sequence[NewsSource], wants: Sequence[NewsSource], touches: Sequence[HomeTouch]) -> Rows:
    """The rows. `news`: functions with further news for the home screen, from domains that this one cannot import.

    `wants`: likewise with what the council lacks, for whoever can put it right, also on the secretariat's first screen.
    `touches`: buttons of the home screen, from such domains.
    """
    wanted = (must_be_named, *wants)
    shown = partial(home.home, sources=news, wants=wanted, touches=touches)
    prepared = partial(views_meetings.index, wants=wanted)
    first = (
        *at(Place.HOME, page("/", shown, Action.HOME_READ)),
        *at(Place.PREPARE, page("/prepare", prepared, Action.MEETING_PREPARE)),
    )
    return (*first, *_ROWS)
