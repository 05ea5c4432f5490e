"""Whose copy it is, by odds and codes: the right name from noise, nobody by chance, and what two together leave."""

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.tracing.verdict import FALSE_NAME, Copies, Suspect, chance, weigh

HOLDERS = [f"p{number:03}" for number in range(300)]
CODES = [f"c{number:03}" for number in range(300)]


def copies(seed: int, carriers: int) -> Copies:
    bits = np.random.default_rng(seed).integers(0, 2, (len(HOLDERS), carriers)).astype(np.float64)
    return Copies(HOLDERS, CODES, bits)


def read(signs: NDArray[np.float64], seed: int, noise: float) -> NDArray[np.float64]:
    """Odds of carriers that stand where the signs say, read through noise of so many rows."""
    rows = signs / 2 + np.random.default_rng(seed).normal(0, noise, len(signs))
    return np.clip(rows / (noise**2 + 0.02), -4, 4)


def first(pictures: list[tuple[NDArray[np.float64], Copies]]) -> Suspect:
    return weigh([[each] for each in pictures])[0]


def test_clear_picture_of_a_full_page_names_its_reader() -> None:
    known = copies(1, 90)
    found = first([(read(2 * known.bits[17] - 1, 1, 0.2), known)])
    assert (found.holder, found.codes, found.is_named) == ("p017", ("c017",), True)


def test_noisy_pictures_of_three_pages_name_together_whom_one_does_not() -> None:
    pages = [copies(seed, 40) for seed in range(3)]
    pictures = [(read(2 * known.bits[5] - 1, seed, 0.55), known) for seed, known in enumerate(pages)]
    assert not first(pictures[:1]).is_named
    assert first(pictures).holder == "p005"
    assert first(pictures).is_named


@pytest.mark.parametrize("seed", range(5))
def test_two_who_take_half_a_page_each_do_not_hide_on_three_pages(seed: int) -> None:
    pictures = []
    for page in range(3):
        known = copies(10 * seed + page, 90)
        mixed = np.where(np.arange(90) % 2 == 0, known.bits[3], known.bits[4])
        pictures.append((read(2 * mixed - 1, page, 0.2), known))
    found = first(pictures)
    assert found.holder in {"p003", "p004"}
    assert found.is_named


@pytest.mark.rare("reckons chance by many searches, of which no day's work changes a step")
def test_picture_that_is_nobodys_names_nobody_in_five_hundred_searches() -> None:
    for seed in range(500):
        odds = np.clip(np.random.default_rng(100_000 + seed).normal(0, 3, 60), -4, 4)
        assert not first([(odds, copies(seed, 60))]).is_named


def test_bound_is_never_below_what_chance_does_and_not_far_above() -> None:
    weights = np.random.default_rng(1).uniform(0.2, 2, 30)
    drawn = (np.random.default_rng(2).integers(0, 2, (400_000, 30)) * 2 - 1) @ weights
    for level in (4.0, 8.0, 12.0, 16.0):
        share = (drawn >= level).mean()
        bound = np.exp(chance(weights, level))
        assert share <= bound <= max(60 * share, 1e-4)


def test_fair_draws_are_named_as_often_as_the_bound_allows() -> None:
    weights = np.full(8, 1.0)
    assert np.exp(chance(weights, 8.0)) == pytest.approx(2.0**-8, rel=0.01), "all right by chance"
    assert chance(weights, -1.0) == 0.0
    assert chance(np.zeros(8), 1.0) == 0.0


def test_reader_of_several_sessions_is_judged_by_the_one_that_fits_and_the_choice_is_counted() -> None:
    known = copies(1, 30)
    one = read(2 * known.bits[7] - 1, 1, 0.2)
    alone = first([(one, known)])
    many = Copies(["p000"] * 300, CODES, known.bits)
    assert first([(one, many)]).by_chance == pytest.approx(alone.by_chance)
    few = Copies(HOLDERS[:10], CODES[:10], known.bits[:10])
    assert first([(one, few)]).by_chance < alone.by_chance


def test_no_picture_and_no_copy_name_nobody() -> None:
    assert weigh([]) == []
    assert weigh([[(np.ones(5), Copies([], [], np.zeros((0, 5))))]]) == []
    assert FALSE_NAME == 1e-6


def test_pictures_of_two_readers_name_each_with_the_code_of_their_own_alone() -> None:
    pages = [copies(seed, 90) for seed in range(2)]
    whose = (11, 12)
    pictures = [
        [(read(2 * page.bits[number] - 1, number, 0.2), page)] for page, number in zip(pages, whose, strict=True)
    ]
    named = [each for each in weigh(pictures) if each.is_named]
    assert {(each.holder, each.codes) for each in named} == {("p011", ("c011",)), ("p012", ("c012",))}


def test_one_who_had_only_the_first_of_two_pages_is_named_by_it() -> None:
    one, two = copies(1, 90), copies(2, 90)
    without = Copies(HOLDERS[18:], CODES[18:], two.bits[18:])
    observations = [[(read(2 * one.bits[17] - 1, 1, 0.2), one)], [(np.full(90, 0.5), without)]]
    found = weigh(observations)[0]
    assert (found.holder, found.codes, found.is_named) == ("p017", ("c017",), True)


@pytest.mark.parametrize("candidates", [1, 2, 300])
@pytest.mark.rare("reckons chance by many searches, of which no day's work changes a step")
def test_bound_is_what_chance_does_for_any_number_of_candidates_and_choices(candidates: int) -> None:
    """Of readings of nobody, for each number of candidates with two copies each of a page that may be one of two."""
    bounds = []
    for seed in range(150):
        draw = np.random.default_rng(seed)
        pages = [
            [
                (
                    np.clip(draw.normal(0, 3, 24), -4, 4),
                    Copies(
                        HOLDERS[:candidates] * 2,
                        CODES[:candidates] * 2,
                        draw.integers(0, 2, (2 * candidates, 24)).astype(np.float64),
                    ),
                )
                for _ in range(2)
            ]
            for _ in range(2)
        ]
        bounds.append(weigh(pages)[0].by_chance)
    for level in (0.3, 0.1, 0.03):
        share = float(np.mean(np.array(bounds) <= level))
        assert share <= level + 0.03, "a bound of so much is not met more often than so"
