"""What the worker goes by: the pace of its rounds, when it reminds, and from which on it tells of unusual use."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rounds:
    """How the worker goes round all stored objects: at which pace, and how long after the last round began."""

    megabytes_a_minute: int = 120
    every_hours: int = 168
    marked_every_hours: int = 24

    def seconds_for(self, size_bytes: int) -> float:
        """How long to wait after an object of this size."""
        return size_bytes * 60 / (self.megabytes_a_minute * 1_000_000)


@dataclass(frozen=True)
class Reminders:
    """How many days before its day an entry of a register is counted for the offices that write it."""

    days_before: int = 7


@dataclass(frozen=True)
class HabitLimits:
    """From which on what somebody does is told as unusual, in records of an hour (`*_an_hour`) or hours of the day.

    `night_from`, `night_to`: hours in Japan, the second one not included; two equal ones tell of no hour.
    `inside_days`: on so many days somebody has read inside the trusted zones alone before a reading outside is told.
    """

    pages_an_hour: int = 600
    papers_an_hour: int = 60
    refusals_an_hour: int = 30
    night_from: int = 1
    night_to: int = 5
    inside_days: int = 10


HABIT_BOUNDS: Mapping[str, tuple[int, int]] = {
    "pages_an_hour": (100, 5000),
    "papers_an_hour": (10, 1000),
    "refusals_an_hour": (5, 500),
    "night_from": (0, 23),
    "night_to": (0, 23),
    "inside_days": (1, 90),
}
"""The least and the most of each: with less everybody is told of, with more nobody is."""
