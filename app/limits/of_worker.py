"""Limits for the worker: the pace of its rounds, recognition, days of reminders, and what counts as unusual use."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rounds:
    """The worker's rounds over all stored objects: their pace, and the time between two beginnings.

    `marks_every_minutes`: between two looks for the marks of a page, in every process that makes pages.
    """

    megabytes_a_minute: int = 120
    every_hours: int = 168
    marked_every_hours: int = 24
    marks_every_minutes: int = 10

    def seconds_for(self, size_bytes: int) -> float:
        """How long to wait after an object of this size."""
        return size_bytes * 60 / (self.megabytes_a_minute * 1_000_000)


ROUND_BOUNDS: Mapping[str, tuple[int, int]] = {"marks_every_minutes": (1, 60)}
"""Least and greatest value, where it is not that of the others: pages leave unmarked as long as nobody looks."""


@dataclass(frozen=True)
class Recognition:
    """Whether words of scanned pages are recognised and used, and on how many pages of a paper at most."""

    enabled: bool = True
    pages_a_paper: int = 300


@dataclass(frozen=True)
class Reminders:
    """How many days before its due day a register's entry is counted for the offices that write it."""

    days_before: int = 7


@dataclass(frozen=True)
class HabitLimits:
    """What counts as unusual use. `*_an_hour`: the number within an hour from which an alarm is raised.

    `night_from`, `night_to`: hours in Japan, the second one not included; equal ones switch the night off.
    `inside_days`: on how many days a person must have read only inside the trusted zones, for a reading outside to be
    unusual.
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
"""Least and greatest value of each: a smaller one would raise alarms about everybody, a greater one about nobody."""
