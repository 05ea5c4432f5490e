"""Fixtures every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.council import Council, council_in


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A fresh small council."""
    with council_in(tmp_path / "home") as founded:
        yield founded
