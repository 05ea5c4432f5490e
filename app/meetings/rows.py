"""Addresses of meetings: the member's home, and their preparation with agenda and papers."""

from collections.abc import Sequence
from functools import partial

from app.access.actions import Action
from app.materials.facts import facts_of_material
from app.meetings.facts import agenda_item, attached_paper, meeting
from app.meetings.home import views as home
from app.meetings.home.queries import NewsSource
from app.meetings.preparation import views, views_meetings, views_papers, views_publication, views_upload
from app.web.navigation import Place
from app.web.rows import Rows, act, at, page, step

_ROWS: Rows = (
    *at(
        Place.HOME,
        page("/meetings/{meeting}", home.meeting, Action.MEETING_READ, meeting),
    ),
    *at(
        Place.MATERIALS,
        page("/prepare/materials", views_papers.index, Action.MATERIAL_PREPARE),
        page("/prepare/materials/{material}", views_papers.show, Action.MATERIAL_PREPARE, facts_of_material),
    ),
    *at(
        Place.PREPARE,
        page("/prepare", views_meetings.index, Action.MEETING_PREPARE),
        page("/prepare/meetings/new", views_meetings.new_form, Action.MEETING_PREPARE),
        act("/prepare/meetings/new", views_meetings.create, Action.MEETING_PREPARE),
        page("/prepare/meetings/{meeting}", views.show, Action.MEETING_PREPARE, meeting),
        page("/prepare/meetings/{meeting}/state", views.state, Action.MEETING_PREPARE, meeting, is_background=True),
        page("/prepare/meetings/{meeting}/edit", views_meetings.edit_form, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/edit", views_meetings.change, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/agenda", views.add_item, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/agenda/{item}/edit", views.edit_item, Action.MEETING_PREPARE, agenda_item),
        act(
            "/prepare/meetings/{meeting}/agenda/{item}/delete",
            views.delete_item,
            Action.MEETING_PREPARE,
            agenda_item,
        ),
        act("/prepare/meetings/{meeting}/agenda/{item}/move", views.move_item, Action.MEETING_PREPARE, agenda_item),
        step("/prepare/meetings/{meeting}/papers", views_upload.add_paper, Action.MATERIAL_UPLOAD, meeting),
        act(
            "/prepare/meetings/{meeting}/papers/{material}/move",
            views.move_paper,
            Action.MEETING_PREPARE,
            attached_paper,
        ),
        page("/prepare/meetings/{meeting}/check", views_publication.show_check, Action.MEETING_PREPARE, meeting),
        act("/prepare/meetings/{meeting}/publish", views_publication.publish, Action.MEETING_PUBLISH, meeting),
        act(
            "/prepare/meetings/{meeting}/papers/{material}/publish",
            views_publication.publish_one,
            Action.MEETING_PUBLISH,
            attached_paper,
        ),
    ),
)


def rows(news: Sequence[NewsSource]) -> Rows:
    """`news`: what domains above put on the member's home."""
    return (*at(Place.HOME, page("/", partial(home.home, sources=news), Action.HOME_READ)), *_ROWS)
