"""Addresses of a person's own notes."""

from app.access.actions import Action
from app.notes import across, listing, views, writing
from app.notes.sharing import views as sharing
from app.permits.exceptions.lifting import facts_of_version
from app.web.navigation import Place
from app.web.rows import Among, Rows, act, at, note, page, paper, papers_question

_COST = 1.0
"""What one answer about several papers counts in a person's rate of pages: it shows nothing of them."""

ROWS: Rows = at(
    Place.HOME,
    page("/notes", across.screen, Action.HOME_READ),
    papers_question(
        "/notes/listed", across.across, Action.HOME_READ, None, Among(Action.NOTES_READ, across.noted), cost=_COST
    ),
    page("/papers/{version}/notes", views.index, Action.NOTES_KEEP, facts_of_version, is_background=True),
    paper("/papers/{version}/notes/{n:int}", views.of_page, Action.NOTES_READ, facts_of_version, cost=0.1),
    paper("/papers/{version}/notes/pages", views.of_paper, Action.NOTES_READ, facts_of_version, cost=0.1),
    paper("/papers/{version}/notes/all", listing.listed, Action.NOTES_READ, facts_of_version, cost=0.5),
    page("/notes/shares", sharing.listed, Action.NOTES_UNSHARE),
    act("/notes/shares/withdraw", sharing.withdraw, Action.NOTES_UNSHARE),
    page("/papers/{version}/notes/sharing", sharing.screen, Action.NOTES_SHARE, facts_of_version),
    act("/papers/{version}/notes/sharing", sharing.share, Action.NOTES_SHARE, facts_of_version),
    paper("/papers/{version}/notes/shown", sharing.shown, Action.NOTES_SEE, facts_of_version, cost=0.1),
    note("/papers/{version}/notes/carried", views.carry, Action.NOTES_KEEP, facts_of_version),
    note("/papers/{version}/notes/{n:int}", writing.keep, Action.NOTES_KEEP, facts_of_version),
)
