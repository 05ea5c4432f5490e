"""What a register is: its form, its states, who reads and who writes it. Knows no database and no screen."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from app.access.roles import Role
from app.web.forms.form import Form

_KEY = re.compile(r"[a-z][a-z_]{1,30}")


@dataclass(frozen=True)
class EntryState:
    """Where an entry stands. `leads_to`: the states it may be put into next; none: the matter is closed.

    `act`: what the button says that puts an entry into this state. `tone`: ok, warn, stop, run.
    """

    value: str
    words: str
    act: str = ""
    tone: str = "run"
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """One register. `key` stands in addresses, rows and records, so it never changes its meaning.

    `states`: the first is that of a new entry. `columns`: the form's fields that the list shows. `due`: a field of a
    day; an entry that is not closed after it is overdue, and stands first. `clause`: what asks for the register.
    """

    key: str
    title: str
    clause: str
    form: type[Form]
    states: tuple[EntryState, ...]
    readers: frozenset[Role]
    writers: frozenset[Role]
    columns: tuple[str, ...]
    due: str = ""

    def __post_init__(self) -> None:
        known = {state.value for state in self.states}
        faults = {
            "a key of small letters": _KEY.fullmatch(self.key) is None,
            "states, each once": not self.states or len(known) != len(self.states),
            "states that lead to states": not {to for state in self.states for to in state.leads_to} <= known,
            "an act for each state that others lead to": any(
                not self.state(to).act for state in self.states for to in state.leads_to if to in known
            ),
            "fields that can be kept as text": any(not field.look.is_echoed for field in self.form.fields.values()),
            "fields of its own names": "seen" in self.form.fields,
            "columns that are fields": not {*self.columns, *((self.due,) if self.due else ())} <= set(self.form.fields),
            "writers who may read": not self.writers <= self.readers,
        }
        if missing := [needed for needed, is_missing in faults.items() if is_missing]:
            raise TypeError(f"register {self.key!r} needs {', '.join(missing)}")

    @property
    def first_state(self) -> EntryState:
        """The state of a new entry."""
        return self.states[0]

    def state(self, value: str) -> EntryState:
        """The state by its value; one that the declaration no longer has is told by its value and leads nowhere."""
        known = {state.value: state for state in self.states}
        return known.get(value) or EntryState(value, value, tone="warn")

    @property
    def closed(self) -> frozenset[str]:
        """The states that lead nowhere."""
        return frozenset(state.value for state in self.states if not state.leads_to)


class Registers:
    """The registers of this council, by their keys. Frozen; raises TypeError for a key that two have."""

    def __init__(self, registers: Iterable[Register]) -> None:
        listed = tuple(registers)
        self._by_key = MappingProxyType({register.key: register for register in listed})
        if len(self._by_key) != len(listed):
            raise TypeError("two registers with one key")

    def __iter__(self) -> Iterator[Register]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Register | None:
        """The register of a key."""
        return self._by_key.get(key)
