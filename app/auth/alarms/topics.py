"""The alarm bar, kept up to date on open screens: a person's own alarms, and how many wait for an office."""

from collections.abc import Iterable

from app.access.actions import Action
from app.access.roles import Role
from app.audit.news import LedgerNews
from app.audit.vocabulary import OF_OFFICES, EventKind
from app.auth.alarms import views
from app.auth.alarms.raising import OFFICES_WITH_ALARMS, TOPIC, AlarmKind
from app.auth.alarms.responsible import offices_of
from app.web.call import Call
from app.web.live.topics import Topic

ALARM_RECORDS = frozenset({EventKind.ALARM, EventKind.ALARM_ANSWERED, EventKind.ALARM_HANDLED})
_MAY_LOOK_AFTER = frozenset({*OFFICES_WITH_ALARMS, Role.DEPUTY})


def _keys(call: Call) -> frozenset[str]:
    """The keys by which this person's tabs hear of alarms: the person's id, and the offices whose alarms are theirs."""
    return frozenset({call.viewer.person_id, *(role.value for role in offices_of(call.actor))})


def _about(record: LedgerNews) -> Iterable[str]:
    """The keys that a ledger record about an alarm is news for: the offices that look after it, and its person.

    The person is the actor of the alarm's own record; the record of its handling names them in its detail. A change of
    offices is news for its person, who may see alarms no more, and for all who may have to look after others now.
    """
    if record.kind in OF_OFFICES:
        return (*(role.value for role in _MAY_LOOK_AFTER), str(record.detail.get("person") or ""))
    person = record.detail.get("person") if record.kind is EventKind.ALARM_HANDLED else record.actor_id
    kind = record.detail.get("alarm")
    offices = [] if kind is None else [role.value for role in AlarmKind(str(kind)).looked_after_by]
    offices += str(record.detail.get("offices") or "").split()  # of one about an administrator, the chair's too
    return (*offices, str(person)) if person else offices


ALARMS = Topic(TOPIC, Action.ALARM_READ, views.as_json, _keys, ALARM_RECORDS | OF_OFFICES, _about)
