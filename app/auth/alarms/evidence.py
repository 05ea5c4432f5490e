"""How many alarms are open, counted over all offices."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.auth.alarms.models import Alarm, AlarmWatch
from app.web.evidence.tallies import Evidence, Tally


def _waiting(session: Session) -> Tally:
    unhandled = select(AlarmWatch.alarm_id).where(AlarmWatch.handled_at.is_(None))
    query = select(func.count(), func.max(Alarm.at)).where(Alarm.id.in_(unhandled))
    return Tally(*session.execute(query).one())


ALARMS = Evidence("alarms", "対応を待つ警報", _waiting)
