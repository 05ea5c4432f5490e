"""Tells an open reader that what others share with its person on its paper has changed. It then asks for it anew."""

from collections.abc import Iterable

from app.access.actions import Action
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.notes.sharing.acts import TOPIC, news_key
from app.reading.topics import open_papers
from app.web.call import Call
from app.web.live.topics import EVERYBODY, Topic

_RECORDS = frozenset(
    {
        EventKind.OFFICE_CHANGED,
        EventKind.OFFICE_DECIDED,
        EventKind.GROUP_CHANGED,
        EventKind.PERSON_SUSPENDED,
        EventKind.PERSON_RETIRED,
    }
)
"""What may end the sharing of somebody else; a paper's own changes are told to its readers already."""


def _keys(call: Call) -> frozenset[str]:
    """One for each paper that the screen has open and this person may know of: nobody else hears that there is news."""
    person_id = call.actor.person_id or ""
    return frozenset({news_key(person_id, each) for each in open_papers(call)} | {EVERYBODY})


def _about(_record: LedgerNews) -> Iterable[str]:
    return (EVERYBODY,)


NOTES = Topic(TOPIC, Action.LIVE_LISTEN, lambda _call: True, _keys, _RECORDS, _about)
