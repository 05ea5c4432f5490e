"""What the tests about people share: a moving clock, and the days around a term's end."""

from collections.abc import Callable
from datetime import datetime

import pytest

from app import clock
from tests.support.council import Council

SetClock = Callable[[str], None]


@pytest.fixture
def at(council: Council) -> SetClock:
    """Set the clock to a moment in Japan, written as 2027-04-30 23:59:59."""

    def set_to(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.JST).timestamp()
        clock.use(lambda: moment)

    return set_to
