"""A field of a register that names people of the council. What is kept is the id with the name as it was then."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.members.models import Person
from app.registers.declaration import Register
from app.web.forms.fields import ticks
from app.web.forms.form import PEOPLE, Field, Form

UNLISTED = "- 名簿にない人、わからない"


def persons(label: str, *, blank: str = "") -> Field[tuple[str, ...]]:
    """Persons of the register of people, each as 「id name」. With `blank`, somebody or `UNLISTED` has to be chosen."""
    return ticks(label, most=200, control=PEOPLE, blank=blank)


def id_of(kept: str) -> str:
    """The id in a text that such a field keeps."""
    return kept.partition(" ")[0]


def choices(session: Session, former: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What can be chosen, as pairs of the text that is kept and the name: who is there, and who is named already."""
    query = select(Person).where(Person.state != "retired").order_by(Person.kana, Person.name, Person.id)
    there = [f"{person.id} {person.display_name}" for person in session.scalars(query)]
    known = [UNLISTED, *there, *(each for each in former if each not in {UNLISTED, *there})]
    return [(text, text.partition(" ")[2]) for text in known]


def fields_of(register: Register) -> list[str]:
    """The names of the fields of this kind in a register's form."""
    return [name for name, field in register.form.fields.items() if field.look.control == PEOPLE]


def must_be_known(session: Session, register: Register, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Raises BadInput for somebody who is neither there nor named in the entry already."""
    for name in fields_of(register):
        known = {text for text, _ in choices(session, former.get(name, ()))}
        if not set(form.typed.get(name, ())) <= known:
            raise BadInput(fields={name: "名簿にない人です。画面をひらき直して、選び直してください。"})
