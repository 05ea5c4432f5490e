"""The alarm bar, kept up to date on open screens: a person's own alarms, and how many wait for the secretariat."""

from collections.abc import Iterable

from app.access.actions import Action
from app.access.roles import Role
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.auth.alarms import views
from app.web.call import Call
from app.web.live.topics import Topic

ALARM_RECORDS = frozenset({EventKind.ALARM, EventKind.ALARM_ANSWERED, EventKind.ALARM_HANDLED})

_OFFICE = "office"


def _keys(call: Call) -> frozenset[str]:
    own = frozenset({call.viewer.person_id})
    return own | {_OFFICE} if call.actor.holds(Role.ADMINISTRATOR) else own


def _about(record: LedgerNews) -> Iterable[str]:
    """The person whose alarm it is: an alarm is recorded as theirs, its handling as the secretariat's."""
    person = record.detail.get("person") if record.kind is EventKind.ALARM_HANDLED else record.actor_id
    return (_OFFICE, str(person)) if person else (_OFFICE,)


ALARMS = Topic("alarms", Action.ALARM_READ, views.as_json, _keys, ALARM_RECORDS, _about)
