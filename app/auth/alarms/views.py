"""The alarm bar's data and the person's answer, over HTTP."""

from starlette.responses import Response

from app.access.facts import DeviceKind
from app.auth.alarms import acts as alarms_acts
from app.auth.alarms import queries as alarms_told
from app.auth.alarms.models import Alarm
from app.errors import NotFound
from app.seals import RowAltered
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import either, way
from app.web.forms.form import Form


class AlarmAnswerForm(Form):
    """Whether it was the person themselves, and where they were."""

    answer = either(
        "答え",
        yes=alarms_acts.OWN,
        no=alarms_acts.FOREIGN,
        wrong="「自分です」か「自分ではありません」を選んでください。",
    )
    next = way()


def poll(call: Call) -> Response:
    """The alarm bar as JSON, asked for by the pages' script where no socket can be opened."""
    return answers.json(as_json(call))


def as_json(call: Call) -> dict[str, object]:
    """The alarm bar's content for scripts."""
    found = alarms_told.for_frame(call)
    own = [told.as_json() for told in found.own]
    return {"own": own, "more": found.more, "office": found.office, "can_answer": found.can_answer}


def answer(call: Call) -> Response:
    """Take the answer 「自分です」 or 「自分ではありません」, and lead back to where the person was.

    Raises NotFound for another person's alarm, as for one that does not exist.
    """
    alarm = call.session.get(Alarm, call.path("alarm"))
    if alarm is None or alarm.person_id != call.viewer.person_id:
        raise NotFound(cause="alarm of somebody else")
    if not alarm.is_intact:  # it names the sessions that the answer ends
        raise RowAltered(cause=f"alarm {alarm.id} does not fit its seal")
    form = AlarmAnswerForm.demand(call)
    alarms_acts.answer(
        call.session,
        call.by,
        alarm,
        is_own=form.answer,
        may_end=call.actor.device is not DeviceKind.UNKNOWN,
    )
    return answers.see_other(form.next)
