"""Lets Python's collector of cycles rest while tests are read, and look at less afterwards. A pytest plugin.

Reading five thousand tests, or parsing all our files, makes millions of objects that stay. By its usual thresholds the
collector goes through them again and again, for half the time that reading takes and a tenth of what tests take.
"""

import gc

THRESHOLDS = (50_000, 20, 20)
gc.set_threshold(*THRESHOLDS)  # before the tests are read


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
