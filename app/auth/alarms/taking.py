"""What is taken out for use outside: in the ledger before it leaves, and told where an auditor takes it."""

from app.access.actions import Action
from app.audit.vocabulary import Event
from app.auth.alarms.telling import tell
from app.web.call import Call


def note_taken(call: Call, title: str, taken: Event, *, is_of_office: bool) -> None:
    """Make the record durable, before the file is sent. `title`: of the list that is taken.

    `is_of_office`: taken by somebody who reads the list by an office of the council. The chair is told of everything
    else, which leaves by an office that is given for a matter.
    """
    call.services.ledger.commit_now(taken)
    if not is_of_office:
        with call.services.database.write() as unit:
            tell(unit, call.by, Action.LEDGER_EXTRACT, f"「{title}」の書き出し")
