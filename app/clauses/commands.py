"""`gijo clauses`: what is done about each clause of the policies, as `docs/ja/clauses.md` holds it."""

import argparse
import sys

from app.clauses.in_print import in_print
from app.settings import Settings


def command(_settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print the table as Markdown; 0."""
    sys.stdout.writelines(f"{line}\n" for line in in_print())
    return 0
