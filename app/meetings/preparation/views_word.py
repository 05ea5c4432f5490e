"""The second person's decision on a paper's label or marks, on the paper's screen."""

from starlette.responses import Response

from app.materials.forms import LabelDecisionForm, way_back
from app.materials.labels.returning import KINDS
from app.materials.queries import load_material
from app.materials.views import answer_with_state
from app.meetings.preparation.views_papers import paper_page
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.web import answers
from app.web.call import Call


def decide_label_change(call: Call) -> Response:
    """Take the second person's decision on a proposed label or marks, or on a paper that is to come back."""
    form, change = LabelDecisionForm.read(call), call.loaded(Proposed)
    material = load_material(call.session, change.subject, locked=True)
    with way_back(call, form):
        stopped = proposals.decide(call, proposals.kind_among(call, KINDS, change.id), change.id, form)
        if stopped and answers.wants_json(call):
            raise stopped
    if stopped:
        return paper_page(call, material, stopped)
    return answer_with_state(call, form, material)
