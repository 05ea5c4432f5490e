"""Every table of the service in one import, for migrations and for tests."""

from app.audit import models as audit
from app.auth import models as auth
from app.auth import models_alarms as alarms
from app.auth import models_devices as devices
from app.auth import models_factors as factors
from app.db import Base
from app.jobs import Job
from app.materials import models as materials
from app.meetings import models as meetings
from app.members import models as members
from app.permits import models as permits

__all__ = [
    "Base",
    "Job",
    "alarms",
    "audit",
    "auth",
    "devices",
    "factors",
    "materials",
    "meetings",
    "members",
    "permits",
]

metadata = Base.metadata
