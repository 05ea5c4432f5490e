"""How long exceptions (7-4) may last that nobody has decided about, and how often all are reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ExceptionLimits:
    """Exceptions (7-4). `emergency_hours`: how long one may last at most that the administrator begins alone.

    `confirm_hours`: within how many hours the chair confirms it, or it lapses. `review_days`: after how many days at
    most all exceptions are reviewed.
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
