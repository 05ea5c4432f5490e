"""HTTP for the acts on a paper that exists: label, name, readers, release, withdrawal; and the preview of a label."""

from starlette.responses import Response

from app.access.levels import effective
from app.access.table import describe
from app.materials import acts, readers
from app.materials.forms import (
    LabelDecisionForm,
    LabelForm,
    OutlookForm,
    PaperForm,
    ReadersForm,
    TitleForm,
    WithdrawalForm,
    answer,
    way_back,
)
from app.materials.labels import acts as labels
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material
from app.materials.progress import state_of
from app.materials.queries import Paper, load_material
from app.proposals import acts as proposals
from app.proposals.kinds import Proposed
from app.web import answers
from app.web.call import Call


def _paper(call: Call) -> Material:
    return load_material(call.session, call.loaded(Paper).material_id, locked=True)


def _answer(call: Call, form: PaperForm, material: Material, change: Proposed[LabelChange] | None = None) -> Response:
    call.session.flush()
    state: dict[str, object] = {
        "material": material.id,
        "title": material.title,
        "label": material.confidentiality,
        "level": material.level.value,
        "is_released": material.is_released,
        "is_withdrawn": material.withdrawn_at is not None,
        "label_change": change.id if change is not None else None,
    }
    return answer(call, form, state)


def label(call: Call) -> Response:
    """Set it, or ask a second person."""
    form, material = LabelForm.read(call), _paper(call)
    with way_back(call, form):
        change = labels.set_label(call.session, call.by, material, form.label, reason=form.reason)
    return _answer(call, form, material, change)


def decide_label_change(call: Call) -> Response:
    """The second person's word."""
    form, change = LabelDecisionForm.read(call), call.loaded(Proposed)
    material = load_material(call.session, change.subject, locked=True)
    with way_back(call, form):
        proposals.decide(
            call.session,
            call.by,
            call.services.handling,
            LABEL_CHANGE,
            change.id,
            is_confirmed=form.decision,
            reason=form.reason,
        )
    return _answer(call, form, material)


def title(call: Call) -> Response:
    """Another name."""
    form, material = TitleForm.read(call), _paper(call)
    with way_back(call, form):
        acts.rename(call.session, call.by, material, form.title)
    return _answer(call, form, material)


def change_readers(call: Call) -> Response:
    """Exactly those who were chosen."""
    form, material = ReadersForm.read(call), _paper(call)
    with way_back(call, form):
        readers.set_readers(
            call.session,
            call.by,
            material,
            group_ids=form.groups,
            person_ids=form.people,
        )
    return _answer(call, form, material)


def release(call: Call) -> Response:
    """Open a level-1 paper to residents."""
    form, material = PaperForm.read(call), _paper(call)
    with way_back(call, form):
        acts.release(call.session, call.by, material)
    return _answer(call, form, material)


def withdraw(call: Call) -> Response:
    """Close a paper to its readers."""
    form, material = WithdrawalForm.read(call), _paper(call)
    with way_back(call, form):
        acts.withdraw(call.session, call.by, material, form.reason)
    return _answer(call, form, material)


def restore(call: Call) -> Response:
    """Open a withdrawn paper to its readers again."""
    form, material = PaperForm.read(call), _paper(call)
    with way_back(call, form):
        acts.restore(call.session, call.by, material)
    return _answer(call, form, material)


def state(call: Call) -> Response:
    """The paper's progress as JSON."""
    return answers.json(state_of(call.session, load_material(call.session, call.loaded(Paper).material_id)))


def preview_label(call: Call) -> Response:
    """What readers will be able to do under a label ("" for none yet), before anything is saved."""
    form = OutlookForm.asked(call)
    form.must_hold()
    groups, people = readers.chosen(call.session, form.groups, form.people)
    level = effective(form.level)
    words = form.readers[:100] or readers.words_for(call.session, groups, people)
    lines = describe(level, is_released=False, readers=words, table=call.services.handling)
    rows = [{"label": line.label, "tone": line.tone, "text": line.text} for line in lines]
    return answers.json({"level": level.value, "words": level.words, "rows": rows})
