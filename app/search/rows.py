"""Addresses of searching: in one paper, in those of a meeting, and in all that a person may read."""

from app.access.actions import Action
from app.meetings.facts import meeting, meeting_asked
from app.permits.exceptions.lifting import facts_of_version
from app.search import scope, views
from app.web.navigation import Place
from app.web.rows import Among, Rows, at, page, paper_question, papers_question

_COST = 3.0
"""What one answer about several papers counts in a person's rate of pages: it quotes up to twenty, and takes time."""

_OF_MEETING = Among(Action.WORDS_SEARCH, scope.of_meeting)
_OF_EVERYTHING = Among(Action.WORDS_SEARCH, scope.of_everything)

ROWS: Rows = at(
    Place.HOME,
    page("/search", views.screen, Action.HOME_READ),
    page("/meetings/{meeting}/search", views.screen, Action.MEETING_READ, meeting),
    paper_question("/papers/{version}/search", views.in_paper, Action.WORDS_SEARCH, facts_of_version),
    papers_question("/search/hits", views.across, Action.HOME_READ, None, _OF_EVERYTHING, cost=_COST),
    papers_question(
        "/meetings/{meeting}/search/hits", views.across, Action.MEETING_READ, meeting_asked, _OF_MEETING, cost=_COST
    ),
)
