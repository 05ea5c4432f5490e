"""A town on PostgreSQL whose servers are real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.running import Town
from tests.support.council import council_in
from tests.support.kinds import POSTGRESQL


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Founded, with a paper; nothing runs yet."""
    with council_in(tmp_path / "home", backend=POSTGRESQL) as council:
        made = Town(council)
        made.put_paper()
        yield made
        made.end()
