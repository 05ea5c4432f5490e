"""「感染を知らせる」: the devices that the viewer may stop, the one in hand first; and those to be cleared."""

from starlette.responses import Response

from app.access.actions import Action
from app.access.roles import READERS, SECRETARIAT, Role
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices import standing as devices
from app.auth.devices import words as devices_words
from app.auth.devices.errors import StoppedAnew
from app.auth.devices.facts import facts_about
from app.auth.devices.models import IN_HAND, Device, DeviceState
from app.auth.devices.queries import ListedDevice
from app.auth.signin.views import signed_out
from app.meetings.home.queries import HomeTouch
from app.members.queries import people_by_id
from app.registers.infections import acts
from app.registers.infections.facts import id_at_hand
from app.registers.infections.forms import ClearingForm, InfectionForm
from app.web import answers
from app.web.call import Call

INFECTED_TOUCH = HomeTouch("端末の感染を知らせる", "/devices/infected", READERS | SECRETARIAT)
"""The button on the home screen."""

_HELPERS = (Role.ADMINISTRATOR, Role.CLERK, Role.CHAIR, Role.DEPUTY)
_DONE = {
    "stopped": "端末を止め、事故として記録しました。議長と議会事務局長に知らせました。",
    "cleared": "停止を解除しました。端末でサインインすると使えます。",
    "suspended": "感染の疑いを解除しました。その前からの一時停止は続きます。議会事務局長が、端末の一覧で解除します。",
}


def show(call: Call) -> Response:
    """The screen, with the device at hand first."""
    return _page(call)


def stop(call: Call) -> Response:
    """Stop the device and report it. This also signs out a person who does it on the device itself."""
    form, device = InfectionForm.demand(call), call.loaded(Device)
    was_here = device.id == id_at_hand(call)
    acts.stop_and_report(call.session, call.by, device, noticed=form.noticed)
    return signed_out(call, "infected") if was_here else answers.see_other("/devices/infected?done=stopped")


def clear(call: Call) -> Response:
    """Clear the device for use, with a note of what was examined."""
    form = ClearingForm.read(call)
    if form.errors:
        return _page(call, form, status=422)
    device = call.loaded(Device)
    try:
        devices_acts.clear(call.session, call.by, device, examined=form.examined, shown=form.shown)
    except StoppedAnew as error:
        form.blame("examined", error.sentence)
        return _page(call, form, status=error.status)
    done = "cleared" if device.state == DeviceState.APPROVED else "suspended"
    return answers.see_other(f"/devices/infected?done={done}")


def _page(call: Call, form: ClearingForm | None = None, *, status: int = 200) -> Response:
    listed = [each for each in devices_queries.decided(call.session) if each.device.state in IN_HAND]
    is_helper = call.actor.holds(*_HELPERS)
    here = devices_queries.of_session(call.session, call.viewer.session_id)
    usable = [each for each in listed if each.device.state != DeviceState.INFECTED and each.device.is_intact]
    mine = [each for each in usable if here is None or each.device.id != here.id]
    return answers.html(
        call,
        "registers/infected.html",
        status,
        done=_DONE.get(call.query.one("done"), ""),
        here=_line(ListedDevice(here, None)) if here in [each.device for each in usable] else None,
        own=[_line(each) for each in mine if each.device.person_id == call.viewer.person_id],
        others=[_line(each) for each in mine if is_helper and each.device.person_id != call.viewer.person_id],
        stopped=_stopped(call, listed, form) if is_helper else [],
        form=InfectionForm(),
    )


def _line(listed: ListedDevice) -> dict[str, object]:
    device = listed.device
    return {
        "id": device.id,
        "name": device.name,
        "serial": device.serial,
        "holder": listed.holder_words,
        "kind": devices_words.kind_words(device),
        "seen": device.last_seen_at,
    }


def _stopped(call: Call, listed: list[ListedDevice], form: ClearingForm | None) -> list[dict[str, object]]:
    """The stopped devices, each with the person who stopped it, and whether the viewer may clear it."""
    found = [each for each in listed if each.device.state == DeviceState.INFECTED]
    people = people_by_id(call.session, {each.device.stopped_by for each in found if each.device.stopped_by})
    sent = call.subject.id if isinstance(call.subject, Device) else None
    return [
        _line(each)
        | {
            "by": people[each.device.stopped_by].display_name if each.device.stopped_by in people else "–",
            "may_clear": each.device.is_intact and call.may(Action.DEVICE_CLEAR, facts_about(call, each.device)),
            "at": each.device.stopped_at,
            "mark": devices.stop_mark(each.device),
            "form": form if form is not None and each.device.id == sent else ClearingForm(),
        }
        for each in found
    ]
