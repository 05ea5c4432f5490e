"""When all stored objects were last looked at, and how many they were."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rounds.models import ObjectRound
from app.web.evidence.tallies import Evidence, Tally


def _last_round(session: Session) -> Tally:
    query = select(ObjectRound).where(ObjectRound.finished_at.is_not(None))
    last = session.scalars(query.order_by(ObjectRound.finished_at.desc()).limit(1)).first()
    return Tally(last.looked, last.finished_at) if last is not None else Tally(0)


ROUNDS = Evidence("rounds", "保管しているものの最後の見回りで確かめたもの", _last_round)
