"""Counts of people in office and of carriers of the chair's duties, and of records about people."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.vocabulary import EventKind
from app.members.models import Delegation, Office
from app.web.evidence.tallies import Evidence, Tally, recorded


def _offices(session: Session) -> Tally:
    now = clock.now()
    runs = (Office.starts_at <= now, or_(Office.ends_at.is_(None), Office.ends_at > now))
    return Tally(*session.execute(select(func.count(), func.max(Office.starts_at)).where(*runs)).one())


def _delegations(session: Session) -> Tally:
    now = clock.now()
    runs = (Delegation.starts_at <= now, Delegation.ends_at > now, Delegation.revoked_at.is_(None))
    return Tally(*session.execute(select(func.count(), func.max(Delegation.created_at)).where(*runs)).one())


OFFICES = Evidence("offices", "いま任期の中にある役職", _offices)
DELEGATIONS = Evidence("delegations", "いま期間の中にある委任", _delegations)
PEOPLE = recorded(
    "people",
    "利用者の登録、変更、取り込み",
    EventKind.PERSON_ADDED,
    EventKind.PERSON_CHANGED,
    EventKind.PEOPLE_IMPORTED,
)
SUSPENSIONS = recorded("suspensions", "利用の停止", EventKind.PERSON_SUSPENDED)
RETIREMENTS = recorded("retirements", "退任の手続き", EventKind.PERSON_RETIRED)
