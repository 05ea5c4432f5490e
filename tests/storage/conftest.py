"""The S3 gateway for the tests of this folder: started once, absent with a reason, a failure under CI."""

import os
from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.storage.contract", "tests.storage.ledgers")

from tests.storage.rgw import INSTALL, Access, Gateway, missing_programs  # noqa: E402 - after the registration


@pytest.fixture(scope="session")
def gateway() -> Iterator[Access]:
    missing = missing_programs()
    if missing:
        sentence = f"no {', '.join(missing)} here; install with: {INSTALL}"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with Gateway() as access:
        yield access
