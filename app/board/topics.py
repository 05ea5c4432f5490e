"""Tells open boards that something on them has changed. The board itself is fetched over HTTP."""

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.auth.alarms.topics import ALARM_RECORDS
from app.web.live.topics import Topic

_RECORDS = ALARM_RECORDS | {
    EventKind.SIGN_IN,
    EventKind.SIGN_OUT,
    EventKind.SESSION_ENDED,
    EventKind.DEVICE_APPROVED,
    EventKind.DEVICE_SUSPENDED,
    EventKind.DEVICE_RESUMED,
    EventKind.DEVICE_REVOKED,
    EventKind.DEVICE_SITTING,
    EventKind.PERSON_SUSPENDED,
    EventKind.PERSON_RESUMED,
    EventKind.PERSON_RETIRED,
    EventKind.OFFICE_CHANGED,
}

BOARD = Topic("board", Action.CONNECTIONS_READ, lambda _call: True, records=_RECORDS)
