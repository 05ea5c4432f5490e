"""Facts loaders of the ledger's screens: the records that a request asks for, to be compared with an office's remit."""

from app.access.remits.remit import Sought
from app.access.rules.ledger import bounds
from app.audit import search
from app.ledger.forms import RecordsForm
from app.web.call import Call


def of_records(call: Call) -> Sought:
    """The facts of the list: whose records, and of which days. A typed code is decided on its own screen."""
    wanted = RecordsForm.asked(call)
    wanted.must_hold()
    return Sought(wanted.person or None, wanted.from_moment, wanted.to_moment)


def of_code(call: Call) -> Sought:
    """The facts of the first issue under a code that lies within the remit of the one who asks, else of the first.

    A code without a record is refused like one outside of the remit.
    """
    bearer = search.by_code(call.session, call.path("code"))
    if bearer is None:
        return Sought(is_there=False)
    found = next(iter(search.issues_of(call.session, bearer, bounds(call.actor), limit=1)), bearer)
    return Sought(found.actor_id or "", found.at, found.at + search.INSTANT)
