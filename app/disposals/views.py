"""HTTP for disposal: what is due, what waits for a second person, what was destroyed; asking, deciding, taking back."""

from dataclasses import replace

from starlette.responses import Response

from app.disposals import acts
from app.disposals.errors import PaperChangedMeanwhile
from app.disposals.forms import DisposalAskForm, DisposalDecisionForm
from app.disposals.left import left_of
from app.disposals.obstacles.telling import told_to
from app.disposals.proposals import DISPOSAL, Disposal
from app.disposals.queries import WholePaper, whole_paper
from app.errors import AppError
from app.materials.disposed import disposed_paper
from app.materials.queries import Paper, load_material
from app.materials.visible import shown_titles, withheld_titles
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.proposals import screens as proposals
from app.proposals.kinds import ProposalState, Proposed
from app.proposals.queries import is_over, open_row, row_of
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark

_SCREEN = "/disposals"


def show_paper(call: Call) -> Response:
    """What would be destroyed with a paper, and the form that asks for it."""
    return _paper_page(call, DisposalAskForm())


def _paper_page(call: Call, form: DisposalAskForm, stopped: AppError | None = None, status: int = 200) -> Response:
    material = load_material(call.session, call.loaded(Paper).material_id)
    whole, row = whole_paper(call.session, material), open_row(call.session, DISPOSAL, material.id)
    waits = row is not None and not is_over(call.session, DISPOSAL, row)
    left = disposed_paper(call.session, material.id)
    return answers.html(
        call,
        "prepare/disposal_ask.html",
        status if stopped is None else stopped.status,
        paper=_as_told(call, whole),
        left=None if left is None else left_of(call, left),
        waiting=row.id if row is not None and waits else None,
        made_from=mark(*whole.words),
        form=form,
        stopped=stopped,
    )


def _as_told(call: Call, whole: WholePaper) -> WholePaper:
    """The paper with what stands in the way as this person may know it."""
    return whole if whole.hindrance is None else replace(whole, hindrance=told_to(call.actor, whole.hindrance))


def ask(call: Call) -> Response:
    """Ask for the disposal of one paper, as the screen showed it; leads on to the screen of the proposal."""
    form = DisposalAskForm.read(call)
    if form.errors:
        return _paper_page(call, form, status=422)
    material = load_material(call.session, call.loaded(Paper).material_id, locked=True)
    whole = whole_paper(call.session, material)
    if whole.hindrance is None and form.is_stale(mark(*whole.words)):
        return _paper_page(call, form, PaperChangedMeanwhile())
    disposal = acts.ask(call.session, call.by, material, form.reason)
    return answers.see_other(f"{_SCREEN}/{disposal.id}")


def show(call: Call) -> Response:
    """A proposed disposal: what is destroyed, who asks for it and why, and what this person can do about it."""
    return _page(call, DisposalDecisionForm())


def _page(call: Call, form: DisposalDecisionForm, stopped: AppError | None = None) -> Response:
    disposal: Proposed[Disposal] = call.loaded(Proposed)
    row, material = row_of(call.session, DISPOSAL, disposal.id), load_material(call.session, disposal.subject)
    is_waiting = row.state == ProposalState.ASKED
    is_closed = is_waiting and is_over(call.session, DISPOSAL, row)
    decision = call.judge(DISPOSAL.confirms, DISPOSAL.facts(call.session, call.actor, disposal))
    people = people_by_id(call.session, [disposal.asked_by, *([row.decided_by] if row.decided_by else [])])
    left = disposed_paper(call.session, material.id)
    return answers.html(
        call,
        "prepare/disposal.html",
        200 if stopped is None else stopped.status,
        disposal=disposal,
        state="stale" if is_closed else row.state,
        paper=_as_told(call, whole_paper(call.session, material)),
        title=shown_titles(call.session, call.actor, [material])[material.id],
        is_withheld=material.id in withheld_titles(call.session, call.actor, [material]),
        left=None if left is None else left_of(call, left),
        names={key: identified_since(call.session, one, disposal.asked_at) for key, one in people.items()},
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        is_own=disposal.asked_by == call.viewer.person_id,
        may_decide=is_waiting and not is_closed and decision.can_be_allowed,
        form=form,
        shown=DISPOSAL.mark(call.session, row),
        stopped=stopped,
    )


def decide(call: Call) -> Response:
    """Take the second person's decision; confirmed, the paper is destroyed in this unit."""
    form, disposal = DisposalDecisionForm.demand(call), call.loaded(Proposed)
    if stopped := proposals.decide(call, DISPOSAL, disposal.id, form):
        return _page(call, form, stopped)
    return answers.see_other(f"{_SCREEN}/{disposal.id}")


def withdraw(call: Call) -> Response:
    """The asker takes the proposal back."""
    proposals.withdraw(call, DISPOSAL, call.loaded(Proposed).id)
    return answers.see_other(f"{_SCREEN}?done=withdrawn")
