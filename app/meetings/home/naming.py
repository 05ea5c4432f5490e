"""Who must be named so that somebody can act: told on the first screen of those who name them or confirm it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.meetings.home.queries import HomeNews
from app.members import acting

_TOLD = (Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR)
"""Those who open the screen of proposed offices."""


def must_be_named(session: Session, actor: Actor) -> Sequence[HomeNews]:
    """A line for each office that lacks somebody; empty in good order, and for everybody else."""
    if not actor.holds(*_TOLD):
        return ()
    said = acting.who_must_be_named(session)
    return [HomeNews("足りません", "warn", "役職", told, "/admin/offices", clock.now(), lasts=True) for told in said]
