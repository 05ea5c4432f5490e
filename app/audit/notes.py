"""Makes the ledger's records from who acts (`By`), what was done, and what it was about. They are made only here.

The record of a sign-in or an alarm names the person concerned as the one who acts, though nobody is signed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy.orm import Session

from app.access.duties import ActingGround
from app.access.facts import ANONYMOUS, Actor
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind

Told = str | int | bool | None
"""The types that a detail of a record may have."""

Detail = dict[str, Told]


@dataclass(frozen=True)
class By:
    """Who acts. `session_id`: of the session's row, never its cookie. `address`: the peer's.

    `acting_for`: the id of the chair in whose place the act is done, when a delegation or the law allows it.
    `acts_because`: the law's ground, with which there may be no chair. Programs act without
    a person (`SYSTEM`, `COMMAND_LINE`).
    """

    actor: Actor = ANONYMOUS
    session_id: str | None = None
    address: str | None = None
    acting_for: str | None = None
    acts_because: ActingGround | None = None

    @classmethod
    def person(cls, person_id: str | None, session_id: str | None = None, address: str | None = None) -> Self:
        """A person without offices, for records only: the policy would allow this actor nothing."""
        return cls(Actor(person_id, frozenset()), session_id, address)

    @property
    def person_id(self) -> str:
        """The id of the person who acts. Raises RuntimeError for programs and visitors: a mistake of ours."""
        if self.actor.person_id is None:
            raise RuntimeError("an act of a person without a person")
        return self.actor.person_id


SYSTEM = By()
"""The service itself: a worker, a job, the founding."""

COMMAND_LINE = By(address="command line")
"""The person who runs the server, through the command `gijo`."""


@dataclass(frozen=True)
class ConsoleOrder:
    """Why something is done at the console, who ordered it and who confirmed that: the ids of two persons."""

    reason: str
    ordered_by: str
    confirmed_by: str

    @property
    def detail(self) -> Detail:
        """What the record of the work says of it."""
        return {"reason": self.reason, "ordered_by": self.ordered_by, "confirmed_by": self.confirmed_by}


@dataclass(frozen=True)
class RecordSubject:
    """What a record is about: values for its columns, and `detail` for every record about the same thing.

    `session_id`: a session that was ended or suspected; the record names it in place of the acting person's own.
    """

    material_id: str | None = None
    version_id: str | None = None
    page: int | None = None
    issue_code: str | None = None
    session_id: str | None = None
    detail: Mapping[str, Told] = field(default_factory=dict)


NOTHING = RecordSubject()
"""The subject of a record that has only details."""


def event(by: By, kind: EventKind, about: RecordSubject = NOTHING, /, **detail: Told) -> Event:
    """The record of an act that is to be committed apart from the act's own unit, as for a refusal or a page.

    Where act and subject have a detail of the same name, the act's is kept.
    """
    told: Detail = {**about.detail, **detail}
    if by.acting_for is not None:
        told["acting_for"] = by.acting_for
    if by.acts_because is not None:
        told["acting_because"] = by.acts_because.value
    told |= contract_of(by.actor)
    return Event(
        kind,
        actor_id=by.actor.person_id,
        session_id=by.session_id if about.session_id is None else about.session_id,
        address=by.address,
        material_id=about.material_id,
        version_id=about.version_id,
        page=about.page,
        issue_code=about.issue_code,
        detail=told,
    )


def contract_of(actor: Actor) -> dict[str, int]:
    """What each record of a contractor's act has beside its own details: the number of the contract (N 6(8))."""
    return {} if actor.contract is None else {"under_contract": actor.contract.number}


def note(session: Session, by: By, kind: EventKind, about: RecordSubject = NOTHING, /, **detail: Told) -> None:
    """Record an act in the unit that does it: both are committed together."""
    record(session, event(by, kind, about, **detail))
