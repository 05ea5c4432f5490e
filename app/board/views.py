"""The live board during a sitting: alarms, who is connected from where, and ending sessions."""

from sqlalchemy import select
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.roles import Role
from app.auth.alarms import acts as alarms_acts
from app.auth.alarms.models import Alarm
from app.auth.alarms.queries import waiting_for
from app.auth.alarms.responsible import offices_of, own_words
from app.auth.alarms.telling import tell
from app.auth.devices import acts as devices_acts
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions import ending
from app.auth.sessions.models import SessionRow
from app.board import alarms as connections_alarms
from app.board import queries as connections
from app.errors import Conflict, NotFound
from app.meetings import sittings
from app.seals import RowAltered
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import either, text
from app.web.forms.form import Form
from app.web.forms.seen import SeenWordsForm

_DONE = {
    "ended": "接続を終了しました。次の操作から、サインインし直さないと使えません。",
    "suspended": "端末を一時停止し、その端末の接続をすべて終了しました。",
    "lost": "紛失した端末の登録を取り消し、その端末の接続をすべて終了しました。",
    "handled": "対応を記録しました。",
    "passed_on": "ご自分についての警報なので、ほかの役職の画面に出しました。対応は、その人が記録します。",
}
_BOARD = "/admin/connections"


class StopForm(Form):
    """Whether the device was lost, or is only suspended."""

    what = either("端末の操作", yes="lost", no="suspended", wrong="一時停止か紛失かを選んでください。")


class AlarmGrew(Conflict):
    """The alarm tells of more than it did on the screen of whoever was about to close it."""

    code = "E415"

    def __init__(self, words: str) -> None:
        super().__init__(
            cause="another text was shown",
            sentence="画面をひらいたあとで、この警報に続きがありました（別の端末、または本人の答え）。接続の画面で読み直して、"
            f"もう一度記録してください。書いた対応：「{words}」",
        )


class OwnAlarm(Conflict):
    """The alarm is about whoever was about to close it."""

    code = "E416"

    def __init__(self, who: str, words: str) -> None:
        super().__init__(cause="about oneself", sentence=f"{who}書いた対応：「{words}」")


class HandlingForm(SeenWordsForm):
    """What an office did about an alarm. `made_from`: the mark of what the board said of it."""

    note = text("確かめたこと", most=200)


def show(call: Call) -> Response:
    """The board as a page. Without scripts, it is brought up to date by reloading."""
    done = _DONE.get(call.query.one("done"), "")
    return answers.html(call, "admin/connections.html", 200, done=done, **_values(call))


def state(call: Call) -> Response:
    """The board as pieces of HTML in JSON, for the script that keeps it up to date."""
    values = _values(call) | {"csrf_token": call.csrf_token}
    render = call.screens.templates.render
    return answers.json(
        {
            "head": values["head"],
            "alarms": render("admin/connections_alarms.html", values),
            "table": render("admin/connections_table.html", values),
        }
    )


def show_handled(call: Call) -> Response:
    """The alarms that were dealt with, and how."""
    found = connections_alarms.handled(call.session, offices_of(call.actor))
    return answers.html(call, "admin/connections_handled.html", alarms_handled=found)


def _values(call: Call) -> dict[str, object]:
    session, roles = call.session, offices_of(call.actor)
    may_end = call.may(Action.CONNECTIONS_END)
    found = connections.open_connections(session, may_see_papers=call.actor.holds(Role.ADMINISTRATOR))
    is_in_doubt = sittings.is_in_doubt(session)
    sitting = None if is_in_doubt else connections.present_sitting(session)
    title = f"{sitting.title}　" if sitting else "いま開かれている会議はありません　"
    if is_in_doubt:
        title = "会議か出席者の記録に書き換えの疑いがあり、開かれている会議を示せません　"
    waiting = connections_alarms.unhandled(session, roles)
    return {
        "rows": found,
        "tiles": connections.tiles(session, found, sitting),
        "is_on": sitting is not None,
        "head": f"{title}{clock.jst(clock.now()):%H:%M}\u00a0現在",
        "waiting": waiting,
        "waiting_more": waiting_for(session, roles) - len(waiting),
        "may_end": may_end,
        "may_handle": call.may(Action.ALARM_HANDLE),
        "may_read_ledger": call.may(Action.LEDGER_READ),
        "now": clock.now(),
        "own_session": call.viewer.session_id,
        "own_id": (own_id := call.viewer.person_id),
        "stuck": [
            each.id
            for each in waiting
            if each.person_id == own_id and alarms_acts.left_to_nobody(session, each.id, own_id)
        ],
        "own_words": own_words(session, call.viewer.person_id),
    }


def end(call: Call) -> Response:
    """End one session; its next request is refused."""
    row = _session_row(call)
    here = call.viewer.session_id
    if ending.end(call.session, call.by, row.id, "ended_by_office", person=row.person_id, from_session=here):
        tell(call.session, call.by, Action.CONNECTIONS_END, "接続の終了", about=row.person_id)
    return answers.see_other(f"{_BOARD}?done=ended")


def stop_device(call: Call) -> Response:
    """Suspend the device of a session or report it lost, and end all its sessions, in one transaction."""
    row = _session_row(call)
    device = call.session.get(Device, row.device_id, with_for_update=True) if row.device_id else None
    if device is None:
        raise NotFound(cause="session without a device")
    is_lost = StopForm.demand(call).what
    if is_lost:
        devices_acts.revoke(call.session, call.by, device, because="lost")
    elif device.state == DeviceState.APPROVED:
        devices_acts.suspend(call.session, call.by, device)
    else:
        raise Conflict(cause=f"device is {device.state}")
    return answers.see_other(f"{_BOARD}?done={'lost' if is_lost else 'suspended'}")


def handle_alarm(call: Call) -> Response:
    """Note what an office did about an alarm. Of two people who do so at once, the first one's words are kept."""
    form = HandlingForm.demand(call)
    alarm = call.session.get(Alarm, call.path("alarm"), with_for_update=True)
    if alarm is None:
        raise NotFound(cause="no such alarm")
    if not alarm.is_intact:
        raise RowAltered(cause=f"alarm {alarm.id} does not fit its seal")
    if not alarms_acts.is_for(call.session, alarm, offices_of(call.actor)):
        raise NotFound(cause="alarm of another office")
    if form.is_stale(connections_alarms.as_shown(call.session, alarm).mark):
        raise AlarmGrew(form.note)
    if alarm.person_id == call.viewer.person_id:
        if alarms_acts.pass_on(call.session, call.by, alarm):
            return answers.see_other(f"{_BOARD}?done=passed_on")
        raise OwnAlarm(own_words(call.session, alarm.person_id), form.note)
    if not alarms_acts.handle(call.session, call.by, alarm, form.note):
        raise Conflict(cause="handled before")
    return answers.see_other(f"{_BOARD}?done=handled")


def _session_row(call: Call) -> SessionRow:
    row = call.session.scalars(select(SessionRow).where(SessionRow.id == call.path("session"))).one_or_none()
    if row is None:
        raise NotFound(cause="no such session")
    return row
