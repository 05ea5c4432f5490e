"""Every test of signing in begins with a clock that stands still."""

import pytest

from tests.app.auth.signing import Clock
from tests.support.council import Council


@pytest.fixture(autouse=True)
def moment(council: Council) -> Clock:
    """The clock; tests that move it make their own or take this one."""
    return Clock()
