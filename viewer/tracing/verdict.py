"""Weighs what pictures say against the codes of the copies that were issued, and how often chance alone says as much.

The bits of a code that a picture does not come from are fair and independent of it (hidden/moving.py), whatever the
picture is and whoever made it. So the probability that one of them agrees with it as well as the best does, is bounded
without any assumption on noise (Chernoff), and the bound for all of them is their sum. A picture on which nothing can
be read names nobody.
"""

import math
from collections.abc import Sequence
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


@dataclass(frozen=True)
class Suspect:
    """One holder of copies, with the code that fits each picture best.

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


def weigh(pictures: Sequence[tuple[Floats, Copies]]) -> list[Suspect]:
    """The holders of copies, who fits best first. `pictures`: the odds of each carrier, and the copies of that page.

    Each page once: the bits of one page that is there twice would count as bits that are independent of each other.

    A holder is compared by one of their copies for each picture: only who had a copy of every page is weighed.
    """
    scores = [(2 * copies.bits - 1) @ odds / 2 for odds, copies in pictures]
    owned = [_places_of(copies.holders) for _, copies in pictures]
    holders = sorted(set.intersection(*map(set, owned))) if owned else []
    best: list[tuple[float, str, tuple[str, ...]]] = []
    for holder in holders:
        tops = [max(own[holder], key=score.__getitem__) for own, score in zip(owned, scores, strict=True)]
        codes = tuple(copies.codes[top] for top, (_, copies) in zip(tops, pictures, strict=True))
        best.append((sum(float(score[top]) for top, score in zip(tops, scores, strict=True)), holder, codes))
    choices = sum(math.prod(len(own[holder]) for own in owned) for holder in holders)
    every = np.concatenate([odds / 2 for odds, _ in pictures]) if pictures else np.zeros(0)
    suspects: list[Suspect] = []
    for agreement, holder, codes in sorted(best, key=lambda each: -each[0]):
        is_worth_it = not suspects or suspects[-1].is_named  # who fits worse than one whom chance explains, it explains
        by_chance = math.exp(min(0.0, math.log(choices) + chance(every, agreement))) if is_worth_it else 1.0
        suspects.append(Suspect(holder, codes, by_chance))
    return suspects


def _places_of(holders: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, holder in enumerate(holders):
        places.setdefault(holder, []).append(place)
    return places


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
