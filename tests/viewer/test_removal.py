"""What is left to somebody who tries to take the mark off copies of their own, without the page as it is kept."""

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.viewer.cells import region
from viewer.marking.lattice import PageCell
from viewer.master import Master, MasterKind, build, thumbnail
from viewer.palette import arranged
from viewer.stamp import BUNDLED_FONTS, Mark, Stamper, encode, plain

pytestmark = pytest.mark.rare("takes the visible mark off in every way we know; only what marks a page moves that")

SATO = Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", "K7QM-3FRT", "機密性2　複製・配付を禁じます")
LATER = replace(SATO, at="2026-12-09 13:05", issue_code="X9PT-4W7C")
WIDTH, HEIGHT = 1000, 1414
SENTENCE = (
    "令和八年度一般会計補正予算（第三号）について、歳入歳出それぞれ百二十三万四千円を追加し、総額を九十五億円とする。"
)
FLAT_SHARE = 0.01

Pixels = NDArray[np.int16]


@pytest.fixture(scope="module")
def stamper() -> Stamper:
    return Stamper(b"a key of the tests, 32 bytes long")


@cache
def page(ground: str, print_color: str, bands: str = "") -> Master:
    """A full page of print, on bands of a second colour if there is one."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(BUNDLED_FONTS[0]), 21)
    for line in range(35):
        top = 60 + 38 * line
        if bands and line % 2:
            draw.rectangle((60, top - 8, WIDTH - 60, top + 29), fill=bands)
        draw.text((80, top), (SENTENCE * 2)[line % 9 :][:40], font=font, fill=print_color)
    return build(np.asarray(image))


PAGES = {
    "text": ("white", "black"),
    "table": ("white", "#141414", "#e1ecfa"),
    "dark slide": ("#141e46", "#f0f0f0", "#28376e"),
}


def shown(body: bytes) -> Pixels:
    with Image.open(io.BytesIO(body)) as image:
        return np.asarray(image.convert("RGB")).astype(np.int16)


def indices(body: bytes) -> tuple[NDArray[np.uint8], Pixels]:
    """The indices of a coloured page and its palette, (colours, 3)."""
    with Image.open(io.BytesIO(body)) as image:
        return np.asarray(image), np.array(image.getpalette(), np.int16).reshape(-1, 3)


def issue(stamper: Stamper, master: Master, mark: Mark = SATO) -> bytes:
    return stamper.issue(master, mark, page_id="sato/version/1", has_level_box=False).body


def single(pixels: Pixels) -> NDArray[np.int64]:
    """One number a colour."""
    red, green, blue = (pixels[..., channel].astype(np.int64) for channel in range(3))
    return red << 16 | green << 8 | blue


def left_over(got: Pixels, copy: Pixels, true: Pixels) -> tuple[float, float]:
    """Of the marked pixels of a copy the share that is wrong; and of the soft edges of print, marked or not."""
    wrong, marked = (got != true).any(axis=2), (copy != true).any(axis=2)
    colors, counts = np.unique(single(true), return_counts=True)
    is_soft = ~np.isin(single(true), colors[counts > FLAT_SHARE * true[..., 0].size])
    return float(wrong[marked].mean()), float(wrong[is_soft].mean())


@pytest.mark.parametrize("ground", PAGES)
def test_a_threshold_leaves_marks_or_eats_the_soft_edges_of_print(stamper: Stamper, ground: str) -> None:
    master = page(*PAGES[ground])
    true, copy = shown(encode(plain(master)).body), shown(issue(stamper, master))
    paper = true[2, 2]
    is_light = paper.sum() > 3 * 128

    for step in (17, 34, 51, 68, 85, 102):
        cut = copy.copy()
        cut[(copy >= paper - step).all(axis=2) if is_light else (copy <= paper + step).all(axis=2)] = paper
        marks, print_edges = left_over(cut, copy, true)
        assert marks >= 0.1
        assert marks >= 0.2 or print_edges >= 0.18


@pytest.mark.parametrize("ground", ["table", "dark slide"])
def test_no_bit_of_an_index_is_the_mark(stamper: Stamper, ground: str) -> None:
    master = page(*PAGES[ground])
    true, body = shown(encode(plain(master)).body), issue(stamper, master)
    numbers, colors = indices(body)

    for bit in range(8):
        for without in (numbers & ~np.uint8(1 << bit), numbers | np.uint8(1 << bit)):
            got = colors[np.minimum(without, len(colors) - 1)]
            marks, _ = left_over(got, colors[numbers], true)
            assert marks >= 0.5 or (got != true).any(axis=2).mean() >= 0.1


@pytest.mark.parametrize("ground", ["table", "dark slide"])
def test_a_rewritten_palette_does_not_take_the_mark_off(stamper: Stamper, ground: str) -> None:
    master = page(*PAGES[ground])
    true, body = shown(encode(plain(master)).body), issue(stamper, master)
    numbers, colors = indices(body)
    copy = colors[numbers]

    half = len(colors) // 2
    halves = [
        np.concatenate([colors[:half], colors[: len(colors) - half]]),
        np.concatenate([colors[half:], colors[half:]]),
    ]
    for one in halves:
        assert left_over(one[numbers], copy, true)[0] >= 0.9

    best = colors.copy()  # as somebody would rewrite it who knew, for each entry, what most often lies under it
    for number in np.unique(numbers):
        under, counts = np.unique(single(true)[numbers == number], return_counts=True)
        most = int(under[counts.argmax()])
        best[number] = most >> 16, most >> 8 & 255, most & 255
    assert left_over(best[numbers], copy, true)[0] >= 0.1


@pytest.mark.parametrize("ground", ["table", "dark slide"])
def test_the_palette_is_in_an_order_that_tells_nothing_and_most_of_it_is_the_pages_own(ground: str) -> None:
    master = page(*PAGES[ground])
    shades = arranged(master.palette or b"")
    colors = np.frombuffer(shades.colors, np.uint8).reshape(-1, 3)
    own = {tuple(color) for color in np.frombuffer(master.palette or b"", np.uint8).reshape(-1, 3)}

    assert (np.diff(colors @ (0.299, 0.587, 0.114)) >= -0.5).all()
    assert sum(tuple(color) in own for color in colors) / len(colors) > 0.75
    assert len(colors) <= 256


@pytest.mark.parametrize("ground", PAGES)
def test_two_looks_in_one_session_teach_what_one_does(stamper: Stamper, ground: str) -> None:
    master = page(*PAGES[ground])

    assert issue(stamper, master) == issue(stamper, master)


@pytest.mark.parametrize("ground", PAGES)
def test_copies_of_two_sessions_leave_the_name_where_it_was(stamper: Stamper, ground: str) -> None:
    master = page(*PAGES[ground])
    true = shown(encode(plain(master)).body)
    one, other = (shown(issue(stamper, master, mark)) for mark in (SATO, LATER))

    nearest = np.where(np.abs(one - true) <= np.abs(other - true), one, other)

    assert left_over(nearest, one, true)[0] >= 0.35, "code and time alone differ"


@pytest.mark.parametrize("ground", ["text", "table"])
@pytest.mark.parametrize("scale", [2, 4])
def test_no_scale_uncovers_what_another_covers(stamper: Stamper, ground: str, scale: int) -> None:
    small = page(*PAGES[ground])
    pixels = shown(encode(plain(small)).body).astype(np.uint8)
    large = build(pixels.repeat(scale, axis=0).repeat(scale, axis=1))
    is_marked = (shown(issue(stamper, small)) != shown(encode(plain(small)).body)).any(axis=2)

    for column, row in ((0, 0), (scale - 1, scale // 2)):
        part = PageCell(scale, column, row, WIDTH, HEIGHT)
        cell = region(large, scale, scale, column, row)
        enlarged = stamper.issue(cell, SATO, page_id="sato/version/1", part=part, has_level_box=False).body
        moved = (shown(enlarged) != shown(encode(plain(cell)).body)).any(axis=2)
        high, wide = cell.height // scale, cell.width // scale
        there = is_marked[row * HEIGHT // scale :, column * WIDTH // scale :][:high, :wide]
        seen = moved[: high * scale, : wide * scale].reshape(high, scale, wide, scale).all(axis=(1, 3))
        assert (seen[there[: seen.shape[0], : seen.shape[1]]]).mean() > 0.99


def test_a_thumbnails_marks_stand_at_points_of_the_pages_lattice(stamper: Stamper) -> None:
    large = page(*PAGES["text"])
    small = thumbnail(large)
    on_page, on_small = (stamper.place(master, SATO, page_id="sato/version/1") for master in (large, small))
    scale = large.width / small.width

    for name, times in (("origin", 1), ("across", 2), ("down", 2)):
        here, there = (np.array(getattr(place, name)) for place in (on_page, on_small))
        assert np.abs(here * times - there * scale).max() <= 3 * scale
    assert (on_page.angle_degrees, on_page.course) == (on_small.angle_degrees, on_small.course)


def test_the_page_of_a_permit_is_marked_in_the_same_place_as_on_the_screen(stamper: Stamper) -> None:
    master = page(*PAGES["text"])
    assert master.kind is MasterKind.GRAY

    places = [stamper.place(master, mark, page_id="sato/version/1") for mark in (SATO, LATER)]

    assert places[0] == places[1]
