"""Addresses of searching."""

from app.access.actions import Action
from app.permits.exceptions.lifting import facts_of_version
from app.search import views
from app.web.navigation import Place
from app.web.rows import Rows, at, paper_question

ROWS: Rows = at(
    Place.HOME,
    paper_question("/papers/{version}/search", views.in_paper, Action.WORDS_SEARCH, facts_of_version),
)
