"""A row that does not fit its seal, accepted by an operator who has looked at it as `gijo seals` lists it."""

import io
from argparse import Namespace
from contextlib import redirect_stdout

from app.ops import seal_commands
from app.settings import Settings


def mark_listed(settings: Settings, name: str) -> str:
    """The mark that is listed with a row now; "" for one that is not listed."""
    listed = io.StringIO()
    with redirect_stdout(listed):
        seal_commands.command(settings, Namespace(lay=False, accept=""))
    lines = [line for line in listed.getvalue().splitlines() if line.startswith(f"{name}\t")]
    return lines[0].rpartition("印 ")[2] if lines else ""


def accept(settings: Settings, name: str, reason: str = "控えと比べた", shown: str | None = None) -> int:
    """The exit code of `gijo seals --accept` for the row as it is listed now, or with another mark."""
    mark = mark_listed(settings, name) if shown is None else shown
    return seal_commands.command(settings, Namespace(lay=False, accept=name, reason=reason, shown=mark))
