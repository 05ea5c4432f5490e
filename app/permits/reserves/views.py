"""The screen of paper copies: each set with its copies, their PDFs, and where they are."""

from collections import Counter

from starlette.responses import Response

from app.errors import AppError, NotFound
from app.materials.visible import shown_titles
from app.permits.booklets.wording import password
from app.permits.errors import CopyElsewhere, CopyNotReady
from app.permits.queries import ListedPermit
from app.permits.reserves import acts
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import ListedCopy, sets
from app.permits.reserves.states import CopyState
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import choice, one_id
from app.web.forms.form import Form


class CopyForm(Form):
    """Where a copy goes. `seen`: where it was on the screen."""

    to = choice("どうしたか", (CopyState.OUT, CopyState.BACK, CopyState.LOST, CopyState.GONE))
    seen = one_id("ひらいたときの状態")


def show(call: Call, *, stopped: AppError | None = None) -> Response:
    """All sets."""
    found = sets(call.session)
    materials = [listed.material for copies in found for copy in copies for listed in copy.parts]
    values: dict[str, object] = {
        "sets": [_shown(call, copies) for copies in found],
        "titles": shown_titles(call.session, call.actor, materials),
        "stopped": stopped,
    }
    return answers.html(call, "permits/reserves.html", stopped.status if stopped else 200, **values)


def move(call: Call) -> Response:
    """Count a copy out or back in."""
    form = CopyForm.demand(call)
    copy = call.session.get(PaperCopy, call.path("copy"), with_for_update=True, populate_existing=True)
    if copy is None:
        raise NotFound(cause="no such copy")
    try:
        acts.move(call.session, call.by, copy, form.to, seen=form.seen)
    except (CopyElsewhere, CopyNotReady) as stopped:
        return show(call, stopped=stopped)
    return answers.see_other(f"/permits/reserves#copy-{copy.id}")


def _shown(call: Call, copies: list[ListedCopy]) -> dict[str, object]:
    first = copies[0].parts[0].permit
    counted = Counter(each.copy.state for each in copies if each.copy.is_intact)
    return {
        "application": copies[0].copy.application,
        "number": first.number.partition("の")[0],
        "reason": first.reason,
        "asked_at": first.asked_at,
        "counts": [(state.words, counted[state]) for state in CopyState],
        "members": [_shown_copy(call, each) for each in copies],
    }


def _shown_copy(call: Call, each: ListedCopy) -> dict[str, object]:
    is_whole = each.copy.is_intact
    state = CopyState(each.copy.state) if is_whole else CopyState.KEPT
    is_mine = each.parts[0].permit.fetcher_id == call.actor.person_id
    permits = [listed.permit for listed in each.parts]
    can_go = {CopyState.OUT: acts.is_ready_to_go(permits), CopyState.GONE: acts.is_only_paper(permits)}
    moves = [to for to in state.leads_to if can_go.get(to, True)]
    return {
        "held": each.copy,
        "state": state,
        "words": each.copy.doubt or state.words,
        "is_whole": is_whole,
        "holder": each.parts[0].asker.display_name,
        "parts": [_shown_part(call, listed, is_mine=is_mine) for listed in each.parts],
        "moves": [(to.value, _MOVES[to]) for to in moves] if is_whole else [],
    }


def _shown_part(call: Call, listed: ListedPermit, *, is_mine: bool) -> dict[str, object]:
    """One PDF of a copy. Its password stays on the screen after the download, since it has to be opened and printed."""
    has_password = is_mine and call.handling.row(listed.level).permit_is_encrypted
    is_in_hand = listed.is_usable or bool(listed.permit.uses)
    return {
        "listed": listed,
        "can_print": is_mine and listed.is_usable,
        "password": password(call.services.permit_key, listed.permit) if has_password and is_in_hand else None,
    }


_MOVES = {CopyState.OUT: "渡した", CopyState.BACK: "戻った", CopyState.LOST: "なくなった", CopyState.GONE: "処分した"}
