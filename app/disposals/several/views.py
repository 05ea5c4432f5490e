"""HTTP for the second person's word on several disposals: each shown whole, ticked, decided and certified by itself."""

from starlette.responses import Response

from app.audit.append import undoable
from app.disposals.errors import NoneChosen
from app.disposals.forms import ChosenForm
from app.disposals.proposals import DISPOSAL
from app.disposals.queries import whole_paper
from app.errors import AppError
from app.materials.queries import load_material
from app.materials.visible import shown_titles, withheld_titles
from app.members.waiting import waiting_lines
from app.proposals import acts as proposals
from app.proposals.errors import NotAsShown
from app.proposals.queries import row_of
from app.web import answers
from app.web.call import Call

_MOST_SHOWN = 50


def show(call: Call) -> Response:
    """Every disposal that this person can decide, with all that would be destroyed."""
    return _page(call, ChosenForm())


def _page(call: Call, form: ChosenForm, stopped: AppError | None = None) -> Response:
    lines = [line for line in waiting_lines(call, DISPOSAL) if line["can_decide"]]
    return answers.html(
        call,
        "prepare/disposals_several.html",
        200 if stopped is None else stopped.status,
        waiting=[line | _told(call, str(line["id"])) for line in lines[:_MOST_SHOWN]],
        left=max(0, len(lines) - _MOST_SHOWN),
        ticked=form.marks,
        form=form,
        stopped=stopped,
    )


def _told(call: Call, disposal_id: str) -> dict[str, object]:
    disposal = DISPOSAL.read(row_of(call.session, DISPOSAL, disposal_id))
    material = load_material(call.session, disposal.subject)
    return {
        "paper": whole_paper(call.session, material),
        "title": shown_titles(call.session, call.actor, [material])[material.id],
        "is_withheld": material.id in withheld_titles(call.session, call.actor, [material]),
        "is_due": disposal.payload.is_due,
    }


def decide(call: Call) -> Response:
    """Take the word on all that were ticked: all of them or none. Each has its own record, certificate and line."""
    form = ChosenForm.read(call)
    if form.errors:
        return _page(call, form, NoneChosen())
    try:
        with undoable(call.session):
            for disposal_id in form.chosen_ids:
                _decide_one(call, form, disposal_id)
    except NotAsShown as stopped:
        return _page(call, form, stopped)
    return answers.see_other(f"/disposals?done={'several' if form.decision else 'refused'}")


def _decide_one(call: Call, form: ChosenForm, disposal_id: str) -> None:
    proposals.decide(
        call.session,
        call.by,
        call.handling,
        DISPOSAL,
        disposal_id,
        is_confirmed=form.decision,
        shown=form.marks[disposal_id],
        reason=form.reason,
    )
