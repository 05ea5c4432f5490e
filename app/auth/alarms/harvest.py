"""Alarms to a person, the administrator and the chair: pages taken faster than anybody reads, or many refusals."""

from app.audit.vocabulary import Event
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.services import Services
from app.web.lanes.callers import Caller


def tell_of_harvest(services: Services, caller: Caller) -> None:
    """Raise the alarm about a caller who takes pages too fast, in a unit of its own. Their requests are slowed."""
    with services.database.write() as unit:
        raise_alarm(
            unit,
            AlarmKind.HARVEST,
            person_id=caller.person_id,
            session_id=caller.session_id or None,
            address=caller.address,
        )


def tell_of_refusals(services: Services, event: Event) -> None:
    """Raise the alarm about the person whose refusals are counted from now on; `event` is the latest."""
    with services.database.write() as unit:
        raise_alarm(
            unit,
            AlarmKind.MANY_REFUSALS,
            person_id=event.actor_id,
            session_id=event.session_id,
            address=event.address or "",
        )
