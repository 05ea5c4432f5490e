"""Declares registers: form, states, readers and writers of each. Knows no database and no screen."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol

from sqlalchemy.orm import Session

from app import days
from app.access.facts import Actor
from app.access.remits.remit import LentRegister
from app.access.roles import Role
from app.audit.notes import By
from app.auth.alarms.raising import AlarmKind
from app.registers.models import RegisterEntry
from app.web.forms.form import Form

_KEY = re.compile(r"[a-z][a-z_]{1,30}")


@dataclass(frozen=True)
class Need:
    """A field that must be filled in before an entry is put into a state.

    `only_if`: name of another field and one of its values as typed; the field is needed only while that field has this
    value. `all_of`: name of a field all of whose values this field must hold.
    """

    field: str
    only_if: tuple[str, str] | None = None
    all_of: str = ""

    def is_missing(self, typed: Mapping[str, Sequence[str]]) -> bool:
        """Whether an entry that holds `typed` still lacks the field."""
        if self.only_if is not None and self.only_if[1] not in typed.get(self.only_if[0], ()):
            return False
        if self.all_of:
            return not set(typed.get(self.all_of, ())) <= set(typed.get(self.field, ()))
        return not any(text.strip() for text in typed.get(self.field, ()))


Draw = Callable[[Session, Mapping[str, Sequence[str]]], list[str]]
"""From an entry's values to the present lines of its list."""


@dataclass(frozen=True)
class TickList:
    """A list that an entry takes from the service's data, to be ticked off one by one.

    `draw`: a function from the entry's values to the present lines. It is called when the entry is put into the state
    `begins`; the lines are kept in the field `listed`, which no form writes. `ticked`: name of the field with the lines
    ticked off. `of`: name of the field with the list's subject, which cannot be changed once the list is drawn; "" for
    a list that has none.
    """

    begins: str
    listed: str
    ticked: str
    of: str
    draw: Draw

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that it needs."""
        return frozenset(filter(None, (self.listed, self.ticked, self.of)))


@dataclass(frozen=True)
class Concern:
    """Whom an entry is about. They neither correct it nor put it into another state; somebody else in office does.

    `named`: name of a field with persons (`persons.persons`). `told`: names of fields with words in which somebody may
    be called by their full name. `is_maker`: whoever made the entry, too. `is_kept`: they do not read it either, unless
    they have reported it.
    """

    named: str = ""
    told: tuple[str, ...] = ()
    is_maker: bool = False
    is_kept: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that it looks at."""
        return frozenset(filter(None, (self.named, *self.told)))


@dataclass(frozen=True)
class EntryState:
    """A state of entries. `leads_to`: the states that may follow; none: the matter is closed.

    `act`: the words of the button that puts an entry into this state. `tone`: ok, warn, stop or run (colours).
    `needs`: fields that must be filled before an entry is put into this state. `waits_for`: the offices that have to do
    the next step with entries in this state; their menu counts them. `by_another`: only a person who has neither
    written in the entry nor put it into the state before may put it into this state, so that two persons have agreed to
    it (6-1(2)②). This closes the matter, and a correction then puts the entry back into the state before. `by_maker`:
    the entry's maker may also put it into this state.
    """

    value: str
    words: str
    act: str = ""
    tone: str = "run"
    leads_to: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    waits_for: frozenset[Role] = frozenset()
    by_another: bool = False
    by_maker: bool = False


MustHold = Callable[[Session, Form, Mapping[str, Sequence[str]]], None]
"""Called with what was typed, without errors, and with the entry's former content, empty for a new one."""


@dataclass(frozen=True)
class Lack:
    """One thing that a register as a whole lacks: a sentence, or its end, which follows the quoted name of `what`."""

    says: str
    what: str = ""


Lacks = Callable[[Session, Sequence[Mapping[str, Sequence[str]]]], Sequence[Lack]]
"""Called with the contents of the register's open entries; returns each thing that no entry tells of."""


@dataclass(frozen=True)
class Barred:
    """What keeps an entry from something. `told`: sentences for its screen, also where nothing is kept from it.

    `states`: the states that it cannot be put into now. `because`: the sentence for whoever tries to.
    """

    told: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    because: str = ""


class Bar(Protocol):
    """Says what keeps an entry with this content from a state, by other registers or tables."""

    def __call__(self, session: Session, typed: Mapping[str, Sequence[str]], *, is_locked: bool) -> Barred:
        """`is_locked`: in the unit of the act, which nothing may overtake; else for a screen, in a unit that reads."""


