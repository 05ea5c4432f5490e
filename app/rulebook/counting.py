"""Which version of a rule counts at a moment, and whose acknowledgement covers it. Pure: knows no table.

Some versions ask to be acknowledged (`is_asked`); each of these has a substance of its own. The others correct the
wording of an earlier version and share its substance: who has acknowledged one of them has acknowledged all.

At a moment, the version counts that began last, among those that have begun and were not called off; of two for the
same day, the one decided later. A version is called off when it was withdrawn, or when the version that it corrects was
withdrawn before it began. So a version decided for a later day begins on that day, even if others are corrected
meanwhile.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Decided(Protocol):
    """The columns of a version that decide which one counts. They are described at `models.RuleVersion`."""

    @property
    def number(self) -> int: ...
    @property
    def in_force_at(self) -> datetime: ...
    @property
    def is_asked(self) -> bool: ...
    @property
    def corrects(self) -> int | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


Version = TypeVar("Version", bound=Decided)


def counted(versions: Iterable[Version], moment: datetime) -> Version | None:
    """The version that counts at a moment; None while nothing is in force."""
    known = list(versions)
    begun = [each for each in known if each.in_force_at <= moment and not is_called_off(known, each)]
    return max(begun, key=lambda each: (each.in_force_at, each.number), default=None)


def root_of(versions: Collection[Version], version: Version) -> Version:
    """The version whose substance this one has: itself, or the one that it corrects, and so on.

    A correction that does not name a version (a row of an earlier edition) corrects the one before it.
    """
    return _corrected(versions, version)[-1]


def is_called_off(versions: Collection[Version], version: Version) -> bool:
    """Whether the version was withdrawn, or had not begun when a version that it corrects was withdrawn."""
    if version.withdrawn_at is not None:
        return True
    return any(
        each.withdrawn_at is not None and each.withdrawn_at < version.in_force_at
        for each in _corrected(versions, version)
    )


def _corrected(versions: Collection[Version], version: Version) -> list[Version]:
    """The version, the one that it corrects, and so on to the one whose substance it has."""
    by_number = {each.number: each for each in versions}
    chain = [version]
    while not version.is_asked:
        number = version.number - 1 if version.corrects is None else version.corrects
        former = by_number.get(number)
        if former is None or number >= version.number:
            break
        chain.append(version := former)
    return chain


def asked_now(versions: Collection[Version], moment: datetime) -> Version | None:
    """The version whose substance is in force and has to be acknowledged; None when nothing has to be."""
    version = counted(versions, moment)
    root = root_of(versions, version) if version is not None else None
    return root if root is not None and root.is_asked else None


def same_as(versions: Collection[Version], root: Version) -> frozenset[int]:
    """The numbers of all versions with this substance."""
    return frozenset(each.number for each in versions if root_of(versions, each).number == root.number)


def is_owed(versions: Collection[Version], moment: datetime, acknowledged: Collection[int]) -> bool:
    """Whether a person who has acknowledged the versions with these numbers still has to acknowledge another one.

    Asked of the version that counts at `moment`.
    """
    root = asked_now(versions, moment)
    return root is not None and same_as(versions, root).isdisjoint(acknowledged)
