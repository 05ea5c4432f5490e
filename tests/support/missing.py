"""What a test needs and a machine may lack. The one place where a test is skipped."""

import os
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI") == "true"


def missing(component: str, how_to_get_it: str) -> NoReturn:
    """Skip the running test by the component's name; in CI fail it, for there nothing may be left out unseen."""
    sentence = f"not here: {component}; {how_to_get_it}"
    if IN_CI:
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
