"""「外のネットワーク」: what to check before reading outside the trusted zones, once a session and network."""

from starlette.responses import Response

from app.auth.sessions import checks
from app.auth.sessions.checks import NetworkPoint
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import choices, way
from app.web.forms.form import Form

_ALL = (
    "すべてを確かめて、印を付けてください。"
    "一つでも当てはまらないときは、ここでは読まずに、議会のネットワークでひらいてください。"
)


class NetworkForm(Form):
    """Everything that was looked at, and the screen to go back to."""

    points = choices("確かめたこと", NetworkPoint, blank=_ALL)
    next = way()

    def check(self) -> None:
        """One point that does not hold is enough not to read here."""
        if self.has("points") and self.points != frozenset(NetworkPoint):
            self.blame("points", _ALL)


class GoOnForm(Form):
    """The screen to go back to."""

    next = way()


def show(call: Call) -> Response:
    """The screen."""
    return _page(call, NetworkForm(next=GoOnForm.asked(call).next))


def check(call: Call) -> Response:
    """Keep that this network was checked, and go on."""
    form = NetworkForm.read(call)
    if form.errors:
        return _page(call, form, 422)
    if _is_outside(call):
        checks.check(call.session, call.by, call.viewer.session_id, call.address)
    return answers.see_other(form.next)


def _is_outside(call: Call) -> bool:
    return call.handling.zones_are_configured and not call.actor.in_trusted_zone


def _page(call: Call, form: NetworkForm, status: int = 200) -> Response:
    return answers.html(
        call,
        "auth/network.html",
        status,
        form=form,
        is_outside=_is_outside(call),
        has_zones=call.handling.zones_are_configured,
        is_checked=call.actor.has_checked_network,
        address=call.address,
        next=form["next"].value or "/",
    )
