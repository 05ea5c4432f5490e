"""No test depends on the hour or the day at which it is run (tests/support/morning.py)."""

import re
import time
from datetime import datetime, timedelta

import pytest

from app import clock
from tests.rules import house
from tests.rules.house import python, text
from tests.support import marks

_OWN = "tests/rules/test_hours.py"
_READS = re.compile(r"\btime\.time\b|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(")
_SERVER = re.compile(rf"mark\.{marks.SERVER}\((?!\"{marks.ONLY_A_DATABASE}\"\))")
_RECKONS = re.compile(r"\bdays\.today\(|\btimedelta\((days|weeks|hours)|\.forward\(|\bclock\.(use|jst)\(|\.put_to\(")


def test_run_begins_on_the_morning_of_tests(pytestconfig: pytest.Config) -> None:
    begins = datetime.fromisoformat(pytestconfig.getoption("--begins")).replace(tzinfo=clock.JST)

    assert timedelta(0) <= clock.now() - begins < timedelta(hours=12)


@pytest.mark.server("nothing, but says so")
def test_test_beside_programs_has_their_clock() -> None:
    assert abs(clock.unix_seconds() - time.time()) < 5


def test_tests_ask_for_the_time_in_one_place() -> None:
    """The machine's own time is whatever it is when somebody runs the tests."""
    found = {name for name in python("tests") if _READS.search(text(name))} - {_OWN}

    assert found == house.TESTS_READ_THE_TIME.keys()


def test_tests_on_the_machines_clock_neither_move_it_nor_reckon_days() -> None:
    found = {name for name in python("tests") if _SERVER.search(text(name)) and _RECKONS.search(text(name))} - {_OWN}

    assert found == house.AT_EVERY_HOUR.keys()
