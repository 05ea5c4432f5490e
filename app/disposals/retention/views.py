"""HTTP for a time of its own: the screen of a paper's or a meeting's, and setting it."""

from starlette.responses import Response

from app.disposals.errors import KeepingChangedMeanwhile
from app.disposals.keeping import own_keeping
from app.disposals.retention.acts import set_keeping
from app.disposals.retention.forms import OwnKeepingForm
from app.disposals.retention.proposals import SHORTENING
from app.disposals.retention.things import KeptThing, lock_thing, thing_of
from app.errors import AppError, NotFound
from app.materials.queries import Paper, load_material
from app.meetings.facts import InMeeting
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.proposals.queries import is_over, open_row
from app.standards.keeping import KeepingTime
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark

_DONE = {"set": "保存期間を決めました。", "asked": "申し出ました。もう 1 人が確認するまで、いまの保存期間のままです。"}


def show_paper(call: Call) -> Response:
    """How long one paper is kept, and the form that changes it."""
    return _page(call, _paper(call), OwnKeepingForm())


def show_meeting(call: Call) -> Response:
    """How long the papers of a meeting are kept, and the form that changes it."""
    return _page(call, _meeting(call), OwnKeepingForm())


def set_of_paper(call: Call) -> Response:
    """Set it for one paper, or propose a shorter time."""
    load_material(call.session, call.loaded(Paper).material_id, locked=True)
    return _set(call, _paper(call))


def set_of_meeting(call: Call) -> Response:
    """Set it for all papers of a meeting that have no time of their own, or propose a shorter time."""
    lock_thing(call.session, call.loaded(InMeeting).meeting.id)
    return _set(call, _meeting(call))


def _paper(call: Call) -> KeptThing:
    return _there(call, call.loaded(Paper).material_id)


def _meeting(call: Call) -> KeptThing:
    return _there(call, call.loaded(InMeeting).meeting.id)


def _there(call: Call, about_id: str) -> KeptThing:
    if (thing := thing_of(call.session, about_id)) is None:
        raise NotFound(cause="a paper or meeting that is gone")
    return thing


def _here(call: Call) -> str:
    return f"/prepare/materials/{call.material_id}" if call.material_id else f"/prepare/meetings/{call.path('meeting')}"


def _page(call: Call, thing: KeptThing, form: OwnKeepingForm, stopped: AppError | None = None) -> Response:
    row, waiting = own_keeping(call.session, thing.id), open_row(call.session, SHORTENING, thing.id)
    people = {} if row is None else people_by_id(call.session, {each for each in (row.set_by, row.decided_by) if each})
    names = [identified_since(call.session, each, row.set_at) for each in people.values()] if row else []
    status = 422 if form.errors else 200 if stopped is None else stopped.status
    return answers.html(
        call,
        "prepare/keeping.html",
        status,
        thing=thing,
        here=_here(call),
        now=KeepingTime().words(thing.value),
        usual=KeepingTime().words(thing.inherited),
        own=row,
        names="、".join(names),
        is_waiting=waiting is not None and not is_over(call.session, SHORTENING, waiting),
        made_from=mark(thing.own),
        form=form,
        done=_DONE.get(call.query.one("done"), ""),
        stopped=stopped,
    )


def _set(call: Call, thing: KeptThing) -> Response:
    form = OwnKeepingForm.read(call)
    if form.errors:
        return _page(call, thing, form)
    if form.is_stale(mark(thing.own)):
        return _page(call, thing, form, KeepingChangedMeanwhile())
    asked = set_keeping(call.session, call.by, thing, form.length, form.reason)
    return answers.see_other(f"{_here(call)}/keeping?done={'set' if asked is None else 'asked'}")
