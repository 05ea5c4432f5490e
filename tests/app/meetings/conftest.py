"""Meetings are told by the wall clock: every test here begins at ten in the morning, and time goes on from there."""

import time
from datetime import datetime, timedelta

import pytest

from app import clock
from tests.support.council import Council


@pytest.fixture(autouse=True)
def _morning(council: Council) -> None:
    tomorrow = datetime.fromtimestamp(time.time(), clock.JST) + timedelta(days=1)
    morning = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0).timestamp()
    began = time.monotonic()
    clock.use(lambda: morning + time.monotonic() - began)
