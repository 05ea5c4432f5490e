"""How many entries each register holds, and for how many the day is near or past."""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registers import queries
from app.registers.declaration import Register
from app.registers.models import RegisterEntry
from app.web.evidence.tallies import Evidence, Tally


def evidence_of(registers: Iterable[Register]) -> list[Evidence]:
    """One count for each register, which belongs to every clause that names its screen.

    None for a register that keeps entries from those they are about: a count that everybody reads would tell them.
    """
    return [_of(register) for register in registers if not (register.concern and register.concern.is_kept)]


def _of(register: Register) -> Evidence:
    def find(session: Session) -> Tally:
        query = select(func.count(), func.max(RegisterEntry.created_at)).where(RegisterEntry.register == register.key)
        count, newest = session.execute(query).one()
        return Tally(count, newest, overdue=queries.overdue(session, register))

    name, label, screen = f"register-{register.key}", f"「{register.title}」の記録", f"/registers/{register.key}"
    return Evidence(name, label, find, screen, near=partial(queries.due, register))
