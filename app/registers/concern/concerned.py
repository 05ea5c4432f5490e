"""Whom an entry of a register concerns. Nobody deals with an entry about themselves, and some are kept from them.

The declaration says which fields name them (`Concern`). Asked by the facts that the policy decides by, and by whatever
lists, counts or hands out entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from app.access.decisions import Denied
from app.access.facts import Actor
from app.access.roles import Role
from app.errors import BadInput
from app.members import offices
from app.members.checks import folded
from app.members.models import Person
from app.members.queries import people_by_id
from app.registers.acts import no_seconds, typed_of
from app.registers.concern.persons import id_of
from app.registers.declaration import Concern, Register
from app.registers.models import RegisterEntry
from app.web.forms.form import Form

_SHUTS_OUT = "この記録を扱う人は、あとから加えられません。その人のことは、新しい記録で知らせてください。"


def does_concern(register: Register, entry: RegisterEntry, person: Person | None) -> bool:
    """Whether an entry is about this person; False for one that was altered beside the service, which nobody reads."""
    concern = register.concern
    if concern is None or person is None or not entry.is_intact:
        return False
    return (concern.is_maker and entry.created_by == person.id) or _names(concern, typed_of(entry), person)


def must_shut_nobody_out(session: Session, register: Register, entry: RegisterEntry, form: Form) -> None:
    """Raises BadInput when a correction would keep the entry from somebody who deals with it until now.

    One office could else take a case from the other, and close it unseen. What is about them is told in a new entry.
    """
    concern = register.concern
    if concern is None or not concern.is_kept:
        return
    if any(_names(concern, form.typed, person) for person in handlers(session, register, entry)):
        raise BadInput(fields=dict.fromkeys(concern.fields, _SHUTS_OUT))


def _names(concern: Concern, typed: Mapping[str, Sequence[str]], person: Person) -> bool:
    if person.id in map(id_of, typed.get(concern.named, ())):
        return True
    told = [folded(text) for name in concern.told for text in typed.get(name, ())]
    return any(folded(person.name) in text for text in told)


def is_kept_from(register: Register, entry: RegisterEntry, actor: Actor, person: Person | None) -> bool:
    """Whether this person does not read the entry. What one has reported oneself one follows, whomever it is about."""
    if register.concern is None or not register.concern.is_kept:
        return False
    is_reporter = entry.created_by == actor.person_id and actor.holds(*register.reporters)
    return not is_reporter and does_concern(register, entry, person)


def kept_from(session: Session, registers: Iterable[Register], actor: Actor) -> frozenset[str]:
    """The ids of the entries that this person does not read, among these registers."""
    person = _person(session, actor)
    found = _maybe_about(session, [one for one in registers if one.concern and one.concern.is_kept], person)
    return frozenset(entry.id for register, entry in found if is_kept_from(register, entry, actor, person))


def entries_kept_from(registers: Iterable[Register], session: Session, actor: Actor) -> frozenset[tuple[str, int]]:
    """The same as title of the register and number of the entry, as records of the ledger name them."""
    titles = {register.key: register.title for register in registers}
    query = select(RegisterEntry).where(RegisterEntry.id.in_(kept_from(session, registers, actor)))
    return frozenset((titles[entry.register], entry.number) for entry in session.scalars(query))


def concerning(session: Session, registers: Iterable[Register], actor: Actor) -> frozenset[str]:
    """The ids of the entries that others deal with, since they are about this person."""
    person = _person(session, actor)
    found = _maybe_about(session, [one for one in registers if one.concern], person)
    return frozenset(entry.id for register, entry in found if does_concern(register, entry, person))


def concerns_actor(session: Session, register: Register, entry: RegisterEntry, actor: Actor) -> tuple[bool, bool]:
    """Whether the entry is about whoever looks, and whether it is kept from them."""
    person = _person(session, actor) if register.concern is not None else None
    return does_concern(register, entry, person), is_kept_from(register, entry, actor, person)


def handlers(session: Session, register: Register, entry: RegisterEntry) -> list[Person]:
    """Who can deal with the entry now: holders of the offices that write, else of those that read; none it is about."""
    return _able(session, register, entry, register.writers) or _able(session, register, entry, register.readers)


def seconds(session: Session, register: Register, entry: RegisterEntry) -> list[Person]:
    """Who can take a second person's step now: holders of the offices that write, else of those that read."""
    barred = no_seconds(session, entry)
    for roles in (register.writers, register.readers):
        if found := [one for one in _able(session, register, entry, roles) if one.id not in barred]:
            return found
    return []


