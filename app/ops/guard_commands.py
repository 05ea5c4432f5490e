"""`gijo guards`: the acts that are guarded more than others, as `docs/ja/guards.md` holds them."""

import argparse

from app.access.guards_in_print import in_print
from app.settings import Settings


def command(_settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print the table as Markdown; 0."""
    for line in in_print():
        print(line)
    return 0
