"""Loads the facts by which the policy decides on routes about registers and their entries."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from app.access.facts import RegisterFacts
from app.access.roles import Role
from app.errors import NotFound
from app.registers.concern.concerned import concerns_actor, has_no_writer, is_second_instead
from app.registers.declaration import Register, Registers
from app.registers.lent import is_out_of_reach
from app.registers.models import RegisterEntry
from app.registers.queries import is_whole
from app.web.call import Call

_MOST_ENTRIES = 2**31 - 1


@dataclass(frozen=True)
class EntryOf:
    """The entry that a path names, with its register's declaration."""

    register: Register
    found: RegisterEntry | None

    @property
    def entry(self) -> RegisterEntry:
        """The entry. Raises NotFound in the view, when the policy has already refused those who may not read it."""
        if self.found is None:
            raise NotFound(cause="no such entry")
        return self.found


@dataclass(frozen=True)
class RegisterLoaders:
    """The facts loaders, for the registers of this council."""

    registers: Registers

    def of_all(self, call: Call) -> RegisterFacts:
        """The facts of the list of registers, which is open to people who may see something of at least one."""
        del call
        readers = frozenset[Role]().union(*(register.readers | register.reporters for register in self.registers))
        return RegisterFacts(readers, frozenset(), "6-1")

    def of_register(self, call: Call) -> RegisterFacts:
        """The facts of the register in the path; `call.subject` becomes its Register. Raises NotFound."""
        register = self._register(call)
        call.subject = register
        return _facts_of(register)

    def of_named(self, key: str, call: Call) -> RegisterFacts:
        """The facts of the register with this key, which the council keeps; `call.subject` becomes its Register."""
        register = self.registers.get(key)
        if register is None:
            raise NotFound(cause="no such register")
        call.subject = register
        return _facts_of(register)

    def of_entry(self, call: Call) -> RegisterFacts:
        """The facts of the entry in the path; `call.subject` becomes its EntryOf. Raises NotFound for no register.

        A person who may not read the register gets the same refusal whether the entry exists or not. So does a
        reporter, for another person's entry and for one that does not exist.
        """
        register = self._register(call)
        # A number that the column cannot hold belongs to no entry, and would raise an error of the database.
        number = min(call.number("number"), _MOST_ENTRIES)
        where = (RegisterEntry.register == register.key, RegisterEntry.number == number)
        entry = call.session.scalars(select(RegisterEntry).where(*where)).one_or_none()
        call.subject = EntryOf(register, entry)
        if entry is None:
            return _facts_of(register)
        is_own = entry.created_by == call.actor.person_id
        # The history is read only for people who may see it, so that the time of the answer reveals nothing to others.
        may_see = is_own or register.is_read_by(call.actor)
        is_about, is_kept = concerns_actor(call.session, register, entry, call.actor) if may_see else (False, False)
        is_reader = call.actor.holds(*register.readers) and not call.actor.holds(*register.writers)
        return replace(
            _facts_of(register),
            is_about_actor=is_about,
            is_kept=is_kept,
            is_out_of_reach=may_see and is_out_of_reach(call.session, register, entry, call.actor),
            stands_in=is_reader and has_no_writer(call.session, register, entry),
            is_second=may_see and is_second_instead(call.session, register, entry, call.actor),
            is_own=is_own,
            is_makers_move=is_own and bool(register.by_maker(entry.state)),
            is_altered=may_see and not is_whole(call.session, entry),
        )

    def _register(self, call: Call) -> Register:
        register = self.registers.get(call.path("register"))
        if register is None:
            raise NotFound(cause="no such register")
        return register


def _facts_of(register: Register) -> RegisterFacts:
    return RegisterFacts(register.readers, register.writers, register.clause, register.reporters, key=register.key)
