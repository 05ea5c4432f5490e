"""The one list of URLs: every domain's rows, in the order in which they are tried. Nothing else is reachable.

A row names the view, the action that it needs and the loader of its facts. `gijo routes` prints the list.
"""

import argparse
import sys

from app.about import rows as about
from app.auth.alarms import rows as alarms
from app.auth.alarms.topics import ALARMS
from app.auth.devices import rows as devices
from app.auth.enrolment import rows as enrolment
from app.auth.factors import rows as factors
from app.auth.presence import rows as presence
from app.auth.presence.sweep import PROVE
from app.auth.signin import rows as signin
from app.board import rows as board
from app.board.topics import BOARD
from app.ledger import rows as ledger
from app.materials import rows as materials
from app.meetings import rows as meetings
from app.meetings.papers.placing import detach
from app.people import rows as people
from app.permits import rows as permits
from app.permits.news import news as permit_news
from app.reading import rows as reading
from app.registers import rows as registers
from app.registers.declaration import Register
from app.settings import Settings
from app.web.rows import Row, Rows, assemble

REGISTERS: tuple[Register, ...] = ()
"""The registers (台帳) that every council keeps."""

TOPICS = (ALARMS, BOARD, PROVE)
"""What an open screen may ask to hear of."""

ROUTES: Rows = assemble(
    (
        about.ROWS,
        signin.ROWS,
        enrolment.ROWS,
        factors.ROWS,
        presence.rows(topics=TOPICS),
        devices.ROWS,
        alarms.ROWS,
        board.ROWS,
        people.ROWS,
        meetings.rows(news=(permit_news,)),
        materials.rows(let_go=(detach,)),
        permits.ROWS,
        reading.ROWS,
        registers.rows(REGISTERS),
        ledger.ROWS,
    )
)
"""Frozen. A row whose action nobody decides, or that another row hides, does not start."""


def command(_settings: Settings, _parsed: argparse.Namespace) -> int:
    """`gijo routes`: method, path, action, view and marks of every row, by path."""
    for row in sorted(ROUTES, key=lambda row: (row.path, row.method)):
        view = getattr(row.view, "func", row.view)  # a partial hands the view what stands above its domain
        where = f"{view.__module__}.{view.__qualname__}"
        marks = " ".join(word for word, holds in _marks(row).items() if holds)
        sys.stdout.write(f"{row.method:<4} {row.path:<62} {row.action.value:<22} {where} {marks}".rstrip() + "\n")
    return 0


def _marks(row: Row) -> dict[str, bool]:
    return {
        "socket": row.is_socket,
        "background": row.is_background,
        "step": row.is_step,
        "heavy": row.is_heavy,
        "patient": row.is_patient,
    }
