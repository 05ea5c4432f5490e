"""Meetings are told by the wall clock: every test here begins at ten in the morning, and time goes on from there."""

from datetime import datetime, timedelta

import pytest

from app import clock
from tests.support import morning
from tests.support.council import Council


@pytest.fixture(autouse=True)
def _morning(council: Council) -> None:
    tomorrow = datetime.fromtimestamp(morning.now(), clock.JST) + timedelta(days=1)
    ahead_seconds = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0).timestamp() - morning.now()
    clock.use(lambda: morning.now() + ahead_seconds)
