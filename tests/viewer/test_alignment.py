"""Two versions of a document: each page is found again by what stands on it, whatever its number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from viewer.alignment.identity import PageIdentity, Passage, dump_identities, identities_in, identity_of
from viewer.alignment.versions import Alignment, PageChange, align

LETTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 900)) + "のにをはがとで"
HEIGHT, WIDTH = 440, 311


@dataclass(frozen=True)
class Sheet:
    """A page for tests: its lines, and the number at its foot."""

    lines: tuple[str, ...]
    number: int | None = None
    ink: int = 0

    def identity(self) -> PageIdentity:
        pixels = drawn(self.lines, self.ink)
        passages = [Passage(line, 0.1, 0.1 + 0.03 * row, 0.9, 0.12 + 0.03 * row) for row, line in enumerate(self.lines)]
        if self.number is not None:
            passages.append(Passage(f"-{self.number}-", 0.48, 0.95, 0.52, 0.965))
            pixels[418:424, 150 : 150 + 4 * len(str(self.number))] = 90 + self.number
        return identity_of(passages, pixels, pixels.tobytes())


def drawn(lines: Sequence[str], ink: int = 0) -> NDArray[np.uint8]:
    """A picture that differs wherever the lines do; `ink`: a drawing of its own beside them."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line[:46]):
            top, left = 44 + 13 * row, 31 + 5 * column
            pixels[top : top + 4, left : left + 4] = ord(letter) % 200
    if ink:
        spots = np.random.default_rng(ink)
        for top, left, height, width, level in spots.integers([20, 20, 8, 8, 0], [380, 270, 60, 60, 120], (12, 5)):
            pixels[top : top + height, left : left + width] = level
    return pixels


def sheet(seed: int, lines: int = 22) -> Sheet:
    return Sheet(tuple(written(seed, lines, 40)))


def written(seed: int, lines: int, length: int) -> list[str]:
    return ["".join(line) for line in np.random.default_rng(seed).choice(list(LETTERS), (lines, length))]


def scan(seed: int) -> Sheet:
    """A page without words."""
    return Sheet((), ink=seed)


BLANK = Sheet(())
FORM = Sheet(tuple(written(7, 8, 12)))


def edited(page: Sheet, times: int = 1) -> Sheet:
    """Some of its figures are others now."""
    lines = list(page.lines)
    for row in range(times):
        lines[row * 3] = lines[row * 3][:5] + "一二三" + lines[row * 3][8:]
    return replace(page, lines=tuple(lines))


def aligned(former: Sequence[Sheet], later: Sequence[Sheet]) -> Alignment:
    return align([page.identity() for page in former], [page.identity() for page in later])


def numbered(pages: Sequence[Sheet]) -> list[Sheet]:
    return [replace(page, number=number) for number, page in enumerate(pages, start=1)]


def test_a_page_put_in_moves_every_number_and_changes_no_other_page() -> None:
    pages = [sheet(seed) for seed in range(8)]

    found = aligned(numbered(pages), numbered([*pages[:3], sheet(99), *pages[3:]]))

    assert found.later == (1, 2, 3, 5, 6, 7, 8, 9)
    assert found.of(PageChange.ADDED) == (4,)
    assert found.of(PageChange.CHANGED) == ()
    assert found.moved == frozenset()


def test_a_figure_that_changed_is_never_taken_for_a_running_number() -> None:
    """At the foot of a table several figures stand beside each other."""
    table = [Passage("歳出合計", 0.1, 0.94, 0.3, 0.96), Passage("500", 0.4, 0.94, 0.5, 0.96)]
    blank = np.full((HEIGHT, WIDTH), 255, np.uint8)
    former = identity_of([*table, Passage("700", 0.6, 0.94, 0.7, 0.96)], blank)
    later = identity_of([*table, Passage("900", 0.6, 0.94, 0.7, 0.96)], blank)

    assert align([former], [later]).changes != (PageChange.UNCHANGED,)