@dataclass(frozen=True)
class WallSheet:
    """What hangs on the wall for when nothing else works. `heading`, `lines`: names of fields, in order.

    `says`: what to do with it. It is printed anew by the earliest `due` day of the entries that stand on it.
    """

    heading: tuple[str, ...]
    lines: tuple[str, ...]
    says: str


Follow = Callable[[Session, By, RegisterEntry], None]
"""Called in the unit of an act, after an entry was corrected or put into another state; the new entry says what it is
now. What rests on an entry is kept in step with it by this.
"""


@dataclass(frozen=True)
class Register:
    """One register. Raises TypeError for a declaration that contradicts itself.

    `key`: used in addresses and rows, so it must never be given to another register. `clause`: the clause that demands
    the register. `states`: the first is that of a new entry. `columns`: names of the form's fields that the list shows.

    People. `readers`, `writers`: offices that see all entries, and that write them. `reporters`: offices that make
    entries and see only their own. `purpose`: a sentence for them: what belongs into the register, and who is told.
    `first_form`: the part of the form that a new entry asks for (a base class of `form`); writers fill in the rest.
    `filled`: the values already filled in for a new entry, by field name: text as typed, or for a day its distance
    from today. `brought`: fields whose values a link to the form may bring. `at_home`: the label of the home screen's
    link to a new entry. `alarm`: the kind of alarm that a new entry raises, for all offices that look after it. `see`:
    label and address of a related screen.

    Time. `due`: name of a field with a day; an entry that is still open after it is overdue, and comes first.
    `answer_within`: for a form without `due`: the days after which an open entry is overdue; 0 for never.
    `maker_first`: for so many days after the due day only the entry's maker is reminded, then the offices too; nobody
    is reminded before. `since`: name of a field with a day; an open entry is then a notice, in force from that day to
    its due day, and cannot be corrected. `every_months`: for repeated work: closing an entry makes the next one, with
    the values of `first_form` and its `due` so many months later.

    Content. `order`: name of a field with a number by which open entries are ordered, also overdue ones. Only for
    registers of few entries, since all are read for each page. `ticks`: the list that an entry is about. `evidence`:
    name of a field that no person fills in: a new entry keeps in it the counts of that day (`app.web.evidence`).
    `concern`: whom an entry is about, who does not deal with it; None for entries that are about nobody.
    `must_hold`: raises BadInput for content that the form alone cannot tell from a right one. `bar`: what keeps an
    entry out of a state although its fields are filled. `follow`: what else an entry's change has to change. `lacks`:
    what the register as a whole lacks, told to those who write it. `wall`: its open entries as a sheet for the wall.
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
    reporters: frozenset[Role] = frozenset()
    purpose: str = ""
    first_form: type[Form] | None = None
    alarm: AlarmKind | None = None
    filled: Mapping[str, str | timedelta] = field(default_factory=dict)
    brought: tuple[str, ...] = ()
    answer_within: int = 0
    order: str = ""
    since: str = ""
    maker_first: int = 0
    at_home: str = ""
    ticks: TickList | None = None
    every_months: int = 0
    see: tuple[str, str] | None = None
    evidence: str = ""
    concern: Concern | None = None
    must_hold: MustHold | None = None
    bar: Bar | None = None
    lacks: Lacks | None = None
    wall: WallSheet | None = None
    follow: Follow | None = None

    def __post_init__(self) -> None:
        known = {state.value for state in self.states}
        needs = [need for state in self.states for need in state.needs]
        faults = {
            "a key of small letters": _KEY.fullmatch(self.key) is None or self.key == "waiting",
            "states, each once": not self.states or len(known) != len(self.states),
            "states that lead to states": not {to for state in self.states for to in state.leads_to} <= known,
            "an act for each state that others lead to": any(
                not self.state(to).act for state in self.states for to in state.leads_to if to in known
            ),
            "fields that can be kept as text": any(not field.look.is_echoed for field in self.form.fields.values()),
            "fields of its own names": "seen" in self.form.fields,
            "columns, days and persons that are fields": not self._names <= set(self.form.fields),
            "fields to fill in that are asked": not {*self.filled, *self.brought} <= set(self.asked.fields),
            "a due day for what is in force until then": bool(self.since) and not self.due,
            "a due day for its maker to be told of": self.maker_first > 0 and not self.due,
            "needed fields that are fields": not {need.field for need in needs} <= set(self.form.fields),
            "conditions on fields": not {need.only_if[0] for need in needs if need.only_if} <= set(self.form.fields),
            "a first form that is part of the form": self.first_form is not None
            and not issubclass(self.form, self.first_form),
            "second persons who close what others began": any(
                state.by_another and (state.leads_to or state is self.states[0]) for state in self.states
            ),
            "a list to tick off in fields and a state of its own": self.ticks is not None
            and not (self.ticks.fields <= set(self.form.fields) and self.ticks.begins in known),
            "a day that the next entry has": self.every_months != 0 and self.due not in self.asked.fields,
            "a first state that needs nothing": any(state.needs for state in self.states[:1]),
            "one day by which an entry is done": bool(self.due) and self.answer_within != 0,
            "writers who may read": not self.writers <= self.readers,
            "states that wait for writers": not {role for each in self.states for role in each.waits_for}
            <= self.writers,
        }
        if missing := [needed for needed, is_missing in faults.items() if is_missing]:
            raise TypeError(f"register {self.key!r} needs {', '.join(missing)}")

    @property
    def _names(self) -> set[str]:
        """The names that must be names of the form's fields."""
        about = self.concern.fields if self.concern is not None else frozenset()
        hung = (*self.wall.heading, *self.wall.lines) if self.wall is not None else ()
        return {*self.columns, *about, *hung, *filter(None, (self.due, self.order, self.since, self.evidence))}

    @property
    def asked(self) -> type[Form]:
        """The form of a new entry."""
        return self.first_form or self.form

    def blank(self, brought: Mapping[str, str] | None = None) -> Form:
        """The form of a new entry, with the values of `filled`, and those that a link has brought for `brought`."""
        today = days.today()
        values = {
            name: text if isinstance(text, str) else (today + text).isoformat() for name, text in self.filled.items()
        }
        return self.asked(**values | {name: text for name, text in (brought or {}).items() if name in self.brought})

    @property
    def first_state(self) -> EntryState:
        """The state of a new entry."""
        return self.states[0]

    def state(self, value: str) -> EntryState:
        """The state with this value. For one that is no longer declared: a final state whose words are the value."""
        known = {state.value: state for state in self.states}
        return known.get(value) or EntryState(value, value, tone="warn")

    def is_fixed(self, value: str) -> bool:
        """True when an entry in this state cannot be corrected.

        These are notices, since other rules rely on what the maker declared, and closed matters. A matter that a second
        person has confirmed can be corrected; the correction then puts it back into the state before.
        """
        state = self.state(value)
        is_closed = not state.leads_to and state is not self.first_state
        return bool(self.since) or (is_closed and not state.by_another)

    def by_maker(self, value: str) -> frozenset[str]:
        """The values of the states into which an entry's maker may put it from the state `value`."""
        return frozenset(to for to in self.state(value).leads_to if self.state(to).by_maker)

    def by_another(self, value: str) -> frozenset[str]:
        """The states that follow this one and that only a second person sets."""
        return frozenset(to for to in self.state(value).leads_to if self.state(to).by_another)

    @property
    def lent(self) -> LentRegister:
        """The register as an office names it that lets its holder read it."""
        return LentRegister(self.key, self.title)

    def is_read_by(self, actor: Actor) -> bool:
        """Whether a person sees all entries: by an office that it names, or by one that names it."""
        return actor.holds(*self.readers) or self.key in actor.lent_registers

    def awaited(self, actor: Actor) -> list[tuple[str, str]]:
        """Pairs of key and state: where entries wait for the next step of one of this person's offices."""
        return [(self.key, state.value) for state in self.states if actor.holds(*state.waits_for)]

    @property
    def awaited_by_any(self) -> list[tuple[str, str]]:
        """Pairs of key and state: where entries wait for the next step of any office."""
        return [(self.key, state.value) for state in self.states if state.waits_for]

    @property
    def open(self) -> frozenset[str]:
        """The values of the states in which a matter is not closed: those that lead to another."""
        return frozenset(state.value for state in self.states if state.leads_to)

    @property
    def open_places(self) -> list[tuple[str, str]]:
        """Pairs of key and state, for the states of `open`."""
        return [(self.key, state.value) for state in self.states if state.leads_to]


class Registers:
    """The registers of this council by key. Raises TypeError when two have the same key."""

    def __init__(self, registers: Iterable[Register]) -> None:
        listed = tuple(registers)
        self._by_key = MappingProxyType({register.key: register for register in listed})
        if len(self._by_key) != len(listed):
            raise TypeError("two registers with one key")

    def __iter__(self) -> Iterator[Register]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Register | None:
        """The register with this key, None when there is none."""
        return self._by_key.get(key)
