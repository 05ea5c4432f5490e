"""Lets Python's collector of cycles rest while tests are read, and look at less afterwards. A pytest plugin.

Reading five thousand tests, or parsing all our files, makes millions of objects that stay. By its usual thresholds the
collector goes through them again and again, for half the time that reading takes and a tenth of what tests take. Tests
drop little in cycles: a round for every half million of objects is enough, and a tenth cheaper than one for 50,000.
"""

import gc

THRESHOLDS = (500_000, 20, 20)
gc.set_threshold(*THRESHOLDS)  # before the tests are read


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
