"""What an open tab is told: the alarm bar's content, that the board has changed, that its device has to prove itself.

Only translates.
"""

from starlette.responses import Response

from app.access.actions import Action
from app.access.policy import decide
from app.auth.alarms import views as alarms_views
from app.auth.presence.sweep import ALARMS, BOARD, PROVE
from app.errors import BadInput
from app.web import answers
from app.web.call import Call
from app.web.refusal import Refused


def listen(call: Call) -> Response:
    """JSON by topic. The board itself is fetched over HTTP, by those who may see it."""
    asked = call.asked
    if unknown := asked - {ALARMS, BOARD, PROVE}:
        raise BadInput(cause=f"no such topic {min(unknown)!r}")
    told: dict[str, object] = {}
    if ALARMS in asked:
        told[ALARMS] = alarms_views.as_json(call)
    if BOARD in asked:
        decision = decide(call.actor, Action.CONNECTIONS_READ, None, call.services.handling)
        if not decision.is_allowed:
            raise Refused(call, decision)
        told[BOARD] = True
    if PROVE in asked:
        told[PROVE] = True
    return answers.json(told)
