"""Tells an open reader that something about its paper is new. The reader then asks over HTTP what it is."""

from collections.abc import Iterable

from app.access.actions import Action
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.materials.visible import Visibility, visible_to
from app.web.call import Call
from app.web.live.topics import EVERYBODY, Topic

_PAPERS_AT_ONCE = 4
"""The most papers that one screen can have open."""

_RECORDS = frozenset(
    {
        EventKind.MATERIAL_READY,
        EventKind.MATERIAL_REPLACED,
        EventKind.MATERIAL_WITHDRAWN,
        EventKind.MATERIAL_DISPOSED,
        EventKind.MATERIAL_CHANGED,
        EventKind.MATERIAL_LABELLED,
        EventKind.LABEL_CHANGE_DECIDED,
        EventKind.GROUP_CHANGED,
        EventKind.HALT_BEGAN,
        EventKind.HALT_LIFTED,
        EventKind.PERMIT_DECIDED,
    }
)


def open_papers(call: Call) -> set[str]:
    """The papers that the screen has open (`&paper=` in the socket's address) and that this person may know of."""
    named = call.query.texts.get("paper", ())[:_PAPERS_AT_ONCE]
    known = visible_to(call.session, call.actor, named)
    return {material_id for material_id, seen in known.items() if seen is Visibility.OPEN}


def _keys(call: Call) -> frozenset[str]:
    return frozenset(open_papers(call) | {EVERYBODY})


def _about(record: LedgerNews) -> Iterable[str]:
    """The paper that a record is about; all papers for changes of groups and for halts, which may close any."""
    return (record.material_id or EVERYBODY,)


PAPER = Topic("paper", Action.LIVE_LISTEN, lambda _call: True, _keys, _RECORDS, _about)
