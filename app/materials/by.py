"""Who acts on a paper, and the record it leaves: in the ledger, durable together with the act."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.facts import ANONYMOUS, Actor
from app.access.roles import Role
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind
from app.materials.models import Material, Version
from app.web.call import Call

Detail = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class By:
    """Who acts. The service itself (a worker) acts as nobody."""

    actor: Actor
    session_id: str | None = None
    address: str | None = None

    @property
    def person_id(self) -> str:
        """The person; only for acts of people."""
        if self.actor.person_id is None:
            raise RuntimeError("an act of a person without a person")
        return self.actor.person_id

    @property
    def is_administrator(self) -> bool:
        return self.actor.holds(Role.ADMINISTRATOR)


SERVICE = By(ANONYMOUS)


def by(call: Call) -> By:
    """The signed-in person of a request."""
    return By(call.actor, call.viewer.session_id, call.address)


def note(
    session: Session, who: By, kind: EventKind, material: Material, detail: Detail, *, version: Version | None = None
) -> None:
    """Record an act on a paper; its title stands in every record."""
    about: Detail = {"title": material.title}
    if version is not None:
        about |= {"file": version.file_name, "number": version.number}
    event = Event(
        kind,
        actor_id=who.actor.person_id,
        session_id=who.session_id,
        address=who.address,
        material_id=material.id,
        version_id=version.id if version is not None else None,
        detail=about | detail,
    )
    record(session, event)
