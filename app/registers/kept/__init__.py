"""The registers that every council keeps, each a page of declaration, in the order in which their list shows them."""

from app.registers.declaration import Register
from app.registers.kept.assets.disposals import DISPOSALS
from app.registers.kept.assets.media import MEDIA
from app.registers.kept.assets.stocktaking import STOCKTAKING
from app.registers.kept.assets.systems import SYSTEMS
from app.registers.kept.assets.tablets import TABLETS
from app.registers.kept.consultations import CONSULTATIONS
from app.registers.kept.contacts import CONTACTS
from app.registers.kept.contracts import CONTRACTS
from app.registers.kept.faults import FAULTS
from app.registers.kept.handovers import HANDOVERS
from app.registers.kept.holds import HOLDS
from app.registers.kept.incidents import INCIDENTS
from app.registers.kept.oversight.advice import ADVICE
from app.registers.kept.oversight.designations import DESIGNATIONS
from app.registers.kept.oversight.drills import DRILLS
from app.registers.kept.oversight.findings import FINDINGS
from app.registers.kept.oversight.inspections import INSPECTIONS
from app.registers.kept.oversight.violations import VIOLATIONS
from app.registers.kept.oversight.years import YEARS
from app.registers.kept.places import PLACES
from app.registers.kept.takeouts import TAKEOUTS
from app.registers.kept.training import TRAINING
from app.registers.kept.weaknesses import WEAKNESSES
from app.registers.kept.work import WORK

REGISTERS: tuple[Register, ...] = (
    INCIDENTS,
    HOLDS,
    TAKEOUTS,
    FAULTS,
    VIOLATIONS,
    FINDINGS,
    CONSULTATIONS,
    ADVICE,
    CONTACTS,
    WORK,
    YEARS,
    TRAINING,
    DRILLS,
    WEAKNESSES,
    MEDIA,
    DISPOSALS,
    STOCKTAKING,
    TABLETS,
    PLACES,
    SYSTEMS,
    HANDOVERS,
    CONTRACTS,
    DESIGNATIONS,
    INSPECTIONS,
)
