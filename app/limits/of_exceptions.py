"""Limits on exceptions (7-4): how long an emergency may last undecided, and how often all are reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ExceptionLimits:
    """`emergency_hours`: the longest time of an exception that the administrator begins alone.

    `confirm_hours`: the time in which the chair has to confirm it, or it lapses. `review_days`: the longest time
    between two reviews of all exceptions.
    """

    emergency_hours: int = 6
    confirm_hours: int = 24
    review_days: int = 180


EXCEPTION_BOUNDS: Mapping[str, tuple[int, int]] = {
    "emergency_hours": (1, 24),
    "confirm_hours": (1, 72),
    "review_days": (7, 366),
}
"""An emergency lasts for hours, never days; a review is at least yearly."""
