"""Finds the unusual ones among records of use. Pure; knows no database."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.audit.vocabulary import EventKind
from app.auth.alarms.habits.records import Use
from app.limits.of_worker import HabitLimits

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Unusual:
    """An unusual use. `use`: the record at which a limit was reached. `words`: the count, as the offices read it."""

    use: Use
    words: str


def bulk(uses: Iterable[Use], limits: HabitLimits) -> Iterator[Unusual]:
    """Each reading at which the person has reached the limit of pages or papers within an hour.

    `uses`: one person's records, the oldest first. A search shows every page that it quotes. But a paper in which it
    has found words was not opened by it: one search of everything would count as many.
    """
    papers, pages = _Window(), _Window()
    for use in uses:
        if not use.is_reading:
            continue
        is_search = use.kind is EventKind.PLACES_ISSUED
        shown = use.found if is_search else (str(use.page),)
        many = pages.add(use.at, [(use.material_id, page) for page in shown])
        wide = papers.add(use.at, [] if is_search else [use.material_id])
        if many >= limits.pages_an_hour or wide >= limits.papers_an_hour:
            yield Unusual(use, f"1 時間に {wide} 件の資料の {many} ページ")


def refusals(uses: Iterable[Use], limits: HabitLimits) -> Iterator[Unusual]:
    """Each refusal at which the person has reached the limit of refusals within an hour.

    `uses`: one person's records, the oldest first.
    """
    lately: deque[Use] = deque()
    for use in uses:
        if not use.refusals:
            continue
        lately.append(use)
        while lately[0].at <= use.at - HOUR:
            lately.popleft()
        times = sum(each.refusals for each in lately)
        if times >= limits.refusals_an_hour:
            yield Unusual(use, f"1 時間に {times} 回の拒否")


def at_night(uses: Iterable[Use], limits: HabitLimits, goes_on: Callable[[datetime], bool]) -> Iterator[Unusual]:
    """Each sign-in and reading at night, unless a sitting was on then. `uses`: records of any number of people."""
    hours = f"{limits.night_from} 時から {limits.night_to} 時までの使用"
    for use in uses:
        if not use.is_refusal and _is_night(use.at, limits) and not goes_on(use.at):
            yield Unusual(use, f"{hours}（{clock.moment_text(use.at)}）")


def _is_night(moment: datetime, limits: HabitLimits) -> bool:
    hour, begins, ends = clock.jst(moment).hour, limits.night_from, limits.night_to
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


class _Window:
    """Counts different things, by their names, in the last hour."""

    def __init__(self) -> None:
        self._lately: deque[tuple[datetime, Hashable]] = deque()
        self._counted: Counter[Hashable] = Counter()

    def add(self, at: datetime, names: Iterable[Hashable]) -> int:
        """Add what was seen at a moment, which must not be before the last one; the count that includes it."""
        for name in names:
            self._lately.append((at, name))
            self._counted[name] += 1
        while self._lately and self._lately[0][0] <= at - HOUR:
            _at, gone = self._lately.popleft()
            self._counted[gone] -= 1
            if not self._counted[gone]:
                del self._counted[gone]
        return len(self._counted)
