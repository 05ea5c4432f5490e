"""Screens of exceptions: the administrator's application, the emergency, and the holder's use."""

from collections.abc import Collection, Iterable

from starlette.responses import Response

from app.materials.queries import Paper
from app.permits.errors import AskedAlready, NothingToGrant, RefusedBefore
from app.permits.exceptions import acts
from app.permits.exceptions.acts import Application
from app.permits.exceptions.choosing import MOST_TOGETHER, Choosing, choosing
from app.permits.exceptions.forms import KINDS, OF_READING, ApplyForm, EmergencyForm
from app.permits.facts import PermittedPaper
from app.permits.forms import Until, deadlines
from app.permits.grounds import lifts_something
from app.permits.kinds import PermitKind
from app.web import answers
from app.web.call import Call

_SHOWN_OTHERWISE = "画面をひらいたあとで、資料か日付が変わりました。いまの内容を確かめて、もう一度押してください。"
_TOO_MANY = f"一度に申請できるのは、人と資料の組で {MOST_TOGETHER} までです。分けて申請してください。"
_NO_NEED = {
    kind: f"選んだ資料に、この例外の要らないものがあります。{kind.words}ための例外です。選び直してください。"
    for kind in OF_READING
}
_NOT_THERE = "選んだものが、いまは一覧にありません。選び直してください。"


def apply_form(call: Call) -> Response:
    """The application (7-4(1)): for which papers of a meeting, for whom, why, how long."""
    form = ApplyForm(until=Until.THREE_DAYS, uses="1", kind=PermitKind.DEVICE)
    return _apply_page(call, form, _choosing(call))


def apply(call: Call) -> Response:
    """Send the application; a form that cannot be used comes back with everything that was typed."""
    form, seen = ApplyForm.read(call), _choosing(call)
    if form.is_stale(seen.mark):
        form.blame("form", _SHOWN_OTHERWISE)
    if not form.errors:
        people, devices = ((), form.devices) if form.kind is PermitKind.DEVICE else (form.people, ())
        chosen, whom = seen.chosen(form.papers), seen.whom(people, devices)
        if len(chosen) != len(form.papers) or len(whom) != len(people) + len(devices):
            form.blame("form", _NOT_THERE)
        elif form.word_of and not seen.whom((form.word_of,), ()):
            form.blame("word_of", _NOT_THERE)
        elif form.kind.is_of_reading and not _all_lifted(call, form.kind, chosen):
            form.blame("papers", _NO_NEED[form.kind])
        if len(chosen) * len(whom) > MOST_TOGETHER:
            form.blame("papers", _TOO_MANY)
    if form.errors:
        return _apply_page(call, form, seen, 422)
    asked = Application(
        form.kind,
        chosen,
        whom,
        form.reason,
        form.deadline,
        uses=form.uses,
        conditions=form.conditions,
        starts_at=form.begins_at,
        word_of=form.word_of,
    )
    try:
        acts.apply(call.session, call.by, asked)
    except (AskedAlready, NothingToGrant) as stopped:
        form.blame("form", stopped.sentence)
        return _apply_page(call, form, seen, stopped.status)
    return answers.see_other("/permits?asked=1")


def emergency_form(call: Call) -> Response:
    """The emergency (7-4(2)): one person or device, one paper or the pack, for hours."""
    limits = call.services.settings.exceptions
    form = EmergencyForm(hours=str(limits.emergency_hours), kind=PermitKind.DEVICE)
    return _emergency_page(call, form, _choosing(call))


def begin_emergency(call: Call) -> Response:
    """Begin an emergency. It is in force at once, and the chair is told in the same unit."""
    form, seen, limits = EmergencyForm.read(call), _choosing(call), call.services.settings.exceptions
    form.check_hours(limits.emergency_hours)
    if form.is_stale(seen.mark):
        form.blame("form", _SHOWN_OTHERWISE)
    if not form.errors:
        is_for_device = form.kind is PermitKind.DEVICE
        person, device = ("", form.device or "") if is_for_device else (form.person or "", "")
        chosen, whom = seen.chosen(form.papers), seen.whom((person,), (device,))
        if len(chosen) != len(form.papers) or len(whom) != 1:
            form.blame("form", _NOT_THERE)
        elif not _all_lifted(call, form.kind, chosen):
            form.blame("papers", _NO_NEED[form.kind])
    if form.errors:
        return _emergency_page(call, form, seen, 422)
    asked = Application(form.kind, chosen, whom, form.reason, form.deadline)
    try:
        acts.begin_emergency(call.session, call.by, asked, limits)
    except (AskedAlready, NothingToGrant, RefusedBefore) as stopped:
        form.blame("form", stopped.sentence)
        return _emergency_page(call, form, seen, stopped.status)
    return answers.see_other("/permits?begun=1")


def open_here(call: Call) -> Response:
    """Begin a use on this device, and go to the paper."""
    held = call.loaded(PermittedPaper)
    acts.open_here(call.session, call.by, held.permit)
    return answers.see_other(f"/papers/{held.paper.material_id}")


def _choosing(call: Call) -> Choosing:
    return choosing(call.session, call.actor, call.query.one("meeting"))


def _apply_page(call: Call, form: ApplyForm, seen: Choosing, status: int = 200) -> Response:
    until = [*((each.until, each.label) for each in deadlines()), (Until.THAT_DAY, "ほかの日をえらぶ")]
    return answers.html(
        call,
        "permits/apply.html",
        status,
        form=form,
        seen=seen,
        until_options=until,
        **_options(call, seen, _kinds(call, KINDS)),
    )


def _emergency_page(call: Call, form: EmergencyForm, seen: Choosing, status: int = 200) -> Response:
    limits = call.services.settings.exceptions
    return answers.html(
        call,
        "permits/emergency.html",
        status,
        form=form,
        seen=seen,
        limits=limits,
        **_options(call, seen, _kinds(call, OF_READING)),
    )


def _kinds(call: Call, known: Collection[PermitKind]) -> list[PermitKind]:
    """The kinds that make sense: without trusted zones, an exception for other places lifts nothing."""
    has_zones = call.handling.zones_are_configured
    return [kind for kind in known if has_zones or kind is not PermitKind.ZONE]


def _all_lifted(call: Call, kind: PermitKind, chosen: Iterable[Paper]) -> bool:
    return all(lifts_something(kind, paper, call.handling) for paper in chosen)


def _options(call: Call, seen: Choosing, kinds: Collection[PermitKind]) -> dict[str, object]:
    reserves = PermitKind.RESERVE in kinds
    papers = [each for each in seen.papers if reserves or any(_all_lifted(call, kind, [each]) for kind in kinds)]
    return {
        "kinds": [(kind.value, kind.words) for kind in kinds],
        "paper_options": [(paper.material_id, f"{paper.title}（{paper.level.words}）") for paper in papers],
        "people_options": [(person.id, person.display_name) for person in seen.people],
        "device_options": [(one.device.id, f"{one.holder_words}　{one.device.name}") for one in seen.devices],
    }
