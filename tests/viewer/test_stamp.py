"""No page leaves without a mark that names its reader, whatever the ground and whatever piece is kept."""

import io
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from tests.support.marks import examples
from tests.viewer.cells import region
from viewer.failures import MarkNotDrawable
from viewer.marking import lattice
from viewer.marking.inked import extent, union
from viewer.marking.lattice import PageCell, Placement, corners
from viewer.master import THUMBNAIL_PX, Master, MasterKind, build, thumbnail
from viewer.palette import MIDDLE, STEPS, arranged
from viewer.stamp import Issued, Mark, Stamper, _words_of, encode, plain

KEY = b"a key of the tests, 32 bytes long"
SATO = Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", "K7QM-3F", "機密性2　複製・配付を禁じます")
SUZUKI = Mark("鈴木 一郎 議員", "第8番", "2026-12-08 10:24", "9XWP-4T", "機密性2　複製・配付を禁じます")
A4_WIDTH, A4_HEIGHT = 800, 1132
FORMER_PX = 220  # of small pictures that older converters made
CODES = st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ-", min_size=4, max_size=9).filter(lambda code: code.strip("-"))


@pytest.fixture(scope="module")
def stamper() -> Stamper:
    return Stamper(KEY)


def flat(value: int, width: int = A4_WIDTH, height: int = A4_HEIGHT) -> Master:
    return build(np.full((height, width), value, np.uint8))


def colorful() -> Master:
    """Bands of strong colours, light and dark."""
    hues = [(255, 0, 0), (0, 0, 255), (255, 255, 0), (0, 160, 0), (255, 200, 220), (20, 20, 60), (255, 255, 255)]
    page = np.repeat(np.array(hues, np.uint8), math.ceil(A4_HEIGHT / len(hues)), axis=0)[:A4_HEIGHT]
    return build(np.repeat(page[:, None], A4_WIDTH, axis=1))


def photograph() -> Master:
    noise = np.random.default_rng(3).normal(0, 9, (A4_HEIGHT, A4_WIDTH, 3))
    x, y = np.meshgrid(np.arange(A4_WIDTH), np.arange(A4_HEIGHT))
    scene = np.dstack([127 + 110 * np.sin(x / 90), 127 + 110 * np.sin(y / 70), 127 + 110 * np.cos((x + y) / 80)])
    return build(np.clip(scene + noise, 0, 255).astype(np.uint8))


GROUNDS = {
    "white": lambda: flat(255),
    "light grey": lambda: flat(150),
    "middle grey": lambda: flat(127),
    "dark grey": lambda: flat(70),
    "black": lambda: flat(0),
    "colour": colorful,
    "photograph": photograph,
}


SMALL = [(ground, side) for ground in GROUNDS for side in (THUMBNAIL_PX, FORMER_PX)]


@cache
def small(ground: str, side: int) -> Master:
    """The small picture of a ground, made when the first test wants it: every process of a run reads this file."""
    return thumbnail(GROUNDS[ground](), side)


def shown(issued: Issued) -> NDArray[np.int16]:
    with Image.open(io.BytesIO(issued.body)) as image:
        return np.asarray(image.convert("RGB")).astype(np.int16)


def change(stamper: Stamper, master: Master, mark: Mark, page_id: str = "p1") -> NDArray[np.int16]:
    """How far the mark moved each pixel, the box left out; the greatest of the three channels."""
    marked = stamper.issue(master, mark, page_id=page_id, has_level_box=False)
    moved: NDArray[np.int16] = np.abs(shown(marked) - shown(encode(plain(master)))).max(axis=2)
    return moved


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_mark_shows_on_every_ground_and_leaves_most_of_it_alone(stamper: Stamper, ground: str) -> None:
    moved = change(stamper, GROUNDS[ground](), SATO)

    assert 0.01 < (moved >= 25).mean() < 0.1
    assert (moved <= 10).mean() > 0.85


@pytest.mark.parametrize(("value", "direction"), [(255, -1), (150, -1), (127, 1), (70, 1), (0, 1)])
def test_light_grounds_darken_and_dark_grounds_lighten_by_a_modest_step(
    stamper: Stamper, value: int, direction: int
) -> None:
    master = flat(value)

    moved = shown(stamper.issue(master, SATO, page_id="p", has_level_box=False)) - shown(encode(plain(master)))

    assert (moved * direction >= 0).all()
    assert 34 <= np.abs(moved).max() <= 85


