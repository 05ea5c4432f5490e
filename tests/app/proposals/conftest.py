"""An office that tries acts of two persons."""

import pytest

from tests.app.proposals.trial import Office
from tests.support.council import Council


@pytest.fixture
def office(council: Council) -> Office:
    """A council with a group that two persons rename."""
    return Office(council)
