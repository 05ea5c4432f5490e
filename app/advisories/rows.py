"""Addresses of comparing the program's parts with advisories. Who writes their register does it."""

from dataclasses import replace
from functools import partial

from app.access.actions import Action
from app.advisories import views
from app.advisories.queries import SCREEN
from app.advisories.reading import FILE_LIMIT_BYTES
from app.registers.declaration import Registers
from app.registers.facts import RegisterLoaders
from app.registers.kept.weaknesses import WEAKNESSES
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import FORM_LIMIT_BYTES, Rows, Unit, act, at, page

_of_weaknesses = partial(RegisterLoaders(Registers((WEAKNESSES,))).of_named, WEAKNESSES.key)
_take = act(SCREEN, views.take, Action.REGISTER_ENTER, _of_weaknesses, unit=Unit.OWN, lane=Lane.LONG)

ROWS: Rows = at(
    Place.REGISTERS,
    page(SCREEN, views.show, Action.REGISTER_LIST, _of_weaknesses),
    replace(_take, body_limit_bytes=FILE_LIMIT_BYTES + FORM_LIMIT_BYTES),
)
"""Before the rows of registers, whose entries are numbers."""
