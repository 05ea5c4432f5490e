"""A council behind a real server, whose clock can be moved."""

from collections.abc import Iterator

import pytest

from app.web.live import hub
from tests.support.council import Council
from tests.support.sockets import Served, served


@pytest.fixture
def sweep_seconds() -> float:
    """Many times a second, so that nobody waits for what the sweep finds. Tests of what is pushed have it rest."""
    return 0.05


@pytest.fixture
def hall(council: Council, sweep_seconds: float, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", sweep_seconds)
    with served(council) as one:
        yield one


@pytest.fixture
def unhurried_hall(council: Council) -> Iterator[Served]:
    """It sweeps as often as the service does."""
    with served(council) as one:
        yield one
