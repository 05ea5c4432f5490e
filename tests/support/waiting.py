"""Waiting for what happens, however busy the machine is, and a clock that moves only when told to."""

import time
from collections.abc import Callable
from dataclasses import dataclass

LONG_SECONDS = 60.0
"""Nothing that a test waits for takes so long on any machine. What is promised sooner has a number of its own."""


@dataclass
class Hand:
    """A clock that moves when told to."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def eventually(holds: Callable[[], object], seconds: float = LONG_SECONDS) -> bool:
    """True as soon as it holds; whether it holds after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return bool(holds())
        time.sleep(0.01)
    return True
