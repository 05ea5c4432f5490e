"""Masters keep the page as it was rendered, in few bytes, and trust no stored byte."""

import math
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from isal import igzip_lib
from numpy.typing import NDArray

from tests.support.marks import examples
from viewer import jpeg
from viewer.master import Master, MasterError, MasterKind, build, dump, load, thumbnail

pytestmark = pytest.mark.rare("how a page is kept; only the converter moves it")

Pixels = NDArray[np.uint8]


def gray_page(width: int = 400, height: int = 566) -> Pixels:
    """Soft-edged dark strokes on white."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    ink = np.clip(3 * np.sin(x / 3) + 3 * np.sin(y / 9) - 4, 0, 1)
    page: Pixels = np.rint(255 - 255 * ink).astype(np.uint8)
    return page


def color_page(width: int = 400, height: int = 566) -> Pixels:
    page = np.dstack([gray_page(width, height)] * 3)
    page[height // 6 : height // 3, width // 8 : width // 2] = (0, 70, 200)
    page[height // 2 : height * 2 // 3, width // 8 : width // 2] = (255, 230, 0)
    return page


def photo_page(width: int = 400, height: int = 566) -> Pixels:
    random = np.random.default_rng(5)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    smooth = np.dstack([127 + 120 * np.sin(x / 40), 127 + 120 * np.sin(y / 60), 127 + 120 * np.cos((x + y) / 50)])
    return np.clip(smooth + random.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


PAGES = {MasterKind.GRAY: gray_page, MasterKind.COLOR: color_page, MasterKind.PHOTO: photo_page}


def made(kind: MasterKind, width: int, height: int) -> Master:
    master = build(PAGES[kind](width, height))
    assert master.kind is kind
    return master


def shown(master: Master) -> Pixels:
    """RGB of a master, by the book: the slow way round."""
    if master.kind is MasterKind.PHOTO:
        return master.rows
    packed = master.rows[:, 1:]
    if master.kind is MasterKind.GRAY:
        levels = np.stack([packed >> 4, packed & 15], axis=2).reshape(master.height, -1)[:, : master.width]
        return np.repeat((levels * 17)[..., None], 3, axis=2).astype(np.uint8)
    assert master.palette
    return np.frombuffer(master.palette, np.uint8).reshape(-1, 3)[packed]


def psnr_db(one: Pixels, other: Pixels) -> float:
    error = float(np.mean(np.square(one.astype(float) - other)))
    return 10 * math.log10(255**2 / max(error, 1e-9))


@pytest.mark.parametrize("kind", MasterKind)
def test_a_page_becomes_the_master_of_its_kind(kind: MasterKind) -> None:
    assert build(PAGES[kind]()).kind is kind


def test_a_page_of_rgb_greys_is_kept_grey() -> None:
    assert build(np.dstack([gray_page()] * 3)).kind is MasterKind.GRAY


def test_a_small_red_seal_keeps_a_page_from_being_grey() -> None:
    page = np.dstack([gray_page()] * 3)
    page[300:310, 301:311] = (200, 20, 20)

    master = build(page)

    assert master.kind is MasterKind.COLOR
    assert np.abs(shown(master)[300:310, 301:311].astype(int) - (200, 20, 20)).max() <= 8


def test_a_smooth_grey_photograph_is_not_cut_to_sixteen_levels() -> None:
    slope = np.tile(np.linspace(0, 255, 512).astype(np.uint8), (300, 1))

    assert psnr_db(shown(build(slope)), np.dstack([slope] * 3)) > 45


def soft_ground(width: int = 1600, height: int = 2264) -> Pixels:
    """A slide's ground: four light colours that run into each other, and a line of strokes."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    corners = np.array([[[200, 220, 255], [200, 255, 255]], [[255, 220, 215], [255, 255, 215]]])
    upper = corners[0, 0] + x[..., None] * (corners[0, 1] - corners[0, 0])
    lower = corners[1, 0] + x[..., None] * (corners[1, 1] - corners[1, 0])
    page: Pixels = np.rint(upper + y[..., None] * (lower - upper)).astype(np.uint8)
    page[200:230, 200:1000] = gray_page(800, 30)[..., None]
    return page


def test_a_soft_ground_does_not_become_a_plaid() -> None:
    """The mean over the page is good; lines stand where the ground is soft."""
    page = soft_ground()

    master = build(page)

    assert master.kind is MasterKind.PHOTO


@pytest.mark.parametrize("channels", [1, 3])
def test_a_soft_ground_in_one_corner_is_found_by_its_worst_block(channels: int) -> None:
    page = np.dstack([gray_page(1600, 2264)] * 3)
    corner = soft_ground()[300:700, 300:900]
    page[1500:1900, 800:1400] = corner[..., :channels]

    assert build(page).kind is MasterKind.PHOTO


def test_flat_grounds_and_strokes_are_kept_as_they_were() -> None:
    page = np.dstack([gray_page(1600, 2264)] * 3)
    page[1000:1200, 200:1200] = 230

    assert build(page).kind is MasterKind.GRAY
    page[1300:1500, 200:1200] = (230, 240, 250)
    assert build(page).kind is MasterKind.COLOR


