"""Whether this process knows that the pages it makes bear their marks, by which what shows them is decided."""

from enum import StrEnum


class MarkState(StrEnum):
    """FOUND: they do. LOST: in some process they do not. UNCHECKED: this one has not been able to tell for too long."""

    FOUND = "found"
    LOST = "lost"
    UNCHECKED = "unchecked"
