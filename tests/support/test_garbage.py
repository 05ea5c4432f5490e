"""What reading the tests has made is not gone through again."""

import gc

from tests.support.garbage import THRESHOLDS


def test_collector_leaves_alone_what_reading_the_tests_has_made() -> None:
    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > 50_000