def test_all_at_once_added_removed_changed_and_moved() -> None:
    pages = [sheet(seed) for seed in range(12)]
    later = [pages[0], edited(pages[1], 3), sheet(50), *pages[3:6], *pages[7:12], pages[6]]

    found = aligned(pages, later)

    assert found.later == (1, 2, None, 4, 5, 6, 12, 7, 8, 9, 10, 11)
    assert found.removed == (3,)
    assert found.of(PageChange.ADDED) == (3,)
    assert found.of(PageChange.CHANGED) == (2,)
    assert found.of(PageChange.MOVED) == (12,)


def test_words_that_flowed_on_are_found_on_the_page_that_has_most_of_them() -> None:
    lines = [line for seed in range(10) for line in sheet(seed).lines]
    former = [Sheet(tuple(lines[start : start + 22])) for start in range(0, 220, 22)]
    shifted = [*sheet(77, lines=7).lines, *lines]
    later = [Sheet(tuple(shifted[start : start + 22])) for start in range(0, 227, 22)]

    found = aligned(former, later)

    assert found.later == tuple(range(1, 11))
    assert found.of(PageChange.ADDED) == (11,)


def test_blank_pages_cover_sheets_and_forms_go_with_their_neighbours() -> None:
    a, b, c, new = sheet(1), sheet(2), sheet(3), sheet(4)

    found = aligned([a, BLANK, b, BLANK, FORM, c, FORM], [a, BLANK, new, BLANK, b, BLANK, FORM, c, FORM])

    assert found.later == (1, 2, 5, 6, 7, 8, 9)
    assert found.of(PageChange.ADDED) == (3, 4)


def test_scans_without_words_are_found_by_their_picture_alone() -> None:
    pages = [scan(seed) for seed in range(1, 7)]
    taken_again = [drawn((), ink=seed) for seed in range(1, 7)]
    noise = np.random.default_rng(5)
    later = [np.roll(np.clip(page - noise.integers(0, 12, page.shape), 0, 255), 2, 1) for page in taken_again]
    scans = [identity_of([], page.astype(np.uint8), page.tobytes()) for page in later]
    order = [0, 1, 3, 4, 5]

    found = align([page.identity() for page in pages], [scans[place] for place in order])

    assert found.later == (1, 2, None, 3, 4, 5)
    assert found.of(PageChange.CHANGED) == (1, 2, 3, 4, 5), "a coarse picture cannot tell that no figure changed"


@pytest.mark.parametrize("mark", [(100, 60, 9, 7), (300, 250, 5, 9), (20, 20, 6, 6)])
def test_ink_beside_the_same_words_is_a_change(mark: tuple[int, int, int, int]) -> None:
    top, left, height, width = mark
    page = sheet(1)
    pixels = drawn(page.lines)
    pixels[top : top + height, left : left + width] = 255 - pixels[top : top + height, left : left + width]
    passages = [Passage(line, 0.1, 0.1, 0.9, 0.2) for line in page.lines]

    found = align([identity_of(passages, drawn(page.lines))], [identity_of(passages, pixels)])

    assert found.changes == (PageChange.CHANGED,)


def test_the_same_page_drawn_a_little_softer_is_unchanged() -> None:
    page = sheet(1)
    softer = np.where(drawn(page.lines) < 255, np.minimum(drawn(page.lines) + 2, 255), 255).astype(np.uint8)
    passages = [Passage(line, 0.1, 0.1, 0.9, 0.2) for line in page.lines]

    found = align([identity_of(passages, drawn(page.lines), b"a")], [identity_of(passages, softer, b"b")])

    assert found.changes == (PageChange.UNCHANGED,)


