"""A council that keeps the trial register: the one declaration, and its rows beside all others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import build
from app.routes import routes
from tests.app.registers.trial import LENDING
from tests.support.council import Council, council_in


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """The council with its register."""
    with council_in(tmp_path / "home") as founded:
        founded.app = build(founded.services, routes([LENDING]))
        yield founded
