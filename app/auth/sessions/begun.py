"""Sign-ins, recoveries and enrolments that somebody has begun end together, whichever folder keeps them."""

from sqlalchemy.orm import Session

from app.auth.sessions.models import Begun
from app.db import Base

LEFT_ALONE = frozenset({"signed_out", "replaced"})
"""Endings of a session (`presence.endings.ENDED`) that say nothing against what its person does elsewhere meanwhile.

After every other one nothing goes on that was begun before: whoever sat there may be in the middle of it.
"""


def end(session: Session, person_id: str) -> int:
    """End everything of this kind that a person has begun; how many. What is finished stays in force.

    Every session that is ended for another cause than `LEFT_ALONE` does so (`sessions.acts`). To be called as well by
    acts that may find no session to end.
    """
    kinds = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Begun)]
    return sum(kind.end_of(session, person_id) for kind in kinds)