@pytest.mark.parametrize(("kind", "least_db"), [(MasterKind.GRAY, 40), (MasterKind.COLOR, 40), (MasterKind.PHOTO, 99)])
def test_masters_look_like_the_page(kind: MasterKind, least_db: float) -> None:
    page = PAGES[kind]()

    assert psnr_db(shown(build(page)), page if page.ndim == 3 else np.dstack([page] * 3)) >= least_db


def test_building_twice_gives_the_same_bytes() -> None:
    assert dump(build(color_page())) == dump(build(color_page()))


@settings(deadline=None, max_examples=examples(40))
@given(width=st.integers(1, 70), height=st.integers(1, 50), seed=st.integers(0, 2**32 - 1), hues=st.integers(1, 9))
def test_any_small_page_survives_the_store(width: int, height: int, seed: int, hues: int) -> None:
    random = np.random.default_rng(seed)
    colors = random.integers(0, 256, (hues, 3), np.uint8)
    master = build(colors[random.integers(0, hues, (height, width))])

    again = load(dump(master))

    assert (again.kind, again.width, again.height, again.palette) == (
        master.kind,
        master.width,
        master.height,
        master.palette,
    )
    assert master.kind is MasterKind.PHOTO or (again.rows == master.rows).all()


def test_a_photograph_survives_the_store_nearly_unchanged() -> None:
    master = build(photo_page())

    assert psnr_db(load(dump(master)).rows, master.rows) > 32


@pytest.mark.parametrize("kind", MasterKind)
@settings(deadline=None, max_examples=examples(60))
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.integers(0, 40))
def test_damaged_bytes_are_refused_or_still_a_whole_master(
    kind: MasterKind, place: float, value: int, cut: int
) -> None:
    data = bytearray(dump(made(kind, 60, 50)))
    data[int(place * len(data))] = value
    try:
        master = load(bytes(data[: len(data) - cut]))
    except MasterError:
        return

    assert shown(master).shape == (master.height, master.width, 3)


@pytest.mark.parametrize("kind", MasterKind)
def test_a_cut_off_master_is_refused(kind: MasterKind) -> None:
    data = dump(made(kind, 60, 50))

    for length in (0, 5, 13, 14, len(data) // 2):
        with pytest.raises(MasterError):
            load(data[:length])


def test_a_raster_that_inflates_beyond_its_header_stops_early() -> None:
    bomb = igzip_lib.compress(bytes(300_000_000), 3, igzip_lib.COMP_ZLIB)
    data = struct.pack(">4sBBII", b"GjM1", 1, 0, 100, 100) + bomb
    tracemalloc.start()

    with pytest.raises(MasterError):
        load(data)

    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 4_000_000


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (40_000, 10), (30_000, 30_000), (2**32 - 1, 1)])
def test_a_header_with_impossible_sizes_is_refused(width: int, height: int) -> None:
    with pytest.raises(MasterError):
        load(struct.pack(">4sBBII", b"GjM1", 1, 0, width, height) + b"x")


def test_a_photograph_of_another_size_than_its_header_is_refused() -> None:
    body = jpeg.encode(photo_page(64, 64), quality=92)

    with pytest.raises(MasterError, match="promised"):
        load(struct.pack(">4sBBII", b"GjM1", 3, 0, 64, 32) + body)


def test_an_index_beyond_the_palette_is_refused() -> None:
    master = made(MasterKind.COLOR, 60, 50)
    rows = master.rows.copy()
    assert master.palette
    rows[3, 3] = len(master.palette) // 3

    with pytest.raises(MasterError, match="colour"):
        load(dump(Master(MasterKind.COLOR, 60, 50, rows, master.palette)))


@pytest.mark.parametrize("kind", [MasterKind.GRAY, MasterKind.COLOR])
def test_bytes_after_the_raster_are_refused(kind: MasterKind) -> None:
    with pytest.raises(MasterError, match="another size"):
        load(dump(made(kind, 60, 50)) + b"more")


def test_a_row_with_another_filter_is_refused() -> None:
    rows = made(MasterKind.GRAY, 60, 50).rows.copy()
    rows[7, 0] = 2

    with pytest.raises(MasterError, match="filter"):
        load(dump(Master(MasterKind.GRAY, 60, 50, rows)))


@pytest.mark.parametrize("kind", MasterKind)
def test_a_thumbnail_keeps_its_kind_and_the_look_of_the_page(kind: MasterKind) -> None:
    master = build(PAGES[kind]())

    small = thumbnail(master, 220)

    assert (small.kind, max(small.width, small.height)) == (kind, 220)
    means = shown(master)[:560, :396].reshape(4, 140, 4, 99, 3).mean(axis=(1, 3))
    small_means = shown(small)[:218, :154].reshape(2, 109, 2, 77, 3).mean(axis=(1, 3))
    assert np.abs(means.mean(axis=(0, 1)) - small_means.mean(axis=(0, 1))).max() < 6


def test_a_page_smaller_than_a_thumbnail_is_not_blown_up() -> None:
    assert thumbnail(build(gray_page(60, 50)), 220).height == 50
