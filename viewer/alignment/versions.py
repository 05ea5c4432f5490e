"""Two versions of a document, page by page: what became of each page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

from viewer.alignment.identity import PageIdentity
from viewer.alignment.pairing import in_order, pair_pages
from viewer.alignment.resemblance import is_same


class PageChange(Enum):
    """What a page of the later version is, seen from the former one."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    """It has a former page, and something else stands on it; it may have been moved, too (`Alignment.moved`)."""
    ADDED = "added"
    MOVED = "moved"
    """The same stands on it, but other pages are before and behind it now."""


@dataclass(frozen=True)
class Alignment:
    """What became of each page. Pages are numbered from 1; the tuples have an entry for each page in its order.

    `later`: for each former page the number of its page in the later version, None where it was removed. `former`: for
    each later page the number of its page in the former version, None where it was added. `changes`: what each later
    page is. `moved`: numbers of later pages that stand in another order, changed or not.
    """

    later: tuple[int | None, ...]
    former: tuple[int | None, ...]
    changes: tuple[PageChange, ...]
    moved: frozenset[int]

    @property
    def removed(self) -> tuple[int, ...]:
        """Numbers of the former pages that have no later one."""
        return tuple(number for number, later in enumerate(self.later, start=1) if later is None)

    def of(self, change: PageChange) -> tuple[int, ...]:
        """Numbers of the later pages that are this."""
        return tuple(number for number, each in enumerate(self.changes, start=1) if each is change)

    def later_page(self, former: int) -> int | None:
        """The later page of a former one; None where it was removed or never was."""
        return self.later[former - 1] if 1 <= former <= len(self.later) else None

    def nearest_later_page(self, former: int) -> int:
        """Where to go on reading: the later page, else that of the nearest page before it, else the first one."""
        before = (self.later_page(number) for number in range(min(former, len(self.later)), 0, -1))
        return next((page for page in before if page is not None), 1)


def align(former: Sequence[PageIdentity], later: Sequence[PageIdentity]) -> Alignment:
    """What became of each page. A version is unchanged beside itself.

    The other way round it tells the same: the one's `later` is the other's `former`. How it is done and what it costs
    is said in `viewer.alignment.pairing`.
    """
    # Equally good pairs are chosen between by place. That choice must not depend on which version is called the former.
    if _key(former) <= _key(later):
        pairs = pair_pages(former, later)
        kept = in_order(pairs)
    else:
        turned = pair_pages(later, former)
        kept = sorted((row, column) for column, row in in_order(turned))
        pairs = sorted((row, column) for column, row in turned)
    of_former: list[int | None] = [None] * len(former)
    of_later: list[int | None] = [None] * len(later)
    changes = [PageChange.ADDED] * len(later)
    stayed = set(kept)
    for row, column in pairs:
        of_former[row], of_later[column] = column + 1, row + 1
        is_kept = (row, column) in stayed
        unchanged = PageChange.UNCHANGED if is_kept else PageChange.MOVED
        changes[column] = unchanged if is_same(former[row], later[column]) else PageChange.CHANGED
    moved = frozenset(column + 1 for row, column in pairs if (row, column) not in stayed)
    return Alignment(tuple(of_former), tuple(of_later), tuple(changes), moved)


def _key(version: Sequence[PageIdentity]) -> bytes:
    hashed = blake2b(digest_size=16)
    for page in version:
        hashed.update(page.dump())
    return hashed.digest()
