"""Facts loaders of the routes about registers: which one, and which of its entries."""

from dataclasses import dataclass

from sqlalchemy import select

from app.access.facts import RegisterFacts
from app.access.roles import Role
from app.errors import NotFound
from app.registers.declaration import Register, Registers
from app.registers.models import RegisterEntry
from app.web.call import Call

_MOST_ENTRIES = 2**31 - 1


@dataclass(frozen=True)
class EntryOf:
    """An entry and the register that it stands in."""

    register: Register
    entry: RegisterEntry


@dataclass(frozen=True)
class RegisterLoaders:
    """The loaders over the registers of this council."""

    registers: Registers

    def of_all(self, call: Call) -> RegisterFacts:
        """Whoever may read one of them may see the list of those."""
        del call
        readers = frozenset[Role]().union(*(register.readers for register in self.registers))
        return RegisterFacts(readers, frozenset(), "6-1")

    def of_register(self, call: Call) -> RegisterFacts:
        """Of {register}: `call.subject` is the Register. Raises NotFound."""
        register = self._register(call)
        call.subject = register
        return _facts_of(register)

    def of_entry(self, call: Call) -> RegisterFacts:
        """Of {register} and {number}: `call.subject` is the entry with its register. Raises NotFound."""
        register = self._register(call)
        # A number that no column can hold is of no entry, and would be an error of the database.
        number = min(call.number("number"), _MOST_ENTRIES)
        where = (RegisterEntry.register == register.key, RegisterEntry.number == number)
        entry = call.session.scalars(select(RegisterEntry).where(*where)).one_or_none()
        if entry is None and call.actor.holds(*register.readers):
            raise NotFound(cause="no such entry")
        # Who may not read the register is refused alike, whether there is such an entry or not.
        call.subject = None if entry is None else EntryOf(register, entry)
        return _facts_of(register)

    def _register(self, call: Call) -> Register:
        register = self.registers.get(call.path("register"))
        if register is None:
            raise NotFound(cause="no such register")
        return register


def _facts_of(register: Register) -> RegisterFacts:
    return RegisterFacts(register.readers, register.writers, register.clause)