def test_a_page_that_went_leads_to_the_one_before_it() -> None:
    a, b, c = sheet(1), sheet(2), sheet(3)
    found = aligned([a, b, c], [c, a])

    assert found.later_page(2) is None
    assert found.nearest_later_page(2) == found.later_page(1)
    assert found.nearest_later_page(99) == found.later_page(3)
    assert aligned([a], [b]).nearest_later_page(1) == 1
    assert aligned([], [a]).nearest_later_page(4) == 1


POOL = [*(sheet(seed, lines=4) for seed in range(10)), *(scan(seed) for seed in range(1, 4)), BLANK, FORM]
KNOWN = [page.identity() for page in POOL]
EDITED = [edited(page, 2).identity() if len(page.lines) == 4 else page.identity() for page in POOL]
places = st.lists(st.integers(0, len(POOL) - 1), max_size=14)


@pytest.mark.rare("a property over many made-up papers")
@settings(max_examples=150, deadline=None)
@given(former=places, later=places, changed=st.sets(st.integers(0, 13)))
@example(former=[2, 13, 14, 8], later=[0, 3, 8, 3, 13, 7], changed={4})  # one order of the versions for both directions
def test_whatever_was_done_no_page_is_in_two_pairs_and_both_directions_agree(
    former: list[int], later: list[int], changed: set[int]
) -> None:
    one = [KNOWN[place] for place in former]
    other = [(EDITED if row in changed else KNOWN)[place] for row, place in enumerate(later)]

    found, back = align(one, other), align(other, one)

    assert found.later == back.former
    assert found.former == back.later
    taken = [page for page in found.later if page is not None]
    assert len(taken) == len(set(taken)) == len(other) - len(found.of(PageChange.ADDED))
    assert all(found.former[page - 1] == row for row, page in enumerate(found.later, start=1) if page is not None)
    itself = align(one, one)
    assert itself.later == tuple(range(1, len(one) + 1))
    assert itself.moved == frozenset()
    assert set(itself.changes) <= {PageChange.UNCHANGED}


@settings(max_examples=80, deadline=None)
@given(
    order=st.permutations(range(10)),
    gone=st.sets(st.integers(0, 9)),
    changed=st.sets(st.integers(0, 9)),
    added=st.sets(st.integers(0, 10), max_size=3),
)
def test_pages_that_stand_once_are_found_wherever_they_went(
    order: list[int], gone: set[int], changed: set[int], added: set[int]
) -> None:
    later: list[tuple[int | None, PageIdentity]] = [
        (place, (EDITED if place in changed else KNOWN)[place]) for place in order if place not in gone
    ]
    for place in sorted(added, reverse=True):
        later.insert(place, (None, NEW[place]))

    found = align(KNOWN[:10], [page for _, page in later])

    assert found.former == tuple(None if place is None else place + 1 for place, _ in later)
    for (origin, _), change in zip(later, found.changes, strict=True):
        assert (change is PageChange.ADDED) == (origin is None)
        assert (change is PageChange.CHANGED) == (origin in changed)


NEW = [sheet(200 + place).identity() for place in range(11)]


@given(places)
def test_identities_come_back_as_they_were_kept(kept: list[int]) -> None:
    pages = [KNOWN[place] for place in kept]
    colored = identity_of([], np.dstack([drawn((), 3), drawn((), 4), drawn((), 5)]), b"x")

    back = identities_in(dump_identities([*pages, colored]))

    assert [page.dump() for page in back] == [page.dump() for page in [*pages, colored]]


@pytest.mark.parametrize("damaged", [b"", b"abc", dump_identities([KNOWN[0]])[:-3], KNOWN[0].dump()])
def test_what_is_no_identity_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="identit"):
        identities_in(damaged)
    with pytest.raises(ValueError, match="identity"):
        PageIdentity.load(damaged[:300])


def test_no_page_beside_some_pages_and_none_at_all() -> None:
    assert aligned([], []).later == ()
    assert aligned([sheet(1)], []).removed == (1,)
    assert aligned([], [sheet(1)]).of(PageChange.ADDED) == (1,)
