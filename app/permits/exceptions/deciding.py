"""The matter of one decision of the chair: one request, or those of one application without the chair's own."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.audit.notes import By
from app.permits import acts, queries
from app.permits.errors import NothingToGrant
from app.permits.facts import is_own
from app.permits.grounds import Grounds, Hindrance, grounds_of
from app.permits.models import Permit
from app.permits.queries import ListedPermit
from app.web.forms.merging import mark


@dataclass(frozen=True)
class Matter:
    """The requests that one decision is about, each with its grounds."""

    parts: tuple[tuple[ListedPermit, Grounds], ...]

    @property
    def mark(self) -> str:
        """The mark of what the desk shows."""
        if len(self.parts) == 1:
            return self.parts[0][1].mark
        return mark(*(f"{listed.permit.id}/{grounds.mark}" for listed, grounds in self.parts))

    @property
    def has_begun(self) -> bool:
        """True for an emergency, which has begun before the decision."""
        return any(listed.permit.state == "emergency" for listed, _grounds in self.parts)

    @property
    def hindrance(self) -> Hindrance | None:
        """The reason why none of the requests can be granted; None when at least one can be."""
        found = [grounds.hindrance for _listed, grounds in self.parts]
        return None if not found or None in found else found[0]

    @property
    def left_out(self) -> list[tuple[ListedPermit, Hindrance]]:
        """The requests that cannot be granted with the others, with their reasons."""
        if self.hindrance is not None:
            return []
        return [(listed, grounds.hindrance) for listed, grounds in self.parts if grounds.hindrance is not None]

    @property
    def people(self) -> list[tuple[str, int]]:
        """The names of the people, each with the number of papers."""
        return list(Counter(listed.asker.display_name for listed, _grounds in self.parts).items())

    @property
    def papers(self) -> list[ListedPermit]:
        """One of the requests for each paper."""
        return list({listed.material.id: listed for listed, _grounds in reversed(self.parts)}.values())[::-1]

    def grant(self, session: Session, by: By, *, until: datetime, max_uses: int, reason: str) -> None:
        """Grant all requests that can be granted, and refuse the others with the reason. Raises NothingToGrant."""
        if self.hindrance is not None:
            raise NothingToGrant(self.hindrance.heading, self.hindrance.advice)
        for listed, grounds in self.parts:
            if grounds.hindrance is not None:
                acts.refuse(session, by, listed.permit, reason=grounds.hindrance.heading)
            else:
                acts.grant(session, by, listed.permit, grounds, until=until, max_uses=max_uses, reason=reason)

    def confirm(self, session: Session, by: By, *, reason: str) -> None:
        """Confirm the emergency."""
        for listed, grounds in self.parts:
            acts.confirm(session, by, listed.permit, grounds, reason=reason)

    def refuse(self, session: Session, by: By, *, reason: str) -> None:
        """Refuse all requests; an emergency ends at once."""
        for listed, _grounds in self.parts:
            acts.refuse(session, by, listed.permit, reason=reason)

    def revoke(self, session: Session, by: By, *, reason: str) -> None:
        """Revoke the permits that have not ended."""
        living = [listed for listed, _grounds in self.parts if listed.is_living]
        for listed in living or [listed for listed, _grounds in self.parts]:
            acts.revoke(session, by, listed.permit, reason=reason)


def matter_of(session: Session, actor: Actor, permit: Permit, *, locked: bool = False) -> Matter:
    """The matter of which this permit is a part, for this actor. `locked`: lock the papers until the unit ends."""
    own = [each for each in queries.together(session, permit, locked=locked) if each.state == permit.state]
    others = [each for each in own if not is_own(each, actor)] or [permit]
    listed = [queries.listed(session, each) for each in others]
    return Matter(tuple((each, grounds_of(session, each)) for each in listed))
