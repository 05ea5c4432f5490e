"""Weighs what pictures say against the codes of the copies that were issued, and how often chance alone says as much.

The bits of a code that a picture does not come from are fair and independent of it (hidden/moving.py), whatever the
picture is and whoever made it. So the probability that one of them agrees with it as well as the best does, is bounded
without any assumption on noise (Chernoff), and the bound for all of them is their sum. A picture on which nothing can
be read names nobody.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from viewer.tracing.lens import Floats

FALSE_NAME = 1e-6
"""The most a search may say, by chance, the name of somebody whose copy it is not."""
_STEPS = 80


@dataclass(frozen=True)
class Copies:
    """The copies of one page that may be in a picture: whose, with which code, and their bits, (copies, carriers)."""

    holders: Sequence[str]
    codes: Sequence[str]
    bits: Floats


Reading = tuple[Floats, Copies]
"""The odds of each carrier of one page, and the copies of that page."""

Observation = Sequence[Reading]
"""What pictures of one page say, for each page that they may show: the same page of several versions is several."""


@dataclass(frozen=True)
class Suspect:
    """A holder of copies, with the code of each page that no other holder's copy fits better.

    `by_chance`: a bound on the probability that any of all the copies that were compared agrees as well with pictures
    that do not come from it; at most 1.
    """

    holder: str
    codes: tuple[str, ...]
    by_chance: float

    @property
    def is_named(self) -> bool:
        """Whether chance is so small that the name may be said."""
        return self.by_chance <= FALSE_NAME


@dataclass(frozen=True)
class _Fit:
    """The copy of a holder that fits an observation best: by which reading, and how many spreads above chance."""

    reading: int
    code: str
    agreement: float
    rarity: float


def weigh(observations: Sequence[Observation]) -> list[Suspect]:
    """The holders of copies, who fits best first.

    Each page is in one observation alone: the bits of a page that is there twice would count as independent ones.

    A holder is judged by each observation alone, for it may be the only one of a copy of theirs, and by all of them
    together if they had a copy of each. How often somebody was compared is counted: with which of their copies, with
    which of the pages that a picture may show, and in which of these ways.
    """
    fits = [_fits(observation) for observation in observations]
    ways = [[number] for number in range(len(fits))] + ([list(range(len(fits)))] if len(fits) > 1 else [])
    found: dict[str, tuple[float, float]] = {}
    for way in ways:
        for holder, by_chance, rarity in _judged(observations, fits, way, times=len(ways)):
            found[holder] = min(found.get(holder, (1.0, 0.0)), (by_chance, -rarity))
    tops = [_top(each) for each in fits]
    ranked = sorted(found, key=lambda holder: (found[holder], holder))
    return [
        Suspect(
            holder,
            tuple(each[holder].code for each, top in zip(fits, tops, strict=True) if top == holder),
            found[holder][0],
        )
        for holder in ranked
    ]


def _top(fits: dict[str, _Fit]) -> str:
    return max(fits, key=lambda holder: fits[holder].rarity, default="")


def _fits(observation: Observation) -> dict[str, _Fit]:
    best: dict[str, _Fit] = {}
    for number, (odds, copies) in enumerate(observation):
        spread = math.sqrt(float(odds @ odds)) / 2
        agreements = (2 * copies.bits - 1) @ odds / 2
        for holder, code, agreement in zip(copies.holders, copies.codes, agreements.tolist(), strict=True):
            rarity = agreement / spread if spread else 0.0
            if holder not in best or rarity > best[holder].rarity:
                best[holder] = _Fit(number, code, agreement, rarity)
    return best


def _judged(
    observations: Sequence[Observation], fits: Sequence[dict[str, _Fit]], way: Sequence[int], *, times: int
) -> Iterator[tuple[str, float, float]]:
    """Each holder who had a copy of every page of this way, with the bound and how far they are from chance."""
    counts = [Counter(holder for _, copies in observations[number] for holder in copies.holders) for number in way]
    holders = sorted(set.intersection(*map(set, counts)))
    choices = times * sum(math.prod(count[holder] for count in counts) for holder in holders)
    groups: dict[tuple[int, ...], list[tuple[float, str]]] = {}
    for holder in holders:
        own = [fits[number][holder] for number in way]
        groups.setdefault(tuple(fit.reading for fit in own), []).append((sum(fit.agreement for fit in own), holder))
    for readings, group in groups.items():
        odds = [observations[number][reading][0] / 2 for number, reading in zip(way, readings, strict=True)]
        every = np.concatenate(odds)
        spread = math.sqrt(float(every @ every)) or 1.0
        is_worth_it = True  # who fits worse than one whom chance explains, it explains
        for agreement, holder in sorted(group, reverse=True):
            by_chance = math.exp(min(0.0, math.log(choices) + chance(every, agreement))) if is_worth_it else 1.0
            is_worth_it = by_chance <= FALSE_NAME
            yield holder, by_chance, agreement / spread


def chance(weights: Floats, agreement: float) -> float:
    """The logarithm of a bound on P(Σ ±wᵢ ≥ agreement), the signs fair and independent: the best of Chernoff's."""
    largest = float(np.abs(weights).max(initial=0.0))
    if agreement <= 0 or largest == 0:
        return 0.0

    def exponent(steep: float) -> float:
        parts = np.logaddexp(steep * weights, -steep * weights) - math.log(2)
        return float(parts.sum() - steep * agreement)

    low, high = 0.0, 50.0 / largest
    for _ in range(_STEPS):  # the exponent is convex
        one, other = low + 0.382 * (high - low), low + 0.618 * (high - low)
        if exponent(one) < exponent(other):
            high = other
        else:
            low = one
    return min(0.0, exponent((low + high) / 2))
