"""HTTP for the acts on a paper that exists: label, name, readers, release, withdrawal; and the preview of a label."""

from typing import Any

from starlette.responses import Response

from app.access.levels import effective
from app.access.table import describe
from app.errors import BadInput
from app.materials import acts, readers
from app.materials.inputs import Input, answer, input_of, way_back
from app.materials.labels import acts as labels
from app.materials.models import LabelChange, Material
from app.materials.progress import state_of
from app.materials.queries import Paper, load_material
from app.web import answers
from app.web.call import Call


def _paper(call: Call) -> Material:
    return load_material(call.session, call.loaded(Paper).material_id, locked=True)


def _answer(call: Call, sent: Input, material: Material, change: LabelChange | None = None) -> Response:
    call.session.flush()
    state: dict[str, Any] = {
        "material": material.id,
        "title": material.title,
        "label": material.confidentiality,
        "level": material.level.value,
        "is_released": material.is_released,
        "is_withdrawn": material.withdrawn_at is not None,
        "label_change": change.id if change is not None else None,
    }
    return answer(call, sent, state)


def label(call: Call) -> Response:
    """POST label, reason: set it, or ask a second person."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        wanted = labels.parse_label(sent.one("label"))
        change = labels.set_label(call.session, call.by, material, wanted, reason=sent.one("reason"))
    return _answer(call, sent, material, change)


def decide_label_change(call: Call) -> Response:
    """POST decision = confirm | refuse, reason: the second person's word."""
    sent, change = input_of(call), call.loaded(LabelChange)
    material = load_material(call.session, change.material_id, locked=True)
    decision = sent.one("decision")
    with way_back(call, sent):
        if decision not in {"confirm", "refuse"}:
            raise BadInput(fields={"decision": "「確認する」か「差し戻す」をえらんでください。"})
        labels.decide_label_change(
            call.session, call.by, change, material, is_confirmed=decision == "confirm", reason=sent.one("reason")
        )
    return _answer(call, sent, material)


def title(call: Call) -> Response:
    """POST title."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        acts.rename(call.session, call.by, material, sent.one("title"))
    return _answer(call, sent, material)


def change_readers(call: Call) -> Response:
    """POST groups, people: ids, repeated."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        readers.set_readers(
            call.session,
            call.by,
            material,
            group_ids=set(sent.many("groups")),
            person_ids=set(sent.many("people")),
        )
    return _answer(call, sent, material)


def release(call: Call) -> Response:
    """POST: open a level-1 paper to residents."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        acts.release(call.session, call.by, material)
    return _answer(call, sent, material)


def withdraw(call: Call) -> Response:
    """POST reason."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        acts.withdraw(call.session, call.by, material, sent.one("reason"))
    return _answer(call, sent, material)


def restore(call: Call) -> Response:
    """POST: open a withdrawn paper to its readers again."""
    sent, material = input_of(call), _paper(call)
    with way_back(call, sent):
        acts.restore(call.session, call.by, material)
    return _answer(call, sent, material)


def state(call: Call) -> Response:
    """The paper's progress as JSON."""
    return answers.json(state_of(call.session, load_material(call.session, call.loaded(Paper).material_id)))


def preview_label(call: Call) -> Response:
    """What readers will be able to do under a label ("" for none yet), before anything is saved."""
    query = call.request.query_params
    wanted = labels.parse_label(query["level"]) if query.get("level") else None
    groups, people = readers.chosen(call.session, set(query.getlist("groups")), set(query.getlist("people")))
    level = effective(wanted)
    words = query.get("readers", "")[:100] or readers.words_for(call.session, groups, people)
    lines = describe(level, is_released=False, readers=words, table=call.services.handling)
    rows = [{"label": line.label, "tone": line.tone, "text": line.text} for line in lines]
    return answers.json({"level": level.value, "words": level.words, "rows": rows})
