"""A form is a class: its fields are declared once with their types, and all that is wrong is found in one go.

A view reads it, shows it again while `errors` holds anything (`form["reason"]` is the field as typed), and then uses
`form.reason`, whose type the declaration gives. How to declare one: docs/architecture.md, "How to add".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Self, TypeVar, cast, overload

from app.errors import BadInput
from app.web.call import Call
from app.web.forms.sent import NOTHING, Sent
from app.web.forms.text import Fault, shown

T_co = TypeVar("T_co", covariant=True)

Attributes = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Look:
    """How a field is drawn: `control` is what a template draws, `type` the input's, `attrs` further attributes.

    `options`: what there is to choose from, as (value, words), where the declaration says it.
    """

    label: str = ""
    control: str = "input"
    type: str = "text"
    is_required: bool = False
    is_echoed: bool = True
    attrs: Attributes = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()

    def words(self, values: Iterable[str]) -> str:
        """What was chosen or typed, as people read it."""
        known = dict(self.options)
        return "、".join(known.get(value, value) for value in values)


@dataclass(frozen=True)
class Shown:
    """A field with what was typed into it and what is wrong with that, as `parts/form.html` draws it."""

    name: str
    look: Look
    values: tuple[str, ...]
    error: str

    @property
    def value(self) -> str:
        """What stands in a field of one value."""
        return self.values[0] if self.values else ""


class Field(Generic[T_co]):
    """One field of a form: on a form it is its value, on the class it is this.

    `read` makes the value of what was sent under the field's name, and raises Fault with a sentence.
    """

    name = ""

    def __init__(self, read: Callable[[Sent, str], T_co], look: Look) -> None:
        self.read = read
        self.look = look

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Self: ...

    @overload
    def __get__(self, form: "Form", owner: type) -> T_co: ...

    def __get__(self, form: "Form | None", owner: type) -> "Self | T_co":
        return self if form is None else cast("T_co", form.value_of(self.name))


class Form:
    """The base of all forms. `errors` holds a sentence for each field that cannot be used."""

    fields: ClassVar[dict[str, Field[object]]] = {}

    def __init__(self, **kept: str | Iterable[str]) -> None:
        """A form that nobody has sent: empty, or with what is `kept` already, as it would be typed."""
        self.errors: dict[str, str] = {}
        self._values: dict[str, object] = {}
        self._typed: dict[str, tuple[str, ...]] = {
            name: (value,) if isinstance(value, str) else tuple(value) for name, value in kept.items()
        }
        if unknown := kept.keys() - self.fields.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        if taken := own.keys() & dir(Form()):
            raise TypeError(f"a form cannot have a field {', '.join(sorted(taken))}")
        inherited = [getattr(base, "fields", {}) for base in reversed(cls.__bases__)]
        cls.fields = {name: each for fields in (*inherited, own) for name, each in fields.items()}

    @classmethod
    def read(cls, call: Call) -> Self:
        """The form as its sender filled it in. Raises GivenTwice; whatever else is wrong stands in `errors`."""
        return cls._of(call.sent or NOTHING)

    @classmethod
    def asked(cls, call: Call) -> Self:
        """The same from the address, for forms that only look something up."""
        return cls._of(call.query)

    @classmethod
    def demand(cls, call: Call) -> Self:
        """The form without a fault, for acts that have no screen to show it again. Raises BadInput, GivenTwice."""
        form = cls.read(call)
        form.must_hold()
        return form

    @classmethod
    def _of(cls, sent: Sent) -> Self:
        form = cls()
        for name, each in cls.fields.items():
            form._typed[name] = tuple(shown(text) for text in sent.texts.get(name, ()))
            try:
                form._values[name] = each.read(sent, name)
            except Fault as fault:
                form.errors[name] = str(fault)
        form.check()
        return form

    @property
    def typed(self) -> dict[str, tuple[str, ...]]:
        """What was typed into each field, secrets and files left out."""
        return {name: self._typed.get(name, ()) for name, each in self.fields.items() if each.look.is_echoed}

    def check(self) -> None:
        """What one field means for another; called once all were read. A form says it with `blame`."""

    def blame(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field, "" for nothing; of several faults the first stands."""
        if sentence:
            self.errors.setdefault(name, sentence)

    def take(self, error: BadInput) -> None:
        """Note what an act found wrong with its fields."""
        for name, sentence in error.fields.items():
            self.blame(name, sentence)

    def must_hold(self) -> None:
        """Raises BadInput with all sentences when anything is wrong."""
        if self.errors:
            raise BadInput("".join(self.errors.values()), fields=self.errors)

    def has(self, *names: str) -> bool:
        """True when these fields were read and hold."""
        return all(name in self._values and name not in self.errors for name in names)

    def value_of(self, name: str) -> object:
        """A field's value; asking for one that does not hold is a mistake of ours."""
        if not self.has(name):
            raise RuntimeError(f"{type(self).__name__}.{name} was not read, or has a fault that nobody looked at")
        return self._values[name]

    def __getitem__(self, name: str) -> Shown:
        """A field as a template shows it."""
        look = self.fields[name].look
        return Shown(name, look, self._typed.get(name, ()) if look.is_echoed else (), self.errors.get(name, ""))
