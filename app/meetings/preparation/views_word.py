"""The second person's decision on a paper's label or marks, on the paper's screen."""

from starlette.responses import Response

from app.jobs.payloads import Payload
from app.materials.forms import LabelDecisionForm, way_back
from app.materials.labels.proposals import LABEL_CHANGE, MARKS_CHANGE, MarksChange
from app.materials.queries import load_material
from app.materials.views import answer_with_state
from app.meetings.preparation.views_papers import paper_page
from app.proposals import acts as proposals
from app.proposals.errors import NotAsShown
from app.proposals.kinds import ProposalKind, Proposed
from app.web import answers
from app.web.call import Call


def decide_label_change(call: Call) -> Response:
    """Take the second person's decision on a proposed label, or on proposed marks."""
    form, change = LabelDecisionForm.read(call), call.loaded(Proposed)
    material = load_material(call.session, change.subject, locked=True)
    try:
        with way_back(call, form):
            if isinstance(change.payload, MarksChange):
                _decide(call, MARKS_CHANGE, change.id, form)
            else:
                _decide(call, LABEL_CHANGE, change.id, form)
    except NotAsShown as error:
        if answers.wants_json(call):
            raise
        return paper_page(call, material, error)
    return answer_with_state(call, form, material)


def _decide(call: Call, kind: ProposalKind[Payload], change_id: str, form: LabelDecisionForm) -> None:
    proposals.decide(
        call.session,
        call.by,
        call.handling,
        kind,
        change_id,
        is_confirmed=form.decision,
        shown=form.shown,
        reason=form.reason,
    )