def is_second_instead(session: Session, register: Register, entry: RegisterEntry, actor: Actor) -> bool:
    """Whether this reader takes the second person's step, because nobody who writes the register can.

    False while a row of an office was altered, since it may hide somebody who could.
    """
    is_reader = actor.holds(*register.readers) and not actor.holds(*register.writers)
    if not is_reader or not entry.is_intact or not register.by_another(entry.state):
        return False
    with suppress(Denied):
        return actor.person_id in {one.id for one in seconds(session, register, entry)}
    return False


def has_no_writer(session: Session, register: Register, entry: RegisterEntry) -> bool:
    """True when the entry concerns all who hold an office that writes the register: a reader stands in for them."""
    return register.concern is not None and not _able(session, register, entry, register.writers)


def awaiting_instead(session: Session, registers: Iterable[Register], actor: Actor) -> frozenset[str]:
    """The ids of entries whose next step would be for offices whose holders they are all about, or have all written in.

    It waits for whoever else deals with them, this person among them.
    """
    places = {
        (register.key, state.value): (register, state)
        for register in registers
        if actor.holds(*register.readers)
        for state in register.states
        if state.waits_for and not actor.holds(*state.waits_for)
        if register.concern is not None or register.by_another(state.value)
    }
    if not places:
        return frozenset()
    query = select(RegisterEntry).where(tuple_(RegisterEntry.register, RegisterEntry.state).in_(list(places)))
    found = [(entry, *places[entry.register, entry.state]) for entry in session.scalars(query)]
    second = {entry.id for entry, of, _state in found if is_second_instead(session, of, entry, actor)}
    of_concern = [each for each in found if each[1].concern is not None]
    left = [(entry, of) for entry, of, state in of_concern if not _able(session, of, entry, state.waits_for)]
    instead = {entry.id for entry, of in left if actor.person_id in {one.id for one in handlers(session, of, entry)}}
    return frozenset(second | instead)


def missing_words(register: Register) -> str:
    """Who must be named where nobody can deal with an entry."""
    roles = "か".join(role.words for role in Role if role in register.writers)
    return (
        f"{roles}の人がいないか、みなこの記録に関わっています。関わる人ではない人を、"
        "「役職の申し出」で、その役職に決めてください。"
    )


def _able(session: Session, register: Register, entry: RegisterEntry, roles: Iterable[Role]) -> list[Person]:
    ids = {person_id for role in roles for person_id in offices.holders(session, role)}
    people = sorted(people_by_id(session, ids).values(), key=lambda person: (person.kana, person.name))
    return [person for person in people if not does_concern(register, entry, person)]


def _person(session: Session, actor: Actor) -> Person | None:
    return session.get(Person, actor.person_id) if actor.person_id is not None else None


def _maybe_about(
    session: Session, registers: Iterable[Register], person: Person | None
) -> list[tuple[Register, RegisterEntry]]:
    """Entries of these registers that hold the person's id, or that they made; all where words may call them by name.

    Of words only `folded` tells whether they hold a name: no column is searched for one that may be spelt otherwise.
    """
    by_key = {register.key: register for register in registers}
    if not by_key or person is None:
        return []
    worded = [key for key, register in by_key.items() if register.concern and register.concern.told]
    query = select(RegisterEntry).where(
        RegisterEntry.register.in_(by_key),
        or_(
            RegisterEntry.created_by == person.id,
            RegisterEntry.typed.contains(person.id, autoescape=True),
            RegisterEntry.register.in_(worded),
        ),
    )
    return [(by_key[entry.register], entry) for entry in session.scalars(query)]
