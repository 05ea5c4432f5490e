"""Ends all sign-ins, recoveries and enrolments that a person has begun and not finished, in every folder."""

from sqlalchemy.orm import Session

from app.auth.sessions.models import Begun
from app.db import Base

LEFT_ALONE = frozenset({"signed_out", "replaced"})
"""Causes of a session's end (`presence.endings.ENDED`) that leave the person's unfinished sign-ins elsewhere alone.

Every other cause ends them as well, because the stranger at the ended session may have begun them.
"""


def end(session: Session, person_id: str) -> int:
    """End everything that a person has begun on the way to a session. Returns how many; finished ones stay in force.

    Ending a session for a cause outside `LEFT_ALONE` calls this (`sessions.acts`). Acts that may find no session to end
    have to call it themselves.
    """
    kinds = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Begun)]
    return sum(kind.end_of(session, person_id) for kind in kinds)
