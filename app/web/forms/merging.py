"""For two people at one form: marks of its former values, and lists that keep both people's changes. Pure."""

from collections.abc import Collection, Iterable
from hashlib import sha256

_MARK_CHARACTERS = 16


def mark(*values: str | Iterable[str]) -> str:
    """16 hexadecimal digits by which two states of the same fields are told apart; the order in a list counts not."""
    said = [value if isinstance(value, str) else sorted(value) for value in values]
    return sha256(repr(said).encode()).hexdigest()[:_MARK_CHARACTERS]


def merged(now: Collection[str], seen: Collection[str] | None, chosen: Collection[str]) -> set[str]:
    """The list after a form was sent: `now`, with the ticks added and removed that were added and removed in the form.

    `seen`: the list when the form was drawn. `chosen`: the ticks that were sent.
    """
    if seen is None:
        return set(chosen)
    return (set(now) - (set(seen) - set(chosen))) | (set(chosen) - set(seen))
