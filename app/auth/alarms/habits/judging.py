"""Judges records of use: what of it is unusual, from which record to which. Pure; knows no database."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.auth.alarms.habits.records import Use
from app.limits.of_worker import HabitLimits

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Unusual:
    """An unusual use at its record `use`. `words`: what was counted, for the offices."""

    use: Use
    words: str


def bulk(uses: Iterable[Use], limits: HabitLimits) -> Iterator[Unusual]:
    """Each reading by which one person has had so many pages, or papers, within an hour. `uses`: one person's."""
    papers, pages = _Window(lambda use: use.material_id), _Window(lambda use: (use.material_id, use.page))
    for use in uses:
        if not use.is_reading:
            continue
        many, wide = pages.add(use), papers.add(use)
        if many >= limits.pages_an_hour or wide >= limits.papers_an_hour:
            yield Unusual(use, f"1 時間に {wide} 件の資料の {many} ページ")


def refusals(uses: Iterable[Use], limits: HabitLimits) -> Iterator[Unusual]:
    """Each refusal by which one person was refused so often within an hour. `uses`: one person's."""
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
    """Each sign-in and reading in the hours of the night while no sitting goes on. `uses`: anybody's."""
    hours = f"{limits.night_from} 時から {limits.night_to} 時までの使用"
    for use in uses:
        if not use.is_refusal and _is_night(use.at, limits) and not goes_on(use.at):
            yield Unusual(use, f"{hours}（{clock.moment_text(use.at)}）")


def _is_night(moment: datetime, limits: HabitLimits) -> bool:
    hour, begins, ends = clock.jst(moment).hour, limits.night_from, limits.night_to
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


class _Window:
    """How many different things the records of the last hour name."""

    def __init__(self, named: Callable[[Use], Hashable]) -> None:
        self._named = named
        self._lately: deque[tuple[datetime, Hashable]] = deque()
        self._counted: Counter[Hashable] = Counter()

    def add(self, use: Use) -> int:
        """The number with this record."""
        name = self._named(use)
        self._lately.append((use.at, name))
        self._counted[name] += 1
        while self._lately[0][0] <= use.at - HOUR:
            _at, gone = self._lately.popleft()
            self._counted[gone] -= 1
            if not self._counted[gone]:
                del self._counted[gone]
        return len(self._counted)


def by_person(uses: Iterable[Use]) -> Mapping[str, list[Use]]:
    """The records of each person, in order."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        found.setdefault(use.person_id, []).append(use)
    return found