def test_every_colour_of_a_page_moves_under_a_mark(stamper: Stamper) -> None:
    master = build(np.random.default_rng(1).integers(0, 256, (10, 10, 3), np.uint8).repeat(36, 0).repeat(36, 1))
    shades = arranged(master.palette or b"")
    luma = np.frombuffer(shades.colors, np.uint8).reshape(-1, 3) @ (0.299, 0.587, 0.114)
    own = np.frombuffer(shades.order, np.uint8)[: len(master.palette or b"") // 3].astype(int)

    is_light = luma[own] >= MIDDLE
    became = [luma[shades.moved[256 * strength + own]] - luma[own] for strength in range(1, len(STEPS) + 1)]
    assert all((moved[is_light] <= -18).all() and (moved[~is_light] >= 9).all() for moved in became)
    assert np.abs(np.mean(became, axis=0)).min() >= 18


def test_black_print_under_a_mark_stays_readable(stamper: Stamper) -> None:
    stripes = np.where(np.arange(A4_WIDTH) % 8 < 4, 0, 255).astype(np.uint8)
    master = build(np.repeat(stripes[None], A4_HEIGHT, axis=0))

    page = shown(stamper.issue(master, SATO, page_id="p", has_level_box=False))[..., 0]

    last_of_print, first_of_paper = page[:, 3:-1:8], page[:, 4::8]
    assert (first_of_paper - last_of_print).min() >= 150


def quarter(width: int, height: int, stretch: float, x: float, y: float) -> tuple[slice, slice]:
    """A crop of a quarter of the area, from a quarter-width column (stretch -1) to a quarter-height band (1)."""
    wide, high = round(width / 2 * 2**stretch), round(height / 2 * 2**-stretch)
    left, top = round(x * (width - wide)), round(y * (height - high))
    return slice(top, top + high), slice(left, left + wide)


UNIT = st.floats(0, 1)


@pytest.mark.parametrize("ground", ["white", "black", "colour"])
@settings(deadline=None, max_examples=examples(25))
@given(code=CODES, stretch=st.floats(-1, 1), x=UNIT, y=UNIT)
def test_a_quarter_of_the_page_holds_part_of_the_mark(
    ground: str, code: str, stretch: float, x: float, y: float
) -> None:
    moved = change(Stamper(KEY), GROUNDS[ground](), replace(SATO, issue_code=code))

    rows, columns = quarter(A4_WIDTH, A4_HEIGHT, stretch, x, y)

    assert (moved[rows, columns] >= 20).mean() > 0.008


def code_in_tile(stamper: Stamper, mark: Mark, place: Placement) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the issue code inside the tile that is laid; no letter is cut off by its room."""
    block = stamper._blocks.draw(_words_of(mark, place.size_px, place.angle_degrees))
    placed = stamper._typesetter.set_line(mark.issue_code, place.size_px, place.angle_degrees)[0]
    seen = [(x, y, *reversed(glyph.coverage.shape)) for x, y, glyph in placed if glyph.coverage.size]
    box = (
        block.pen[0] + min(x for x, _, _, _ in seen),
        block.pen[1] + min(y for _, y, _, _ in seen),
        block.pen[0] + max(x + width for x, _, width, _ in seen),
        block.pen[1] + max(y + height for _, y, _, height in seen),
    )
    left, top, right, bottom = block.room
    assert (left <= box[0], top <= box[1], box[2] <= right, box[3] <= bottom) == (True,) * 4
    body = union(extent(block.coverage), box)
    left, top = body[0] // 2 * 2, body[1]
    return box[0] - left, box[1] - top, box[2] - left, box[3] - top


@pytest.mark.parametrize("size", [(A4_WIDTH, A4_HEIGHT), (1600, 2264), (2264, 1600), (1000, 1000)])
@settings(deadline=None, max_examples=examples(100))
@given(
    code=st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=7, max_size=7),
    stretch=st.floats(-1, 1),
    x=UNIT,
    y=UNIT,
)
def test_a_quarter_of_the_page_holds_a_whole_issue_code(
    size: tuple[int, int], code: str, stretch: float, x: float, y: float
) -> None:
    stamper, mark = Stamper(KEY), replace(SATO, issue_code=code)
    master = Master(MasterKind.GRAY, *size, np.empty((0, 0), np.uint8))
    place = stamper.place(master, mark, page_id="p")
    left, top, right, bottom = code_in_tile(stamper, mark, place)

    rows, columns = quarter(*size, stretch, x, y)

    assert any(
        columns.start <= corner_x + left
        and corner_x + right <= columns.stop
        and rows.start <= corner_y + top
        and corner_y + bottom <= rows.stop
        for corner_x, corner_y in corners(
            place, stamper.tile(MasterKind.COLOR, mark, place).shape(MasterKind.COLOR), *size
        )
    )


@pytest.mark.parametrize("ground", ["white", "black", "middle grey", "colour"])
@settings(deadline=None, max_examples=examples(15))
@given(one=CODES, other=CODES)
def test_averaging_two_issues_keeps_the_ink_of_both(ground: str, one: str, other: str) -> None:
    stamper, master = Stamper(KEY), GROUNDS[ground]()
    clean = shown(encode(plain(master)))
    pages = [
        shown(stamper.issue(master, replace(SATO, issue_code=code), page_id="p", has_level_box=False))
        for code in (one, other)
    ]

    left_over = np.abs((pages[0] + pages[1]) / 2 - clean).max(axis=2)

    for page in pages:
        is_marked = np.abs(page - clean).max(axis=2) >= 30
        assert left_over[is_marked].min() >= 15


def test_two_issues_of_one_page_to_one_reader_stand_in_one_place(stamper: Stamper) -> None:
    master = flat(255)
    later = replace(SATO, issue_code="K7QM-3G", at="2026-12-09 13:05")

    assert stamper.place(master, SATO, page_id="p") == stamper.place(master, later, page_id="p")


def test_two_pages_of_one_issue_differ_in_place(stamper: Stamper) -> None:
    master = flat(255)

    places = {stamper.place(master, SATO, page_id=f"page {number}") for number in range(40)}

    assert len({place.origin for place in places}) == 40
    assert len({place.angle_degrees for place in places}) > 2
    assert {place.course for place in places} == {0, 1}


def test_without_the_key_the_place_cannot_be_foreseen(stamper: Stamper) -> None:
    master = flat(255)

    assert stamper.place(master, SATO, page_id="p") != Stamper(b"k" * 32).place(master, SATO, page_id="p")


def test_the_marks_of_two_readers_differ(stamper: Stamper) -> None:
    place = stamper.place(flat(255), SATO, page_id="p")
    tiles = [
        stamper.tile(MasterKind.COLOR, mark, place).layers for mark in (SATO, replace(SATO, name="鈴木 一郎 議員"))
    ]
    height, width = (min(sizes) for sizes in zip(tiles[0].shape, tiles[1].shape, strict=True))

    assert ((tiles[0][:height, :width] > 0) != (tiles[1][:height, :width] > 0)).mean() > 0.01


@pytest.mark.parametrize("field", ["name", "number", "at", "issue_code", "level_words"])
def test_every_word_of_the_mark_reaches_the_page(stamper: Stamper, field: str) -> None:
    words = "議席 9" if field != "issue_code" else "K7QM-3H"
    master = flat(255)
    place = stamper.place(master, SATO, page_id="p")

    changed = replace(SATO, **{field: words})

    tiles = [stamper.tile(MasterKind.COLOR, mark, place).layers for mark in (SATO, changed)]
    assert field == "level_words" or tiles[0].shape != tiles[1].shape or (tiles[0] != tiles[1]).any()
    assert stamper.issue(master, SATO, page_id="p").body != stamper.issue(master, changed, page_id="p").body


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_same_issue_gives_the_same_bytes_from_any_instance(stamper: Stamper, ground: str) -> None:
    master = GROUNDS[ground]()

    assert stamper.issue(master, SATO, page_id="p") == Stamper(KEY).issue(master, SATO, page_id="p")


def test_issuing_does_not_touch_the_master(stamper: Stamper) -> None:
    for master in (flat(255), colorful(), photograph()):
        before = master.rows.copy()

        stamper.issue(master, SATO, page_id="p")

        assert (master.rows == before).all()


def test_many_threads_get_the_same_pages_as_one() -> None:
    masters = [flat(255), colorful()]
    marks = [replace(mark, issue_code=f"AB{number}") for mark in (SATO, SUZUKI) for number in range(6)]
    jobs = [(master, mark) for master in masters for mark in marks] * 2
    expected = [Stamper(KEY).issue(master, mark, page_id="p") for master, mark in jobs]
    shared = Stamper(KEY)

    with ThreadPoolExecutor(8) as pool:
        issued = list(pool.map(lambda job: shared.issue(job[0], job[1], page_id="p"), jobs))

    assert issued == expected


@pytest.mark.parametrize("field", ["name", "number", "at", "issue_code", "level_words"])
def test_a_character_no_font_draws_stops_the_page_and_is_named(stamper: Stamper, field: str) -> None:
    with pytest.raises(MarkNotDrawable) as refusal:
        stamper.issue(flat(255), replace(SATO, **{field: "葛\U000e01eeA한"}), page_id="p")

    assert refusal.value.characters == "葛\U000e01ee（U+845B U+E01EE）、한"


@pytest.mark.parametrize("field", ["name", "number", "at", "issue_code", "level_words"])
@pytest.mark.parametrize("blank", ["", " ", "　"])
def test_a_blank_word_stops_the_page(stamper: Stamper, field: str, blank: str) -> None:
    with pytest.raises(ValueError, match="blank"):
        stamper.issue(flat(255), replace(SATO, **{field: blank}), page_id="p")


def test_a_very_long_name_is_wrapped_and_still_in_every_quarter(stamper: Stamper) -> None:
    mark = replace(SATO, name="寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処 議員")

    moved = change(stamper, flat(255), mark)

    for stretch in (-1, 0, 1):
        for x in (0, 0.3, 0.7, 1):
            for y in (0, 0.3, 0.7, 1):
                rows, columns = quarter(A4_WIDTH, A4_HEIGHT, stretch, x, y)
                assert (moved[rows, columns] >= 20).mean() > 0.008


@pytest.mark.parametrize("picture", SMALL)
@settings(deadline=None, max_examples=examples(10))
@given(page=st.integers(0, 9999), stretch=st.floats(-1, 1), x=UNIT, y=UNIT)
def test_a_quarter_of_a_thumbnail_holds_part_of_the_mark(
    picture: tuple[str, int], page: int, stretch: float, x: float, y: float
) -> None:
    moved = change(Stamper(KEY), small(*picture), SATO, page_id=f"page {page}")

    height, width = moved.shape
    rows, columns = quarter(width, height, stretch, x, y)

    assert (moved[rows, columns] >= 15).mean() > 0.008


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_thumbnail_is_mostly_page(stamper: Stamper, ground: str) -> None:
    moved = change(stamper, small(ground, THUMBNAIL_PX), SATO)

    assert 0.01 < (moved >= 15).mean() < 0.06


@pytest.mark.parametrize("ground", ["white", "colour", "photograph"])
def test_every_cell_of_a_zoomed_page_carries_the_mark(stamper: Stamper, ground: str) -> None:
    master = GROUNDS[ground]()

    for column in range(3):
        for row in range(4):
            cell = region(master, 3, 4, column, row)
            moved = change(stamper, cell, SATO, page_id=f"p:{column}:{row}")
            assert (moved >= 20).mean() > 0.01


def enlarged(stamper: Stamper, scale: int, size: tuple[int, int]) -> NDArray[np.int16]:
    """A white page at a scale, put together from its cells as a reader's screen does."""
    width, height = size
    cell = flat(255, width, height)
    rows = []
    for row in range(scale):
        parts = (PageCell(scale, column, row, width, height) for column in range(scale))
        marked = [stamper.issue(cell, SATO, page_id="p", part=part, has_level_box=False) for part in parts]
        rows.append(np.hstack([shown(one)[..., 0] for one in marked]))
    return np.vstack(rows)


@pytest.mark.parametrize("scale", [2, 4])
def test_marks_of_an_enlarged_page_run_on_from_cell_to_cell(stamper: Stamper, scale: int) -> None:
    whole = enlarged(stamper, scale, (A4_WIDTH, A4_HEIGHT))
    place = lattice.enlarged(stamper.place(flat(255), SATO, page_id="p"), scale)

    # A lattice looks the same from each of its points, also where cells meet.
    for across, down in (place.across, place.down):
        high, wide = whole.shape[0] - abs(down), whole.shape[1] - across
        here = whole[max(-down, 0) : max(-down, 0) + high, :wide]
        there = whole[max(down, 0) : max(down, 0) + high, across:]
        assert (here == there).all()
    assert (whole < 240).mean() > 0.01


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (40, 9), (9, 40), (3000, 60), (60, 3000)])
def test_pages_of_odd_sizes_are_issued_at_their_size(stamper: Stamper, size: tuple[int, int]) -> None:
    for page in (np.full((size[1], size[0]), 255, np.uint8), np.full((size[1], size[0], 3), (250, 220, 90), np.uint8)):
        assert shown(stamper.issue(build(page), SATO, page_id="p")).shape == (size[1], size[0], 3)


def test_a_stamping_key_of_a_few_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="16 to 64"):
        Stamper(b"short")


def test_a_plain_page_is_the_page_itself() -> None:
    assert (shown(encode(plain(flat(255)))) == 255).all()
