"""Two people at one form: marks of what it was made from, and lists that keep what both have changed. Pure."""

from collections.abc import Collection, Iterable
from hashlib import sha256

_MARK_CHARACTERS = 16


def mark(*values: str | Iterable[str]) -> str:
    """16 hexadecimal digits by which two states of the same fields are told apart; the order in a list counts not."""
    said = [value if isinstance(value, str) else sorted(value) for value in values]
    return sha256(repr(said).encode()).hexdigest()[:_MARK_CHARACTERS]


def merged(now: Collection[str], seen: Collection[str] | None, chosen: Collection[str]) -> set[str]:
    """The list that stands after a form was sent: `now`, with what was ticked or unticked since it was `seen`."""
    if seen is None:
        return set(chosen)
    return (set(now) - (set(seen) - set(chosen))) | (set(chosen) - set(seen))
