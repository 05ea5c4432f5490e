"""What is walked: every row of the service, with a register more, of which the walk knows an entry."""

from app.registers.kept import REGISTERS
from app.routes import routes
from app.web.rows import Rows
from tests.app.registers.trial import LENDING

WALKED: Rows = routes((*REGISTERS, LENDING))
