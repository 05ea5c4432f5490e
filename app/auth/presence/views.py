"""「自分の端末」: the person's open sessions, devices and last sign-ins, and ending a session."""

from sqlalchemy import select
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.devices import queries as devices_queries
from app.auth.devices import words as devices_words
from app.auth.devices.models import IN_HAND, Device
from app.auth.sessions import acts as sessions
from app.auth.sessions import history, words
from app.auth.sessions.ending import end
from app.auth.sessions.models import SessionRow
from app.auth.signin.views import signed_out
from app.errors import NotFound
from app.web import answers
from app.web.call import Call


def show_account(call: Call) -> Response:
    """The person's own sessions, this one first; their devices; then what was done with their ID lately."""
    viewer = call.viewer
    rows = sessions.open_sessions(call.session, viewer.person_id)
    rows.sort(key=lambda row: row.id != viewer.session_id)
    previous = next((row.previous_sign_in_at for row in rows if row.id == viewer.session_id), None)
    open_ids = {row.id for row in rows}
    recent = [
        _line(row) | {"is_open": row.id in open_ids} for row in history.recent_sign_ins(call.session, viewer.person_id)
    ]
    return answers.html(
        call,
        "auth/account.html",
        sessions=[_line(row) | _own(row, is_this=row.id == viewer.session_id) for row in rows],
        recent=recent,
        refusals=history.refusals_between(call.session, viewer.person_id, previous, clock.now()),
        person=viewer,
        devices=[_device(row) for row in devices_queries.of_person(call.session, viewer.person_id)],
        is_registered=call.actor.device is not DeviceKind.UNKNOWN,
        may_end=call.may(Action.SESSION_MANAGE),
        is_demo_device=_is_demo_device(call),
        may_decide_sittings=call.actor.holds(Role.CHAIR) or Action.DEVICE_SITTING_DESK in call.actor.delegated_duties,
        may_approve=call.actor.holds(Role.ADMINISTRATOR, Role.CHAIR),
        was_lost=call.query.one("lost") == "1",
    )


def _is_demo_device(call: Call) -> bool:
    device = devices_queries.of_session(call.session, call.viewer.session_id)
    return device is not None and call.services.settings.enrols_browsers and device.person_id is None


def _device(row: Device) -> dict[str, object]:
    tone, state = devices_words.state_of(row)
    return {
        "id": row.id,
        "name": row.name,
        "kind": devices_words.kind_words(row),
        "is_personal": row.kind == DeviceKind.PERSONAL.value,
        "in_sittings": row.chair_approved_at is not None,
        "tone": tone,
        "state": state,
        "period": devices_words.period_words(row),
        "seen": row.last_seen_at,
        "can_be_lost": row.state in IN_HAND,
    }


def _line(row: SessionRow) -> dict[str, object]:
    return {"browser": words.browser_words(row.browser), "address": row.address, "since": row.created_at}


def _own(row: SessionRow, *, is_this: bool) -> dict[str, object]:
    return {"id": row.id, "seen": row.seen_at, "is_this": is_this, "end_words": _end_words(row, is_this=is_this)}


def _end_words(row: SessionRow, *, is_this: bool) -> str:
    """What the button says: it names the thing that ends."""
    name = "この端末" if is_this else words.browser_words(row.browser)
    return f"{name}{' ' if name[-1].isascii() else ''}の接続を終了"


def end_session(call: Call) -> Response:
    """End one of the person's own sessions; another's is answered as if it did not exist."""
    session_id = call.path("session")
    owner = call.session.scalar(select(SessionRow.person_id).where(SessionRow.id == session_id))
    if owner != call.viewer.person_id:
        raise NotFound(cause="session of somebody else")
    end(call.session, call.by, session_id, "ended_by_owner", from_session=call.viewer.session_id)
    return signed_out(call) if session_id == call.viewer.session_id else answers.see_other("/account")
