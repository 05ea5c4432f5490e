"""What is walked: every row of the service, and those of a register, which stand there as soon as one is declared."""

from app.registers.rows import rows
from app.routes import ROUTES
from app.web.rows import Rows, assemble
from tests.app.registers.trial import LENDING

WALKED: Rows = assemble((ROUTES, rows([LENDING])))
