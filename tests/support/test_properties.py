"""A property is not failed for the time that one example takes."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=2)
@given(any_case=st.booleans())
def test_example_may_take_long_on_a_busy_machine(*, any_case: bool) -> None:
    time.sleep(0.3)
