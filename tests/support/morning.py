"""The time that the program is told in tests: each run begins at ten on the same morning. A pytest plugin.

No test can then depend on the hour or the day at which it is run. Fourteen hours are left before midnight in Japan,
the day in UTC is an hour old, and the days that tests name stay as far away as they were when they were written. A test
that moves time on starts from `now`. One that is marked `server` runs on the machine's clock, since the programs beside
it read that one; what it may not do is in tests/rules/test_hours.py. `--begins` puts the morning elsewhere.
"""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from app import clock
from tests.support import marks

MORNING = "2026-11-25 10:00"
_started = time.monotonic()
_begins = 0.0
_is_real = False


def now() -> float:
    """Seconds since 1970, as the program under test is to see them; they go on as time does."""
    return time.time() if _is_real else _begins + time.monotonic() - _started


def is_real() -> bool:
    """True while a test runs that shares the machine's clock with programs beside it."""
    return _is_real


def put_to(text: str) -> None:
    """Let the time be this moment in Japan, written as 2026-12-31 23:55."""
    global _begins, _started
    _begins, _started = datetime.fromisoformat(text).replace(tzinfo=clock.JST).timestamp(), time.monotonic()


put_to(MORNING)
clock.use(now)  # before tests are read: some reckon days as they are


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "the moment in Japan at which the program's clock begins, as 2026-12-31 23:55"
    parser.addoption("--begins", default=MORNING, help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    put_to(config.getoption("--begins"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    global _is_real  # noqa: PLW0603 - the same
    mark = item.get_closest_marker(marks.SERVER)
    _is_real = mark is not None and mark.args != (marks.ONLY_A_DATABASE,)
    try:
        return (yield)
    finally:
        _is_real = False
