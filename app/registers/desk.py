"""The desk of register entries that wait for the viewer's next step, or are due."""

from collections.abc import Iterable

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.registers import queries_waiting
from app.registers.declaration import Register
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place


def desk_of(registers: Iterable[Register]) -> Desk:
    """The desk that counts, in these registers, the entries in states that wait for one of the person's offices, and
    those that one of them writes and that are due soon or overdue.
    """
    kept = tuple(registers)

    def count(call: Call) -> int:
        remind_days = call.services.settings.reminders.days_before
        return queries_waiting.count_waiting(call.session, kept, call.actor, remind_days)

    return Desk(
        "registers",
        "台帳の対応待ち",
        "/registers/waiting",
        (Place.REGISTERS,),
        Action.REGISTER_DESK,
        count,
        frozenset({EventKind.REGISTER_ENTERED, EventKind.REGISTER_CORRECTED, EventKind.REGISTER_MOVED}),
        queries_waiting.any_waits(kept),
    )
