"""A council behind a real server, whose clock can be moved."""

from collections.abc import Iterator

import pytest

from tests.support.council import Council
from tests.support.sockets import Served, served


@pytest.fixture
def hall(council: Council) -> Iterator[Served]:
    with served(council) as one:
        yield one
