"""HTTP for the acts on a paper that exists: label, name, readers, withdrawal."""

from starlette.responses import Response

from app.materials import acts, readers
from app.materials.errors import LabelChangedMeanwhile, TitleChangedMeanwhile
from app.materials.forms import (
    BindingForm,
    BringingBackForm,
    LabelForm,
    PaperForm,
    ReadersForm,
    RegimeForm,
    TitleForm,
    WithdrawalForm,
    answer,
    way_back,
)
from app.materials.labels import acts as labels
from app.materials.labels import regimes
from app.materials.labels.proposals import LabelChange, MarksChange
from app.materials.labels.returning import KINDS, bring_back
from app.materials.models import Material
from app.materials.progress import state_of
from app.materials.queries import Paper, load_material
from app.materials.replacements.queries import succession_of
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark


def _paper(call: Call) -> Material:
    return load_material(call.session, call.loaded(Paper).material_id, locked=True)


def answer_with_state(
    call: Call,
    form: PaperForm,
    material: Material,
    change: Proposed[LabelChange] | None = None,
    marks_change: Proposed[MarksChange] | None = None,
) -> Response:
    """After an act on a paper: what it is now for scripts, the screen that the form was on for others."""
    call.session.flush()
    state: dict[str, object] = {
        "material": material.id,
        "title": material.title,
        "label": material.confidentiality,
        "level": material.level.value,
        "is_released": material.is_released,
        "is_withdrawn": material.withdrawn_at is not None,
        "label_change": change.id if change is not None else None,
        "marks": material.marks.text,
        "marks_change": marks_change.id if marks_change is not None else None,
    }
    return answer(call, form, state)


def label(call: Call) -> Response:
    """Set a paper's label and marks, or propose to a second person what needs one."""
    form, material = LabelForm.read(call), _paper(call)
    with way_back(call, form):
        is_other = form.marks_from not in {None, material.marks.text}
        if is_other or form.is_stale(labels.label_mark(material, succession_of(call.session, material))):
            raise LabelChangedMeanwhile
        change = labels.set_label(call.session, call.by, material, form.label, reason=form.reason)
        marks = form.marks_after(material.marks)
        marks_change = labels.set_marks(call.session, call.by, material, marks, reason=form.reason)
    return answer_with_state(call, form, material, change, marks_change)


def withdraw_label_change(call: Call) -> Response:
    """The asker of a label takes it back; a proposed 3A only while nobody else has acted on the paper since."""
    form, change = PaperForm.read(call), call.loaded(Proposed)
    material = load_material(call.session, change.subject, locked=True)
    with way_back(call, form):
        proposals.withdraw(call, proposals.kind_among(call, KINDS, change.id), change.id)
    return answer_with_state(call, form, material)


def title(call: Call) -> Response:
    """Rename a paper."""
    form, material = TitleForm.read(call), _paper(call)
    with way_back(call, form):
        if form.is_stale(mark(material.title)):
            raise TitleChangedMeanwhile(material.title, form.title)
        acts.rename(call.session, call.by, material, form.title)
    return answer_with_state(call, form, material)


def binding(call: Call) -> Response:
    """Say on which side a paper is bound."""
    form, material = BindingForm.read(call), _paper(call)
    with way_back(call, form):
        acts.bind(call.session, call.by, material, form.binding)
    return answer_with_state(call, form, material)


def regime(call: Call) -> Response:
    """Say under whose rules a paper stands."""
    form, material = RegimeForm.read(call), _paper(call)
    with way_back(call, form):
        regimes.set_regime(call.session, call.by, material, form.regime)
    return answer_with_state(call, form, material)


def change_readers(call: Call) -> Response:
    """Replace a paper's readers by those who were chosen."""
    form, material = ReadersForm.read(call), _paper(call)
    with way_back(call, form):
        is_newer = readers.set_readers(
            call.session, call.by, material, group_ids=form.groups, person_ids=form.people, seen=form.seen
        )
    if is_newer and not answers.wants_json(call):
        return answers.see_other(f"/prepare/materials/{material.id}?newer=readers#readers")
    return answer_with_state(call, form, material)


def withdraw(call: Call) -> Response:
    """Close a paper to its readers."""
    form, material = WithdrawalForm.read(call), _paper(call)
    with way_back(call, form):
        acts.withdraw(call.session, call.by, material, form.reason)
    return answer_with_state(call, form, material)


def restore(call: Call) -> Response:
    """Open a withdrawn paper to its readers again, or propose it to a second person."""
    form, material = BringingBackForm.read(call), _paper(call)
    with way_back(call, form):
        bring_back(call.session, call.by, material, form.reason)
    return answer_with_state(call, form, material)


def state(call: Call) -> Response:
    """The paper's progress as JSON."""
    return answers.json(state_of(call.session, load_material(call.session, call.loaded(Paper).material_id)))
