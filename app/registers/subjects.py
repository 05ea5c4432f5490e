"""How a ledger record names the entry of a register that an act was about."""

from app.audit.notes import RecordSubject
from app.registers.declaration import Register
from app.registers.models import RegisterEntry


def about_entry(register: Register, entry: RegisterEntry) -> RecordSubject:
    """The subject of a record about this entry: the register's title and the entry's number."""
    return RecordSubject(detail={"register": register.title, "entry": entry.number})
