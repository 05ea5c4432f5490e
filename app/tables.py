"""Every table of the service in one import, for migrations and for tests."""

from app.audit import models as audit
from app.auth.alarms import models as alarms
from app.auth.attempts import models as attempts
from app.auth.devices import models as devices
from app.auth.factors import models as factors
from app.auth.sessions import models as sessions
from app.db import Base
from app.jobs.models import Job
from app.materials import models as materials
from app.meetings import models as meetings
from app.members import models as members
from app.numbers import RunningNumber
from app.permits import models as permits
from app.proposals import models as proposals
from app.registers import models as registers

__all__ = [
    "Base",
    "Job",
    "RunningNumber",
    "alarms",
    "attempts",
    "audit",
    "devices",
    "factors",
    "materials",
    "meetings",
    "members",
    "permits",
    "proposals",
    "registers",
    "sessions",
]

metadata = Base.metadata
