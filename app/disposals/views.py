"""HTTP for disposal: what is due, what waits for a second person, what was destroyed; asking, deciding, taking back."""

from sqlalchemy import select
from starlette.responses import Response

from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.audit.vocabulary import EventKind
from app.disposals import acts
from app.disposals.errors import PaperChangedMeanwhile
from app.disposals.forms import DisposalAskForm, DisposalDecisionForm, DuePapersForm
from app.disposals.keeping import STANDARD, keeping_of
from app.disposals.proposals import DISPOSAL, KINDS, Disposal
from app.disposals.queries import hindrance, whole_paper
from app.errors import AppError, NotFound
from app.materials.models import DisposedPaper, Material
from app.materials.queries import Paper, load_material, paper_of_material
from app.materials.visible import shown_titles
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.members.waiting import waiting_lines
from app.proposals import screens as proposals
from app.proposals.kinds import ProposalState, Proposed
from app.proposals.queries import is_over, open_row, row_of
from app.standards.catalogue import STANDARDS
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark
from app.web.navigation import Place

_SCREEN = "/disposals"
_MOST_SHOWN = 200
_DONE = {
    "asked": "廃棄を申し出ました。もう 1 人が確認するまで、何も廃棄されません。",
    "decided": "申し出の結果を記録しました。",
    "withdrawn": "申し出を取り下げました。",
}


def index(call: Call) -> Response:
    """What waits for a second person, what is due, and what was disposed of."""
    return _index(call, DuePapersForm())


def _index(call: Call, form: DuePapersForm, status: int = 200) -> Response:
    session = call.session
    sees_3a = call.actor.holds(Role.ADMINISTRATOR, Role.CHAIR) or call.actor.acts_because is not None
    waiting = [line for line in waiting_lines(call, DISPOSAL) if sees_3a or not _is_3a(call, str(line["id"]))]
    return answers.html(
        call,
        "prepare/disposals.html",
        status,
        done=_DONE.get(call.query.one("done"), ""),
        waiting=waiting,
        due=_due(call),
        may_ask=call.may(Action.MATERIAL_DISPOSE),
        form=form,
        standard=STANDARDS[STANDARD].kind.words(call.standards.values[STANDARD].value),
        disposed=[
            _left_of(call, left)
            for left in session.scalars(select(DisposedPaper).order_by(DisposedPaper.at.desc()).limit(_MOST_SHOWN))
            if sees_3a or left.handled_at is not Confidentiality.C3A
        ],
    )


def _is_3a(call: Call, disposal_id: str) -> bool:
    disposal = DISPOSAL.read(row_of(call.session, DISPOSAL, disposal_id))
    return not call.may(Action.DISPOSAL_DESK, DISPOSAL.facts(call.session, call.actor, disposal))


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
            "title": titles[material.id],
            "level": material.level.value,
            "keeping": keeping_of(call.session, material).words,
            "hindrance": hindrance(call.session, material),
        }
        for material in found[:_MOST_SHOWN]
    ]


def _facts(call: Call, material: Material) -> PaperFacts:
    return paper_of_material(call.session, call.actor, material.id).facts(call.actor)


def _left_of(call: Call, left: DisposedPaper) -> dict[str, object]:
    """What is left of a paper, as a screen shows it to somebody who may know of it."""
    material = call.session.get_one(Material, left.material_id)
    people = people_by_id(call.session, {left.asked_by, left.decided_by})
    return {
        "title": material.title,
        "level": left.handled_at.value,
        "at": left.at,
        "asker": identified_since(call.session, people[left.asked_by], left.at),
        "decider": identified_since(call.session, people[left.decided_by], left.at),
        "reason": left.reason,
        "kept_until": left.kept_until,
        "is_due": left.is_due,
        "versions": [line.split(" ") for line in left.versions.splitlines()],
        "entry": left.entry,
        "is_intact": left.is_intact,
    }


def show_paper(call: Call) -> Response:
    """What would be destroyed with a paper, and the form that asks for it."""
    return _paper_page(call, DisposalAskForm())


def _paper_page(call: Call, form: DisposalAskForm, stopped: AppError | None = None, status: int = 200) -> Response:
    material = load_material(call.session, call.loaded(Paper).material_id)
    whole, row = whole_paper(call.session, material), open_row(call.session, DISPOSAL, material.id)
    waits = row is not None and not is_over(call.session, DISPOSAL, row)
    left = call.session.get(DisposedPaper, material.id)
    return answers.html(
        call,
        "prepare/disposal_ask.html",
        status if stopped is None else stopped.status,
        paper=whole,
        left=None if left is None else _left_of(call, left),
        waiting=row.id if row is not None and waits else None,
        made_from=mark(*whole.words),
        form=form,
        stopped=stopped,
    )


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


def ask_for_due(call: Call) -> Response:
    """Ask for the disposal of several papers whose time is over, each by a proposal of its own; all of them or none."""
    form = DuePapersForm.read(call)
    if form.errors:
        return _index(call, form, 422)
    for material_id in sorted(set(form.papers)):
        paper = paper_of_material(call.session, call.actor, material_id)
        if not call.may(Action.MATERIAL_DISPOSE, paper.facts(call.actor)):
            raise NotFound(cause="a paper that this person does not prepare")
        material = load_material(call.session, material_id, locked=True)
        if not keeping_of(call.session, material).is_over:
            raise PaperChangedMeanwhile
        acts.ask(call.session, call.by, material, form.reason)
    return answers.see_other(f"{_SCREEN}?done=asked")


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
    left = call.session.get(DisposedPaper, material.id)
    return answers.html(
        call,
        "prepare/disposal.html",
        200 if stopped is None else stopped.status,
        disposal=disposal,
        state="stale" if is_closed else row.state,
        paper=whole_paper(call.session, material),
        title=material.title,
        left=None if left is None else _left_of(call, left),
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


DISPOSALS_WAITING = proposals.desk_of(
    KINDS,
    "disposals",
    "資料の廃棄の確認",
    _SCREEN,
    (Place.REGISTERS,),
    Action.DISPOSAL_DESK,
    frozenset({EventKind.DISPOSAL_ASKED, EventKind.DISPOSAL_DECIDED}),
)
"""The desk of disposals that wait for a second person."""
