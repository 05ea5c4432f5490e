"""The base class of forms. A form declares its fields with their types; reading it finds all errors at once.

A view reads the form and, while `errors` is not empty, shows it again (`form["reason"]` is the field as typed). Then it
uses `form.reason`, whose type is the declared one. How to declare a form: docs/architecture.md, "How to add".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Self, TypeVar, cast, overload

from app import days
from app.errors import BadInput
from app.web.call import Call
from app.web.forms.sent import NOTHING, Sent
from app.web.forms.text import Fault, shown

T_co = TypeVar("T_co", covariant=True)

Attributes = Mapping[str, str | int | bool | None]


PEOPLE = "people"
"""The control of a field that keeps persons, each as id and name with a blank between them."""


@dataclass(frozen=True)
class Look:
    """How a field is drawn. `control`: the template's kind of control; `type`: of an input; `attrs`: HTML attributes.

    `is_echoed`: whether what was typed is shown again. `options`: pairs (value, words) to choose from, when they are
    known where the field is declared.
    """

    label: str = ""
    control: str = "input"
    type: str = "text"
    is_required: bool = False
    is_echoed: bool = True
    attrs: Attributes = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()

    def words(self, values: Iterable[str]) -> str:
        """The values as people read them: the words of options, days as 「2027年4月30日」, anything else as it is."""
        if self.control == PEOPLE:
            return "、".join(value.partition(" ")[2] or value for value in values)
        known = dict(self.options)
        return "、".join(known[value] if value in known else self._day_words(value) for value in values)

    def _day_words(self, value: str) -> str:
        if self.type != "date":
            return value
        try:
            return days.day_words(days.read_day(value))
        except days.NoDay:
            return value  # said before the field asked for a day


@dataclass(frozen=True)
class Shown:
    """A field for `parts/form.html` to draw: what was typed into it, and what is wrong with it ("" for nothing)."""

    name: str
    look: Look
    values: tuple[str, ...]
    error: str

    @property
    def value(self) -> str:
        """The value of a field that has one, "" when it is empty."""
        return self.values[0] if self.values else ""


class Field(Generic[T_co]):
    """One field of a form, a descriptor: on an instance of the form it gives the value, on the class the field itself.

    `read`: from what was sent and the field's name to the value; raises Fault with a sentence.
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
    """The base of all forms. `errors`: a sentence for each field that cannot be used, by the field's name."""

    fields: ClassVar[dict[str, Field[object]]] = {}

    def __init__(self, **kept: str | Iterable[str]) -> None:
        """A form to fill in: empty, or with values (`kept`) in its fields. Raises TypeError for unknown names."""
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
        """The form that the request's body holds. Wrong fields are found in `errors`; raises GivenTwice only."""
        return cls._of(call.sent or NOTHING)

    @classmethod
    def asked(cls, call: Call) -> Self:
        """The form that the address's query holds, for forms that only look something up."""
        return cls._of(call.query)

    @classmethod
    def demand(cls, call: Call) -> Self:
        """As `read`, but raises BadInput for any error: for acts that have no screen to show the form again."""
        form = cls.read(call)
        form.must_hold()
        return form

    @classmethod
    def of_service(cls, texts: Mapping[str, Sequence[str]]) -> Self:
        """As `demand`, of texts that the service itself writes down."""
        form = cls._of(Sent(texts))
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
        """What was typed into each field, by its name; without secrets and files."""
        return {name: self._typed.get(name, ()) for name, each in self.fields.items() if each.look.is_echoed}

    def check(self) -> None:
        """For subclasses: check fields against each other, after all were read, and note errors by `blame`."""

    def blame(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; nothing for "". The first sentence of a field stays."""
        if sentence:
            self.errors.setdefault(name, sentence)

    def take(self, error: BadInput) -> None:
        """Note the fields that an act found wrong, to show the form again."""
        for name, sentence in error.fields.items():
            self.blame(name, sentence)

    def must_hold(self) -> None:
        """Raises BadInput with all sentences when anything is wrong."""
        if self.errors:
            raise BadInput("".join(self.errors.values()), fields=self.errors)

    def has(self, *names: str) -> bool:
        """True when these fields were read without an error, so that their values may be used."""
        return all(name in self._values and name not in self.errors for name in names)

    def value_of(self, name: str) -> object:
        """A field's value. Raises RuntimeError when the field has an error: the view has to look at `errors` first."""
        if not self.has(name):
            raise RuntimeError(f"{type(self).__name__}.{name} was not read, or has a fault that nobody looked at")
        return self._values[name]

    def __getitem__(self, name: str) -> Shown:
        """A field as a template shows it."""
        look = self.fields[name].look
        return Shown(name, look, self._typed.get(name, ()) if look.is_echoed else (), self.errors.get(name, ""))
