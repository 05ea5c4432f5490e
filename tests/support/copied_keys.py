"""A copy of a council's keys, as an operator keeps it on another medium."""

import shutil
from pathlib import Path

from app.settings import Settings


def copied_keys(settings: Settings, name: str = "keys of the safe") -> Path:
    """The copy's folder, beside the council's own."""
    copy = settings.home / name
    shutil.copytree(settings.keys_folder, copy)
    return copy
