"""HTTP for the screen of disposal: what waits for a second person, what is due, what was destroyed."""

from starlette.responses import Response

from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.audit.vocabulary import OF_PAPERS, EventKind
from app.disposals import acts
from app.disposals.errors import PaperChangedMeanwhile
from app.disposals.forms import DuePapersForm
from app.disposals.keeping import STANDARD, Keeping, keeping_of
from app.disposals.left import left_of
from app.disposals.obstacles.hindrances import hindrance
from app.disposals.obstacles.telling import told_to
from app.disposals.proposals import DISPOSAL, KINDS
from app.disposals.retention.proposals import SHORTENING
from app.errors import AppError, NotFound
from app.materials.disposed import disposed_papers
from app.materials.models import Material
from app.materials.queries import load_material, paper_of_material
from app.materials.visible import shown_titles
from app.members.waiting import waiting_lines
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.proposals.queries import open_row, row_of
from app.proposals.screens import DecisionForm
from app.standards.catalogue import STANDARDS
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark
from app.web.navigation import Place

_SCREEN = "/disposals"
_MOST_SHOWN = 200
_DONE = {
    "asked": "廃棄を申し出ました。もう 1 人が確認するまで、何も廃棄されません。",
    "withdrawn": "申し出を取り下げました。",
    "several": "選んだ資料を廃棄しました。資料ごとの記録は、下の「廃棄した資料」にあります。",
    "refused": "認めませんでした。何も変わっていません。",
    "keeping": "保存期間を短くしました。",
}


def index(call: Call) -> Response:
    """What waits for a second person, what is due, and what was disposed of."""
    return _index(call, DuePapersForm())


def _index(call: Call, form: DuePapersForm, status: int = 200, stopped: AppError | None = None) -> Response:
    session = call.session
    sees_3a = call.actor.holds(Role.ADMINISTRATOR, Role.CHAIR) or call.actor.acts_because is not None
    waiting = [
        line | {"person": _title_of(call, str(line["id"]))}
        for line in waiting_lines(call, DISPOSAL)
        if sees_3a or not _is_3a(call, str(line["id"]))
    ]
    return answers.html(
        call,
        "prepare/disposals.html",
        status if stopped is None else stopped.status,
        stopped=stopped,
        keepings=waiting_lines(call, SHORTENING),
        done=_DONE.get(call.query.one("done"), ""),
        waiting=waiting,
        due=_due(call),
        may_ask=call.may(Action.MATERIAL_DISPOSE),
        form=form,
        standard=STANDARDS[STANDARD].kind.words(call.standards.values[STANDARD].value),
        disposed=[
            left_of(call, left)
            for left in disposed_papers(session)[:_MOST_SHOWN]
            if sees_3a or left.handled_at is not Confidentiality.C3A
        ],
    )


def _is_3a(call: Call, disposal_id: str) -> bool:
    disposal = DISPOSAL.read(row_of(call.session, DISPOSAL, disposal_id))
    return not call.may(Action.DISPOSAL_DESK, DISPOSAL.facts(call.session, call.actor, disposal))


def _title_of(call: Call, disposal_id: str) -> str:
    material = call.session.get_one(Material, row_of(call.session, DISPOSAL, disposal_id).subject)
    return shown_titles(call.session, call.actor, [material])[material.id]


def _due(call: Call) -> list[dict[str, object]]:
    """The papers of which this person may ask for the disposal, of those that are due; for the chair all of them."""
    is_office = call.actor.holds(*SECRETARIAT)
    found = [
        material
        for material in acts.due_papers(call.session)
        if open_row(call.session, DISPOSAL, material.id) is None
        and (not is_office or call.may(Action.MATERIAL_DISPOSE, _facts(call, material)))
    ]
    titles = shown_titles(call.session, call.actor, found)
    return [
        {
            "id": material.id,
            "mark": _mark(material, keeping := keeping_of(call.session, material)),
            "title": titles[material.id],
            "level": material.level.value,
            "keeping": keeping.words,
            "origin": keeping.origin,
            "hindrance": None if (error := hindrance(call.session, material)) is None else told_to(call.actor, error),
        }
        for material in found[:_MOST_SHOWN]
    ]


def _mark(material: Material, keeping: Keeping) -> str:
    """The mark of a line: what it shows of the paper, and which version that is."""
    shown = (material.title, material.level.value, keeping.words, keeping.origin)
    return mark(material.id, material.current_version_id or "", *shown)


def _facts(call: Call, material: Material) -> PaperFacts:
    return paper_of_material(call.session, call.actor, material.id).facts(call.actor)


def ask_for_due(call: Call) -> Response:
    """Ask for the disposal of several papers whose time is over, each by a proposal of its own; all of them or none."""
    form = DuePapersForm.read(call)
    if form.errors:
        return _index(call, form, 422)
    for material_id, shown in form.marks.items():
        paper = paper_of_material(call.session, call.actor, material_id)
        if not call.may(Action.MATERIAL_DISPOSE, paper.facts(call.actor)):
            raise NotFound(cause="a paper that this person does not prepare")
        material = load_material(call.session, material_id, locked=True)
        keeping = keeping_of(call.session, material)
        if not keeping.is_over or shown != _mark(material, keeping):
            raise PaperChangedMeanwhile
        acts.ask(call.session, call.by, material, form.reason)
    return answers.see_other(f"{_SCREEN}?done=asked")


def decide_keeping(call: Call) -> Response:
    """Take the second person's decision on a shorter time; confirmed, it counts from this unit on."""
    form, shortening = DecisionForm.demand(call), call.loaded(Proposed)
    if stopped := proposals.decide(call, SHORTENING, shortening.id, form):
        return _index(call, DuePapersForm(), stopped=stopped)
    return answers.see_other(f"{_SCREEN}?done={'keeping' if form.decision else 'refused'}")


def withdraw_keeping(call: Call) -> Response:
    """The asker takes it back."""
    proposals.withdraw(call, SHORTENING, call.path("keeping"))
    return answers.see_other(f"{_SCREEN}?done=withdrawn")


DISPOSALS_WAITING = proposals.desk_of(
    KINDS,
    "disposals",
    "資料の廃棄の確認",
    _SCREEN,
    (Place.REGISTERS,),
    Action.DISPOSAL_DESK,
    OF_PAPERS | {EventKind.KEEPING_ASKED, EventKind.KEEPING_DECIDED, EventKind.KEEPING_SET},
)
"""The desk of disposals, and of shorter times, that wait for a second person."""
