"""What differs between two versions, page by page, in words, and which pages of them to show beside each other."""

from collections.abc import Iterator
from dataclasses import dataclass

from viewer.alignment.versions import Alignment, PageChange

_SAID = {
    PageChange.CHANGED: "前の版の {former}が、新しい版の {newer}に変わりました。",
    PageChange.MOVED: "前の版の {former}が、新しい版の {newer}に移りました。",
    PageChange.ADDED: "新しい版の {newer}が加わりました。",
}
_REMOVED = "前の版の {former}がなくなりました。"


@dataclass(frozen=True)
class Difference:
    """A stretch of pages that differs, in words, and the page of either version at which to look at it."""

    words: str
    former: int
    newer: int


@dataclass(frozen=True)
class Differences:
    """What differs, in the order of the new version. `alignment`: None while the pages cannot be compared."""

    found: tuple[Difference, ...] = ()
    alignment: Alignment | None = None

    @property
    def is_strange(self) -> bool:
        """True when no page of the former version is in the new one as it was: mostly it is another paper's file."""
        whole = self.alignment
        return whole is not None and not (whole.of(PageChange.UNCHANGED) or whole.of(PageChange.MOVED))

    @property
    def first(self) -> Difference:
        """The first place to look at."""
        return self.found[0] if self.found else Difference("", 1, 1)

    def after(self, newer: int) -> Difference | None:
        """The next difference behind a page of the new version."""
        return next((each for each in self.found if each.newer > newer), None)

    def of_newer(self, number: int) -> str:
        """What a page of the new version is (`PageChange`), "" where nothing is known."""
        return self.alignment.changes[number - 1].value if self._has(number) and self.alignment else ""

    def of_former(self, number: int) -> str:
        """What became of a page of the former version; "removed" where it has none in the new one."""
        if self.alignment is None or not 1 <= number <= len(self.alignment.later):
            return ""
        later = self.alignment.later_page(number)
        return "removed" if later is None else self.alignment.changes[later - 1].value

    def beside_newer(self, number: int, otherwise: int) -> int:
        """The former page of one of the new version, to be shown beside it."""
        found = self.alignment.former[number - 1] if self._has(number) and self.alignment else None
        return found or otherwise

    def beside_former(self, number: int, otherwise: int) -> int:
        """The page of the new version that a former one became."""
        found = self.alignment.later_page(number) if self.alignment else None
        return found or otherwise

    def _has(self, number: int) -> bool:
        return self.alignment is not None and 1 <= number <= len(self.alignment.changes)


def differences_in(alignment: Alignment) -> Differences:
    """The stretches of pages that differ: pages that follow each other in both versions are one."""
    found = sorted([*_of_newer(alignment), *_removed(alignment)], key=lambda each: (each.newer, each.former))
    return Differences(tuple(found), alignment)


def _of_newer(alignment: Alignment) -> Iterator[Difference]:
    start = 1
    for number in range(1, len(alignment.changes) + 1):
        if number < len(alignment.changes) and _follow(alignment, number):
            continue
        change = alignment.changes[start - 1]
        if change in _SAID:
            former = alignment.former[start - 1] or _before(alignment, start)
            words = _SAID[change].format(former=_pages(former, former + number - start), newer=_pages(start, number))
            yield Difference(words, former, start)
        start = number + 1


def _follow(alignment: Alignment, number: int) -> bool:
    """Whether this page of the new version and the next one are told as one stretch."""
    here, there = alignment.former[number - 1], alignment.former[number]
    is_next = here is None if there is None else here == there - 1
    return is_next and alignment.changes[number - 1] is alignment.changes[number]


def _before(alignment: Alignment, newer: int) -> int:
    """The former page behind which an added one stands; the first one where there is none."""
    pages = (alignment.former[number - 1] for number in range(newer, 0, -1))
    return next((page for page in pages if page is not None), 1)


def _removed(alignment: Alignment) -> Iterator[Difference]:
    removed = alignment.removed
    starts = [number for number in removed if number - 1 not in removed]
    ends = [number for number in removed if number + 1 not in removed]
    for start, end in zip(starts, ends, strict=True):
        newer = alignment.nearest_later_page(start)
        yield Difference(_REMOVED.format(former=_pages(start, end)), start, newer)


def _pages(start: int, end: int) -> str:
    numbers = f"{start}" if start == end else f"{start}〜{end}"
    return f"{numbers}\u00a0ページ"
