"""The screen of the stop: whether the council is stopped, and what the people in charge can do about it."""

from collections.abc import Mapping

from starlette.responses import Response

from app.access.actions import Action
from app.access.stops.halting import FOR_RESIDENTS, HaltDepth
from app.audit.vocabulary import EventKind
from app.board.halting import acts
from app.board.halting.errors import LiftStale
from app.board.halting.forms import USUAL_REASON, LiftForm, StopNowForm
from app.board.halting.proposals import HALT_LIFT, LiftHalt
from app.errors import AppError
from app.halts.models import Halt
from app.halts.queries import in_force, is_altered
from app.members.identity import identified
from app.members.queries import people_by_id
from app.members.waiting import waiting_lines
from app.proposals import screens as proposals
from app.proposals.screens import DecisionForm
from app.web import answers
from app.web.call import Call
from app.web.live.topics import Topic
from app.web.navigation import Place

_DONE = {
    "begun": "止めました。すべての画面とサーバーで、2 秒以内に効きます。",
    "asked": "解除を申し出ました。議長か議会事務局長のもう 1 人が確認すると、解除されます。",
    "decided": "解除の申し出の結果を記録しました。",
    "withdrawn": "申し出を取り下げました。",
}
_SCREEN = "/halt"


def sentence(call: Call) -> str:
    """The sentence about a stop on every page; "" for none.

    A visitor sees one only while all is stopped: a freeze of reading closes nothing that is open to visitors.
    """
    halt = call.actor.halt
    if halt is None or call.identity.viewer is not None:
        return "" if halt is None else halt.sentence
    return FOR_RESIDENTS if halt is HaltDepth.ALL else ""


def show(call: Call) -> Response:
    """The screen, for everybody. A device whose proof is due is sent to prove its key, and comes back then.

    Without that proof a person in charge could not stop the council.
    """
    if call.actor.needs_renewal:
        return answers.see_other(f"/session/renew?next={_SCREEN}")
    return _page(call, StopNowForm(reason=USUAL_REASON), LiftForm())


def _page(
    call: Call,
    stopping: StopNowForm,
    lifting: LiftForm,
    status: int = 200,
    *,
    tried: Mapping[str, DecisionForm] | None = None,
    stopped: AppError | None = None,
) -> Response:
    altered = is_altered(call.session)
    standing = None if altered else in_force(call.session)
    is_in_charge = call.may(Action.HALT_BEGIN)
    halt = call.actor.halt
    return answers.html(
        call,
        "admin/halt.html",
        status,
        done=_DONE.get(call.query.one("done"), ""),
        stopped=stopped,
        tried=tried or {},
        sentence=sentence(call),
        is_all=halt is HaltDepth.ALL,
        is_in_charge=is_in_charge,
        standing=_told(call, standing) if is_in_charge and standing is not None else None,
        is_altered=altered and is_in_charge,
        depths=[(depth.value, depth.words, _MEANINGS[depth]) for depth in HaltDepth if halt is None or depth != halt],
        can_stop_more=halt is not HaltDepth.ALL,
        stopping=stopping,
        lifting=lifting,
        deciding=DecisionForm(),
        lifts=waiting_lines(call, HALT_LIFT) if is_in_charge else [],
        **({"desks": []} if halt is HaltDepth.ALL else {}),  # their counts would be asked for, and refused
    )


_MEANINGS = {
    HaltDepth.READING: (
        "機密性2 以上の資料を、だれも読めなくなります。読める人や読めるもの（区分の引き下げ、読む人、公開、差し替え、"
        "例外許可、役職など）を、だれも増やせません。サインインと、そのほかの事務の操作は続けられます。"
    ),
    HaltDepth.ALL: "この画面と、議長・議会事務局長のサインインのほかは、住民向けの公開も含めてすべて止まります。",
}


def _told(call: Call, standing: Halt) -> dict[str, object]:
    person = people_by_id(call.session, {standing.began_by or ""}).get(standing.began_by or "")
    who = identified(call.session, person) if person is not None else "サーバーの運用者"
    return {
        "id": standing.id,
        "words": standing.stops.words,
        "is_all": standing.stops is HaltDepth.ALL,
        "at": standing.began_at,
        "who": who,
        "reason": standing.reason,
        "mark": acts.mark_of(standing),
    }


def begin(call: Call) -> Response:
    """Stop the council at once."""
    form = StopNowForm.read(call)
    if form.errors:
        return _page(call, form, LiftForm(), 422)
    acts.begin(call.session, call.by, form.depth, form.reason)
    return answers.see_other(f"{_SCREEN}?done=begun")


def ask_lift(call: Call) -> Response:
    """Ask a second person to lift the stop that was on the screen, or to lessen it to a freeze of reading."""
    form = LiftForm.read(call)
    if form.errors:
        return _page(call, StopNowForm(reason=USUAL_REASON), form, 422)
    standing = in_force(call.session)
    if standing is None or standing.id != call.path("halt") or form.shown != acts.mark_of(standing):
        raise LiftStale(cause="not what was shown")
    rest = "" if form.is_whole else HaltDepth.READING.value
    if rest == standing.depth:
        raise LiftStale(cause="nothing would change")
    lift = LiftHalt(standing.depth, rest)
    proposals.ask(call, HALT_LIFT, standing.id, lift, reason=form.reason)
    return answers.see_other(f"{_SCREEN}?done=asked")


def decide(call: Call) -> Response:
    """The second person confirms or refuses."""
    form, lift_id = DecisionForm.demand(call), call.path("lift")
    if stopped := proposals.decide(call, HALT_LIFT, lift_id, form):
        stopping = StopNowForm(reason=USUAL_REASON)
        return _page(call, stopping, LiftForm(), stopped.status, tried={lift_id: form}, stopped=stopped)
    return answers.see_other(f"{_SCREEN}?done=decided")


def withdraw(call: Call) -> Response:
    """The asker takes the proposal back."""
    proposals.withdraw(call, HALT_LIFT, call.path("lift"))
    return answers.see_other(f"{_SCREEN}?done=withdrawn")


LIFTS = proposals.desk_of(
    (HALT_LIFT,),
    "halt",
    "緊急停止の解除の確認",
    _SCREEN,
    (Place.CONNECTIONS,),
    Action.HALT_BEGIN,
    frozenset({EventKind.HALT_BEGAN, EventKind.HALT_LIFT_ASKED, EventKind.HALT_LIFT_DECIDED, EventKind.HALT_LIFTED}),
)

HALT = Topic(
    "halt",
    Action.LIVE_LISTEN,
    lambda call: {"sentence": sentence(call)},
    records=frozenset({EventKind.HALT_BEGAN, EventKind.HALT_LIFTED}),
)
"""The sentence about a stop, for open pages. While all is stopped no page stays open to receive it."""
