"""Who acts, what an act is about, and the note it leaves in the ledger. Records are made here and nowhere else.

A record about somebody who is just signing in, or whom an alarm concerns, names that person as the one who acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy.orm import Session

from app.access.facts import ANONYMOUS, Actor
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind

Told = str | int | bool | None
"""What a detail of a record may be."""

Detail = dict[str, Told]


@dataclass(frozen=True)
class By:
    """Who acts: whom the policy judges, in which session, from where, and in whose place.

    `session_id` is the session's row, never its cookie. `acting_for` is the chair whose duty it is, when the act was
    allowed by a delegation. A program acts as nobody (`SYSTEM`, `COMMAND_LINE`).
    """

    actor: Actor = ANONYMOUS
    session_id: str | None = None
    address: str | None = None
    acting_for: str | None = None

    @classmethod
    def person(cls, person_id: str | None, session_id: str | None = None, address: str | None = None) -> Self:
        """A person whose offices nobody has looked up: the policy allows them nothing."""
        return cls(Actor(person_id, frozenset()), session_id, address)

    @property
    def person_id(self) -> str:
        """The person; only for acts of people."""
        if self.actor.person_id is None:
            raise RuntimeError("an act of a person without a person")
        return self.actor.person_id


SYSTEM = By()
"""The service itself: a worker, a job, the founding."""

COMMAND_LINE = By(address="command line")
"""Whoever runs the server, by `gijo`."""


@dataclass(frozen=True)
class RecordSubject:
    """What an act is about: the record's columns, and in `detail` what each record about it says beside them.

    `session_id`: a session that was ended or judged; it stands in the record in place of the one that acts.
    """

    material_id: str | None = None
    version_id: str | None = None
    page: int | None = None
    issue_code: str | None = None
    session_id: str | None = None
    detail: Mapping[str, Told] = field(default_factory=dict)


NOTHING = RecordSubject()
"""An act that is about nothing but what its details say."""


def event(by: By, kind: EventKind, about: RecordSubject = NOTHING, /, **detail: Told) -> Event:
    """The record of an act, for whoever makes it durable apart from the act: a refusal, bytes on their way out.

    A detail of the act stands before one of its subject.
    """
    told: Detail = {**about.detail, **detail}
    if by.acting_for is not None:
        told["acting_for"] = by.acting_for
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


def note(session: Session, by: By, kind: EventKind, about: RecordSubject = NOTHING, /, **detail: Told) -> None:
    """Record an act: durable together with what the unit changes, or neither."""
    record(session, event(by, kind, about, **detail))
