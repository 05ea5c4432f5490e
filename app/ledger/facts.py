"""Facts loaders of the ledger's screens: what is asked to be seen, which an office for a matter reaches or does not."""

from app.access.remits.remit import Sought
from app.audit import search
from app.ledger.forms import RecordsForm
from app.web.call import Call


def of_records(call: Call) -> Sought:
    """Of the list: whose records, and of which days. A code that is typed leads to its own screen."""
    wanted = RecordsForm.asked(call)
    wanted.must_hold()
    return Sought(wanted.person or None, wanted.from_moment, wanted.to_moment)


def of_code(call: Call) -> Sought:
    """Of the record with a code. One that is not there is refused as one that lies outside."""
    found = search.by_code(call.session, call.path("code"))
    if found is None:
        return Sought(is_there=False)
    return Sought(found.actor_id or "", found.at, found.at + search.INSTANT)
