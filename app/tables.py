"""Every table of the service in one import, for migrations and for tests."""

from app.audit import models as audit
from app.auth.alarms import models as alarms
from app.auth.alarms.habits import models as habits
from app.auth.attempts import models as attempts
from app.auth.devices import models as devices
from app.auth.devices.fleet import models as fleet
from app.auth.factors import models as factors
from app.auth.sessions import models as sessions
from app.db import Base
from app.disposals.retention.models import OwnKeeping
from app.halts.models import Halt
from app.jobs.models import Job
from app.marks.models import MarkCheck
from app.materials import models as materials
from app.meetings import models as meetings
from app.members import models as members
from app.notes import models as notes
from app.numbers import RunningNumber
from app.permits import models as permits
from app.permits.booklets import models as booklets
from app.permits.reserves import models as reserves
from app.permits.reserves.volumes import models as volumes
from app.permits.reviews import models as reviews
from app.proposals import models as proposals
from app.registers import models as registers
from app.rounds import models as rounds
from app.rulebook import models as rulebook
from app.standards import models as standards

__all__ = [
    "Base",
    "Halt",
    "Job",
    "MarkCheck",
    "OwnKeeping",
    "RunningNumber",
    "alarms",
    "attempts",
    "audit",
    "booklets",
    "devices",
    "factors",
    "fleet",
    "habits",
    "materials",
    "meetings",
    "members",
    "notes",
    "permits",
    "proposals",
    "registers",
    "reserves",
    "reviews",
    "rounds",
    "rulebook",
    "sessions",
    "standards",
    "volumes",
]

metadata = Base.metadata
