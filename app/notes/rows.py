"""Addresses of a person's own notes."""

from app.access.actions import Action
from app.notes import listing, views, writing
from app.permits.exceptions.lifting import facts_of_version
from app.web.navigation import Place
from app.web.rows import Rows, at, note, page, paper

ROWS: Rows = at(
    Place.HOME,
    page("/papers/{version}/notes", views.index, Action.NOTES_KEEP, facts_of_version, is_background=True),
    paper("/papers/{version}/notes/{n:int}", views.of_page, Action.NOTES_READ, facts_of_version, cost=0.1),
    paper("/papers/{version}/notes/all", listing.listed, Action.NOTES_READ, facts_of_version, cost=0.5),
    note("/papers/{version}/notes/carried", views.carry, Action.NOTES_KEEP, facts_of_version),
    note("/papers/{version}/notes/{n:int}", writing.keep, Action.NOTES_KEEP, facts_of_version),
)
