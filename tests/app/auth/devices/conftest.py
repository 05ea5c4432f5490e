"""What tests of devices share: a member's tablet whose key was proven, and a council that is strict."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.council import Browser, Council, council_in


@pytest.fixture
def strict(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council that enrols nobody by itself."""
    with council_in(tmp_path / "strict", enrols_browsers=False) as founded:
        yield founded


@pytest.fixture
def tablet(council: Council) -> Browser:
    browser = council.browser("member1")
    browser.get("/account")
    return browser
