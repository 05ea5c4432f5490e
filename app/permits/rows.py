"""Addresses of permits: asked for, decided, used."""

from functools import partial

from app.access.actions import Action
from app.materials.facts import facts_of_material
from app.materials.removal import Holds
from app.permits import views
from app.permits.booklets import views as booklets
from app.permits.exceptions import views as exceptions
from app.permits.exceptions.facts import of_opening
from app.permits.exports import views as exports
from app.permits.facts import of_asking_for_the_pdf, of_decision, of_use
from app.permits.reserves import views as reserves
from app.permits.reserves.counting import views as counting
from app.permits.reserves.destroyed import DisposalBook
from app.permits.reserves.volumes import views as volumes
from app.permits.reserves.volumes.facts import papers_of_copy
from app.permits.reviews import views as reviews
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Among, Rows, act, at, page, paper_act, papers_act, step

_OF_COPY = Among(Action.PERMIT_DOWNLOAD, papers_of_copy)

_ROWS: Rows = (
    *at(
        Place.HOME,
        page("/papers/{material}/permit", views.ask_form, Action.PERMIT_ASK, facts_of_material),
        act("/papers/{material}/permit", views.ask, Action.PERMIT_ASK, facts_of_material),
    ),
    *at(
        Place.DECIDE,
        page("/permits/decide", views.to_decide, Action.PERMIT_DESK),
        act("/permits/{permit}/decide", views.decide, Action.PERMIT_DECIDE, of_decision),
    ),
    *at(
        Place.PERMITS,
        page("/permits/apply", exceptions.apply_form, Action.PERMIT_APPLY),
        act("/permits/apply", exceptions.apply, Action.PERMIT_APPLY),
        page("/permits/emergency", exceptions.emergency_form, Action.PERMIT_EMERGENCY),
        act("/permits/emergency", exceptions.begin_emergency, Action.PERMIT_EMERGENCY),
        page("/permits/reserves", reserves.show, Action.PERMIT_COPIES),
        step("/permits/reserves/{application}/pdf", counting.prepare_all, Action.PERMIT_COPIES),
        page("/permits/reserves/{application}/state", counting.state, Action.PERMIT_COPIES, is_background=True),
        step("/permits/copies/{copy}/pdf", volumes.prepare, Action.PERMIT_COPIES),
        page("/permits/copies/{copy}/pdf", volumes.show, Action.PERMIT_COPIES),
        page("/permits/copies/{copy}/pdf/state", volumes.state, Action.PERMIT_COPIES, is_background=True),
        papers_act("/permits/copies/{copy}/download", volumes.download, Action.PERMIT_COPIES, _OF_COPY),
        page("/permits/register.csv", exports.as_list, Action.PERMIT_EXPORT, exports.taken, lane=Lane.LONG),
        page("/permits/register.pdf", exports.as_print, Action.PERMIT_EXPORT, exports.taken, lane=Lane.LONG),
        page("/permits/reviews", reviews.show, Action.PERMIT_REVIEW),
        act("/permits/reviews", reviews.keep, Action.PERMIT_REVIEW),
        page("/permits/reviews/{review}", reviews.kept, Action.PERMIT_REVIEW),
        act("/permits/{permit}/open", exceptions.open_here, Action.PERMIT_OPEN, of_opening),
        page("/permits", views.mine, Action.PERMIT_LIST),
        act("/permits/{permit}/withdraw", views.withdraw, Action.PERMIT_LIST),
        step("/permits/{permit}/pdf", booklets.prepare, Action.PERMIT_PREPARE, of_asking_for_the_pdf),
        page("/permits/{permit}/pdf", booklets.show, Action.PERMIT_PREPARE, of_use),
        page("/permits/{permit}/pdf/state", booklets.state, Action.PERMIT_PREPARE, of_use, is_background=True),
        paper_act("/permits/{permit}/download", booklets.download, Action.PERMIT_DOWNLOAD, of_use),
    ),
)


def rows(*, holds: Holds, book: DisposalBook) -> Rows:
    """The rows. `holds`: whether a hold stands on a paper. `book`: the register of disposals."""
    show, count = partial(counting.show, book=book), partial(counting.count, book=book)
    move = partial(counting.move_copy, holds=holds, book=book)
    of_copies = at(
        Place.PERMITS,
        page("/permits/reserves/{application}", show, Action.PERMIT_COPIES),
        act("/permits/reserves/{application}/count", count, Action.PERMIT_COPIES),
        act("/permits/copies/{copy}/move", move, Action.PERMIT_COPIES),
    )
    return (*of_copies, *_ROWS)
