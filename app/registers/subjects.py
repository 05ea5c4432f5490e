"""An entry of a register as the ledger's records speak of one."""

from app.audit.notes import RecordSubject
from app.registers.declaration import Register
from app.registers.models import RegisterEntry


def about_entry(register: Register, entry: RegisterEntry) -> RecordSubject:
    """An act on an entry: of which register, under which number."""
    return RecordSubject(detail={"register": register.title, "entry": entry.number})
