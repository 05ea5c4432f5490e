"""The S3 gateway for the tests of this folder: started once for the whole run, absent with a reason."""

import pytest

pytest.register_assert_rewrite("tests.storage.contract", "tests.storage.ledgers")

from tests.storage.rgw import Access  # noqa: E402 - after the registration
from tests.support import stores  # noqa: E402 - the same


@pytest.fixture(scope="session")
def gateway() -> Access:
    return stores.gateway().access
